import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { AwsError } from "../../../kernel/errors.ts";
import { account } from "../functions.suite.ts";
import type { Invocation } from "../invocation.ts";
import { fails, returns } from "../scripted-functions.suite.ts";
import { type EventRecord, MappedCloud, streamIn } from "./event-sources.suite.ts";

interface Guard {
  /** MaximumRetryAttempts */
  readonly attempts: number;
  readonly bisect: boolean;
  /** ReportBatchItemFailures */
  readonly partial: boolean;
  /** ParallelizationFactor */
  readonly lanes: number;
  /** Whether every batch is refused once before it may run. */
  readonly throttled: boolean;
}

const hour = 3_600;
const bad = "6";
/** Ten records of three keys, which MD5 puts into lanes of their own where there are ten. */
const keys: Readonly<Record<string, string>> = {
  "0": "a",
  "1": "b",
  "2": "a",
  "3": "d",
  "4": "a",
  "5": "b",
  "6": "a",
  "7": "d",
  "8": "a",
  "9": "d",
};
const texts = Object.keys(keys);

/** The batches that follow from one batch as AWS documents it, and what is given up. */
interface Course {
  readonly batches: string[][];
  readonly failed: string[];
}

function courseOf(batch: string[], guard: Guard): Course {
  const { attempts, bisect, partial } = guard;
  const at = batch.indexOf(bad);
  if (at < 0) return { batches: [batch], failed: [] };
  if (partial && at > 0) {
    // What comes before the reported record is done; the rest is tried from there on.
    const rest = courseOf(batch.slice(at), guard);
    return { batches: [batch, ...rest.batches], failed: rest.failed };
  }
  if (bisect && batch.length > 1) {
    const middle = Math.ceil(batch.length / 2);
    const halves = [batch.slice(0, middle), batch.slice(middle)].map((half) => courseOf(half, guard));
    return {
      batches: [batch, ...halves.flatMap(({ batches }) => batches)],
      failed: halves.flatMap(({ failed }) => failed),
    };
  }
  return { batches: Array.from({ length: attempts + 1 }, () => batch), failed: batch };
}

function recordsOf({ payload }: Invocation): EventRecord[] {
  return (JSON.parse(new TextDecoder().decode(payload)) as { readonly Records: EventRecord[] }).Records;
}

function textsOf(records: readonly EventRecord[]): string[] {
  return records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString("utf8"));
}

/** The function: fails for the bad record, with all of the batch or by reporting it. */
function answerOf(records: readonly EventRecord[], partial: boolean) {
  const at = textsOf(records).indexOf(bad);
  if (at < 0) return returns(partial ? { batchItemFailures: [] } : null);
  if (!partial) return fails("poison");
  return returns({ batchItemFailures: [{ itemIdentifier: records[at]!.kinesis.sequenceNumber }] });
}

describe("a bad record among ten of several keys", () => {
  let mapped: MappedCloud;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
  });

  afterEach(() => mapped.close());

  /** Plays it to the end; gives the batches that ran and what the destination was told. */
  async function play({ attempts, bisect, partial, lanes, throttled }: Guard) {
    const stream = await streamIn(mapped, "s", 1);
    const failures = await mapped.queue("failures");
    const ran: string[][] = [];
    const refused = new Set<string>();
    mapped.functions.answer = (invocation) => {
      const records = recordsOf(invocation);
      const batch = textsOf(records);
      if (throttled && !refused.has(batch.join())) {
        refused.add(batch.join());
        throw new AwsError("TooManyRequestsException", "Rate Exceeded.", { status: 429 });
      }
      ran.push(batch);
      return answerOf(records, partial);
    };
    const UUID = await mapped.map(stream.arn, {
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 10,
      ParallelizationFactor: lanes,
      MaximumRetryAttempts: attempts,
      BisectBatchOnFunctionError: bisect,
      DestinationConfig: { OnFailure: { Destination: failures.arn } },
      ...(partial && { FunctionResponseTypes: ["ReportBatchItemFailures" as const] }),
    });
    const arrival = new Date(mapped.cloud.clock.now()).toISOString();
    const sequenceNumbers = await stream.put(texts, (text) => keys[text]!);
    await mapped.seconds(hour);
    const told = await stream.failures(failures.url);
    // The checkpoint is behind all of them: a mapping that starts over gives nothing again.
    const count = ran.length;
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: false });
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: true });
    await mapped.seconds(hour);
    assert.equal(ran.length, count);
    return { ran, told, sequenceNumbers, arrival, stream };
  }

  async function guarded(guard: Guard): Promise<void> {
    const { ran, told, sequenceNumbers, arrival, stream } = await play(guard);
    const lanes =
      guard.lanes === 1 ? [texts] : ["a", "b", "d"].map((key) => texts.filter((text) => keys[text] === key));
    const failed: string[] = [];
    for (const lane of lanes) {
      const course = courseOf(lane, guard);
      const ofLane = ran.filter((batch) => batch.some((text) => lane.includes(text)));
      assert.deepEqual(ofLane, course.batches);
      failed.push(...course.failed);
    }
    assert.equal(told.length, 1);
    const [{ requestContext, timestamp, ...message }] = told as [
      (typeof told)[0] & { readonly timestamp: string; readonly version: string },
    ];
    const { requestId, ...context } = requestContext;
    assert.match(requestId, /^[\da-f]{8}-[\da-f-]{27}$/);
    assert.ok(timestamp >= arrival && new Date(timestamp).toISOString() === timestamp);
    assert.deepEqual(context, {
      functionArn: `arn:aws:lambda:us-east-1:${account}:function:f`,
      condition: "RetryAttemptsExhausted",
      approximateInvokeCount: guard.attempts + 1,
    });
    assert.deepEqual(message, {
      responseContext: {
        statusCode: 200,
        executedVersion: "$LATEST",
        functionError: guard.partial ? null : "Unhandled",
      },
      version: "1.0",
      KinesisBatchInfo: {
        shardId: "shardId-000000000000",
        startSequenceNumber: sequenceNumbers[Number(failed[0])],
        endSequenceNumber: sequenceNumbers[Number(failed.at(-1))],
        approximateArrivalOfFirstRecord: arrival,
        approximateArrivalOfLastRecord: arrival,
        batchSize: failed.length,
        streamArn: stream.arn,
      },
    });
  }

  for (const attempts of [0, 1, 5]) {
    for (const bisect of [false, true]) {
      for (const partial of [false, true]) {
        for (const lanes of [1, 10]) {
          const name = `${attempts} retries, bisection ${bisect}, partial responses ${partial}, parallelization ${lanes}`;
          it(`with ${name}`, () => guarded({ attempts, bisect, partial, lanes, throttled: false }));
          it(`with ${name}, each batch throttled once`, () =>
            guarded({ attempts, bisect, partial, lanes, throttled: true }));
        }
      }
    }
  }
});
