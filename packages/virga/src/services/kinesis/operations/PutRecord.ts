import { whenThere } from "../../../kernel/eventual.ts";
import type { Operation } from "../../../kernel/service.ts";
import { leaveToPut } from "../encryption.ts";
import { invalidArgument, rateExceeded } from "../errors.ts";
import { isEntry, namesStream } from "../input-checks.ts";
import { shardName } from "../model.ts";
import { type PutEntry, putRecords } from "../putting.ts";
import { parseSequenceNumber } from "../sequence-numbers.ts";
import type { KinesisState } from "../state.ts";
import { type KinesisCall, type OfStream, onStream, streamOf } from "../streams.ts";

interface PutRecordJson extends OfStream, PutEntry {
  readonly SequenceNumberForOrdering?: string;
  readonly DryRun?: boolean;
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
export const PutRecord: Operation<KinesisState, PutRecordJson> = {
  authorize: onStream("PutRecord"),
  satisfiesModel: (input) => input.SequenceNumberForOrdering === undefined && namesStream(input) && isEntry(input),
  handle(call, input) {
    checkOrdering(call, input);
    const found = call.state.find(call.state.reader, streamOf(call, input));
    return whenThere(leaveToPut(call, found), () => put(call, input));
  },
};

function put(call: KinesisCall, input: PutRecordJson) {
  const { stream, results } = putRecords(call, input, [input], () => "", "PutRecord");
  const { shard, number, error } = results[0]!;
  if (error) throw rateExceeded(stream, shard.index);
  return {
    ShardId: shardName(shard.index),
    SequenceNumber: number,
    ...(stream.keyId !== undefined && { EncryptionType: "KMS" }),
  };
}

/** Numbers of a shard grow anyway; what is asked to be before must be a number that was given already. */
function checkOrdering(call: KinesisCall, input: PutRecordJson): void {
  const { SequenceNumberForOrdering: before } = input;
  if (before === undefined) return;
  const position = parseSequenceNumber(before);
  if (position && position.second * 1000 <= call.now) return;
  const { name, account } = streamOf(call, input);
  throw invalidArgument(
    `ExclusiveMinimumSequenceNumber ${before} used in PutRecord on stream ${name} under account ${account} is invalid.`,
  );
}
