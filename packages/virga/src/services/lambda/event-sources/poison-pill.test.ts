import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Invocation } from "../invocation.ts";
import { fails, returns } from "../scripted-functions.suite.ts";
import { type EventRecord, MappedCloud, streamIn } from "./event-sources.suite.ts";

const start = { StartingPosition: "TRIM_HORIZON" } as const;
const hour = 3_600;

function textsOf({ payload }: Invocation): string[] {
  const { Records } = JSON.parse(new TextDecoder().decode(payload)) as { readonly Records: EventRecord[] };
  return Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString("utf8"));
}

describe("a record that the function never processes", () => {
  let mapped: MappedCloud;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
  });

  afterEach(() => mapped.close());

  it("blocks its shard for the 24 hours that the stream keeps it, and no other shard", async () => {
    const stream = await streamIn(mapped, "s", 2);
    await mapped.map(stream.arn, { ...start, BatchSize: 1 });
    const done: [text: string, second: number][] = [];
    let badInvocations = 0;
    const began = mapped.cloud.clock.now();
    const second = () => (mapped.cloud.clock.now() - began) / 1000;
    mapped.functions.answer = (invocation) => {
      const [text = ""] = textsOf(invocation);
      if (text === "bad") badInvocations++;
      else done.push([text, second()]);
      return text === "bad" ? fails("poison") : returns(null);
    };
    // MD5 puts these keys into the two shards.
    const keys = { blocked: "b", free: "a" };
    const put = (text: string, key: string) => stream.put([text], () => key);
    const startedAt = performance.now();
    await put("bad", keys.blocked);
    await put("beside", keys.free);
    await mapped.seconds(hour);
    await put("after bad", keys.blocked);
    const course: { hours: number; invocations: number; iteratorAge: number }[] = [];
    for (const hours of [2, 6, 12, 23, 24]) {
      await mapped.seconds(hours * hour - second());
      const isBlocked = !done.some(([text]) => text === "after bad");
      course.push({ hours, invocations: badInvocations, iteratorAge: isBlocked ? second() / hour : 0 });
    }
    const took = performance.now() - startedAt;
    assert.deepEqual(
      course.map(({ hours, iteratorAge }) => [hours, iteratorAge]),
      [
        [2, 2],
        [6, 6],
        [12, 12],
        [23, 23],
        [24, 0],
      ],
    );
    // It waits from half a second to a minute between attempts.
    assert.deepEqual(
      course.map(({ invocations }) => invocations),
      [126, 366, 726, 1_386, 1_446],
    );
    assert.deepEqual(
      done.map(([text, at]) => [text, Math.floor(at / hour)]),
      [
        ["beside", 0],
        ["after bad", 24],
      ],
    );
    assert.ok(took < 5_000, `${took} ms`);
  });

  for (const attempts of [0, 1, 5]) {
    for (const bisect of [false, true]) {
      for (const partial of [false, true]) {
        for (const lanes of [1, 10]) {
          const name = `${attempts} retries, bisection ${bisect}, partial responses ${partial}, parallelization ${lanes}`;
          it(`among ten, with ${name}`, () => guarded(mapped, { attempts, bisect, partial, lanes }));
        }
      }
    }
  }
});

interface Guard {
  readonly attempts: number;
  readonly bisect: boolean;
  readonly partial: boolean;
  readonly lanes: number;
}

const texts = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const bad = "6";

/** The batches in which the ten records are given to the function, as AWS documents it, and what is given up at the end. */
function expectedBatches({ attempts, bisect, partial }: Guard): { batches: string[][]; failed: string[] } {
  const batches: string[][] = [];
  const times = (batch: string[]) => batches.push(...Array.from({ length: attempts + 1 }, () => batch));
  if (partial) {
    batches.push(texts);
    if (!bisect) {
      times(texts.slice(6));
      return { batches, failed: texts.slice(6) };
    }
    // From the reported record on; as it is the first one then, halves follow.
    batches.push(["6", "7", "8", "9"], ["6", "7"]);
    times(["6"]);
    batches.push(["7"], ["8", "9"]);
    return { batches, failed: ["6"] };
  }
  if (!bisect) {
    times(texts);
    return { batches, failed: texts };
  }
  batches.push(texts, texts.slice(0, 5), texts.slice(5), ["5", "6", "7"], ["5", "6"], ["5"]);
  times(["6"]);
  batches.push(["7"], ["8", "9"]);
  return { batches, failed: ["6"] };
}

async function guarded(mapped: MappedCloud, guard: Guard): Promise<void> {
  const { attempts, bisect, partial, lanes } = guard;
  const stream = await streamIn(mapped, "s", 1);
  const failures = await mapped.queue("failures");
  mapped.functions.answer = (invocation) => {
    const seen = textsOf(invocation);
    if (!seen.includes(bad)) return returns(partial ? { batchItemFailures: [] } : null);
    if (!partial) return fails("poison");
    const { Records } = JSON.parse(new TextDecoder().decode(invocation.payload)) as { Records: EventRecord[] };
    return returns({ batchItemFailures: [{ itemIdentifier: Records[seen.indexOf(bad)]!.kinesis.sequenceNumber }] });
  };
  const input = {
    ...start,
    BatchSize: 10,
    ParallelizationFactor: lanes,
    MaximumRetryAttempts: attempts,
    BisectBatchOnFunctionError: bisect,
    DestinationConfig: { OnFailure: { Destination: failures.arn } },
    ...(partial && { FunctionResponseTypes: ["ReportBatchItemFailures" as const] }),
  };
  const UUID = await mapped.map(stream.arn, input);
  // One key: parallelization changes nothing of the order.
  const sequenceNumbers = await stream.put(texts, () => "key");
  await mapped.seconds(hour);
  const expected = expectedBatches(guard);
  assert.deepEqual(mapped.functions.invocations.map(textsOf), expected.batches);
  const told = await stream.failures(failures.url);
  assert.deepEqual(
    told.map(({ requestContext, responseContext, KinesisBatchInfo }) => {
      const { condition, approximateInvokeCount } = requestContext;
      const { shardId, startSequenceNumber, endSequenceNumber, batchSize } = KinesisBatchInfo;
      return {
        condition,
        approximateInvokeCount,
        responseContext,
        shardId,
        startSequenceNumber,
        endSequenceNumber,
        batchSize,
      };
    }),
    [
      {
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: attempts + 1,
        responseContext: {
          statusCode: 200,
          executedVersion: "$LATEST",
          functionError: partial ? null : "Unhandled",
        },
        shardId: "shardId-000000000000",
        startSequenceNumber: sequenceNumbers[Number(expected.failed[0])],
        endSequenceNumber: sequenceNumbers[Number(expected.failed.at(-1))],
        batchSize: expected.failed.length,
      },
    ],
  );
  // The checkpoint is behind all of them: a mapping that starts over gives nothing again.
  await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: false });
  await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: true });
  await mapped.seconds(hour);
  assert.equal(mapped.functions.invocations.length, expected.batches.length);
}
