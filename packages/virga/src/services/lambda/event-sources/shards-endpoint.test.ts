import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { AwsError } from "../../../kernel/errors.ts";
import { fails, returns } from "../scripted-functions.suite.ts";
import { MappedCloud, streamIn } from "./event-sources.suite.ts";

let mapped: MappedCloud;

before(async () => {
  mapped = await MappedCloud.start();
});
after(() => mapped.close());

async function shardsOf(
  uuid: string,
): Promise<{ status: number; body: { now: string; shards: Record<string, unknown>[] } }> {
  const { status, body } = await mapped.cloud.runtime.handle({
    method: "GET",
    path: `/_aws/lambda/event-source-mappings/${uuid}/shards`,
    rawQuery: "",
    headers: { host: "localhost" },
    body: new Uint8Array(),
    sourceIp: "127.0.0.1",
  });
  return { status, body: JSON.parse(String(body)) };
}

it("tells how far a mapping is with each shard, and what fails there", async () => {
  const stream = await streamIn(mapped, "s", 1);
  const reports = { FunctionResponseTypes: ["ReportBatchItemFailures" as const] };
  const uuid = await mapped.map(stream.arn, { StartingPosition: "TRIM_HORIZON", ...reports });
  const [done] = await stream.put(["good"]);
  const told = await shardsOf(uuid);
  assert.deepEqual(told.body.shards, [{ shardId: "shardId-000000000000", sequenceNumber: done, troubles: [] }]);
  mapped.functions.answer = () => fails("poison");
  const [bad, worse] = await stream.put(["bad", "worse"]);
  await mapped.seconds(2);
  const { body } = await shardsOf(uuid);
  const trouble = {
    attempts: 3,
    error: "Error: poison",
    batchSize: 2,
    startSequenceNumber: bad,
    endSequenceNumber: worse,
  };
  const [{ troubles: [{ at = "", approximateArrivalOfFirstRecord = "", ...rest } = {}] = [], ...shard } = {}] =
    body.shards as { troubles: Record<string, string>[] }[];
  assert.deepEqual([shard, rest], [{ shardId: "shardId-000000000000", sequenceNumber: done }, trouble]);
  const times = [body.now, at, approximateArrivalOfFirstRecord].map((text) => Date.parse(text));
  // Read after 200 ms, tried again after 500 and 1,000 more.
  assert.deepEqual([times[0]! - times[1]!, times[0]! - times[2]!], [300, 2_000]);

  const failing = async () => (await shardsOf(uuid)).body.shards[0]!.troubles as { attempts: number; error: string }[];
  mapped.functions.answer = () => returns({ batchItemFailures: [{ itemIdentifier: worse }] });
  await mapped.seconds(60);
  assert.match((await failing())[0]!.error, /^the function answered \{"batchItemFailures":/);
  mapped.functions.answer = () => {
    throw new AwsError("TooManyRequestsException", "Rate Exceeded.", { status: 429 });
  };
  await mapped.seconds(120);
  assert.equal((await failing())[0]!.error, "the function was not run: TooManyRequestsException: Rate Exceeded.");
  mapped.functions.answer = () => returns(null);
  await mapped.seconds(60);
  assert.deepEqual((await shardsOf(uuid)).body.shards, [
    { shardId: "shardId-000000000000", sequenceNumber: worse, troubles: [] },
  ]);
  assert.equal((await shardsOf("00000000-0000-4000-8000-000000000000")).status, 404);
});
