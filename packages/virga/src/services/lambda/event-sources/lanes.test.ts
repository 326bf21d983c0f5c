import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Invocation } from "../invocation.ts";
import { fails, returns } from "../scripted-functions.suite.ts";
import { type EventRecord, MappedCloud, streamIn } from "./event-sources.suite.ts";

const start = { StartingPosition: "TRIM_HORIZON" } as const;

function textsOf({ payload }: Invocation): string[] {
  const { Records } = JSON.parse(new TextDecoder().decode(payload)) as { readonly Records: EventRecord[] };
  return Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString("utf8"));
}

describe("batches of a shard beside each other", () => {
  let mapped: MappedCloud;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
  });

  afterEach(() => mapped.close());

  it("are not held up by one key that is blocked, however much of it waits, and lose nothing of it", async () => {
    const stream = await streamIn(mapped, "s", 1);
    await stream.kinesis.updateStreamMode({ StreamARN: stream.arn, StreamModeDetails: { StreamMode: "ON_DEMAND" } });
    await mapped.map(stream.arn, { ...start, ParallelizationFactor: 10, BatchSize: 500 });
    const done: string[] = [];
    let isBlocked = true;
    mapped.functions.answer = (invocation) => {
      const texts = textsOf(invocation);
      if (isBlocked && texts.some((text) => text.startsWith("blocked"))) return fails("blocked");
      done.push(...texts);
      return returns(null);
    };
    const blocked = Array.from({ length: 12_000 }, (_, index) => `blocked ${index}`);
    await stream.put(blocked, () => "b");
    const others = Array.from({ length: 300 }, (_, index) => `free ${index}`);
    await stream.put(others, () => "a");
    await mapped.seconds(60);
    assert.deepEqual(done, others);
    // Also over a restart, which begins where the blocked key is.
    mapped = await mapped.killed();
    const again = await streamIn(mapped, "s");
    await again.put(["free at last"], () => "a");
    await mapped.seconds(120);
    assert.equal(done.at(-1), "free at last");
    isBlocked = false;
    await mapped.seconds(600);
    assert.deepEqual(
      done.filter((text) => text.startsWith("blocked")),
      blocked,
    );
    assert.equal(done.filter((text) => text === "free at last").length, 1);
  });

  it("go on with the attempts that they have left over restarts", async () => {
    let stream = await streamIn(mapped, "s", 1);
    const failures = await mapped.queue("failures");
    const seen: string[] = [];
    mapped.functions.answer = (invocation) => {
      seen.push(textsOf(invocation).join());
      return textsOf(invocation).includes("bad") ? fails("no") : returns(null);
    };
    await mapped.map(stream.arn, {
      ...start,
      BatchSize: 4,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 5,
      DestinationConfig: { OnFailure: { Destination: failures.arn } },
    });
    await stream.put(["a", "b", "bad", "c"], () => "key");
    for (let kill = 0; kill < 8; kill++) {
      await mapped.seconds(2);
      mapped = await mapped.killed();
    }
    stream = await streamIn(mapped, "s");
    await mapped.seconds(600);
    const [failure, ...more] = await stream.failures(failures.url);
    assert.deepEqual(more, []);
    assert.equal(failure?.requestContext.approximateInvokeCount, 6);
    assert.equal(failure?.KinesisBatchInfo.batchSize, 1);
    // The halves are not put together again.
    assert.deepEqual(
      seen.filter((batch, index) => batch !== seen[index - 1]),
      ["a,b,bad,c", "a,b", "bad,c", "bad", "c"],
    );
  });
});
