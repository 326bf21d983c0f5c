import { AwsError } from "../../../kernel/errors.ts";
import type { Span } from "../../../kernel/trace.ts";
import { qualifiedArn } from "../names.ts";
import { type FailureCondition, failureRecord } from "./failure-record.ts";
import type { CallResult } from "./function-caller.ts";
import { type EventSourceMapping, streamArnOf } from "./model.ts";
import { eventOf } from "./queue-records.ts";
import type { ReaderHost } from "./reader-host.ts";
import type { StreamRecord, StreamSource } from "./stream-source.ts";

/** Where records were read that are given up. */
interface FailedShard {
  readonly host: ReaderHost;
  readonly mapping: EventSourceMapping;
  readonly source: StreamSource;
  readonly shardId: string;
}

/** What is told of records that are given up. */
interface GivenUp {
  readonly records: readonly StreamRecord[];
  readonly condition: FailureCondition;
  readonly invokeCount: number;
  readonly answer?: Extract<CallResult, { kind: "ran" }> | undefined;
  readonly span: Span;
}

/** Tells the mapping's destination, if it has one, of records that are given up. What it refuses is reported to the person. */
export async function tellDestination(shard: FailedShard, givenUp: GivenUp): Promise<void> {
  const { host, mapping, source, shardId } = shard;
  const { records, condition, invokeCount, answer, span } = givenUp;
  const destination = mapping.stream?.destinations.OnFailure?.Destination;
  const version = answer?.version ?? host.caller.version(mapping);
  if (destination === undefined || !version) {
    host.metrics.count(mapping, "DroppedEventCount", records.length);
    return;
  }
  const { ids, clock } = host.state.host;
  const failed = {
    condition,
    invokeCount,
    functionArn: qualifiedArn(mapping),
    requestId: answer?.requestId ?? ids.uuid(),
    ...(answer && { answer }),
    shardId,
    streamArn: streamArnOf(mapping),
    batchInfoMember: source.batchInfoMember,
    records,
    ...(destination.startsWith("arn:aws:s3:") && { payload: Buffer.from(eventOf(records)).toString("utf8") }),
  };
  const folder = `${mapping.uuid}/${shardId}`;
  try {
    await host.destinations.store(destination, failureRecord(failed, clock.now()), { version, span, folder });
    host.metrics.count(mapping, "OnFailureDestinationDeliveredEventCount", records.length);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    host.metrics.count(mapping, "DroppedEventCount", records.length);
    host.warn(
      `Failed records of ${mapping.sourceArn} could not be told to ${destination}: ${thrown.code}: ${thrown.message}`,
    );
  }
}
