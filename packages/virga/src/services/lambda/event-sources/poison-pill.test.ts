import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { Invocation } from "../invocation.ts";
import { fails, returns } from "../scripted-functions.suite.ts";
import { type EventRecord, MappedCloud, streamIn } from "./event-sources.suite.ts";

const start = { StartingPosition: "TRIM_HORIZON" } as const;
const hour = 3_600;

function textsOf({ payload }: Invocation): string[] {
  const { Records } = JSON.parse(new TextDecoder().decode(payload)) as { readonly Records: EventRecord[] };
  return Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString("utf8"));
}

/** The largest `IteratorAge` of each hour since then, in hours. */
async function hourlyIteratorAges({ cloud }: MappedCloud, began: number): Promise<number[]> {
  const { Datapoints = [] } = await cloud.client(CloudWatch).getMetricStatistics({
    Namespace: "AWS/Lambda",
    MetricName: "IteratorAge",
    Dimensions: [{ Name: "FunctionName", Value: "f" }],
    StartTime: new Date(began),
    EndTime: new Date(cloud.clock.now()),
    Period: hour,
    Statistics: ["Maximum"],
  });
  const ages = Datapoints.toSorted((one, other) => Number(one.Timestamp) - Number(other.Timestamp));
  return ages.map(({ Maximum = 0 }) => Math.round(Maximum / 1000 / hour));
}

describe("a record that the function never processes", () => {
  let mapped: MappedCloud;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
  });

  afterEach(() => mapped.close());

  it("blocks its shard for the 24 hours that the stream keeps it, and no other shard", async (test) => {
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
    assert.deepEqual(
      await hourlyIteratorAges(mapped, began),
      Array.from({ length: 24 }, (_, index) => index + 1),
    );
    test.diagnostic(`24 hours in ${took.toFixed(0)} ms`);
  });
});
