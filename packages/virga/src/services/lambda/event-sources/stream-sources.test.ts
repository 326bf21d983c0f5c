import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { account, createRole } from "../functions.suite.ts";
import { MappedCloud, streamIn } from "./event-sources.suite.ts";

const start = { StartingPosition: "TRIM_HORIZON" } as const;

describe("a stream that is deleted and made anew", () => {
  let mapped: MappedCloud;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
  });

  afterEach(() => mapped.close());

  const lastResult = async (UUID: string) => (await mapped.lambda.getEventSourceMapping({ UUID })).LastProcessingResult;

  for (const StartingPosition of ["TRIM_HORIZON", "LATEST"] as const) {
    it(`is read whole by its mappings, also by those that began with ${StartingPosition}`, async () => {
      let stream = await streamIn(mapped, "s", 2);
      const UUID = await mapped.map(stream.arn, { StartingPosition });
      await stream.put(["old a", "old b", "old c"]);
      await mapped.seconds(10);
      mapped.functions.invocations.length = 0;
      await stream.kinesis.deleteStream({ StreamName: "s" });
      await mapped.seconds(600);
      stream = await streamIn(mapped, "s", 2);
      await stream.put(["new a", "new b"], (text) => text.slice(4));
      await mapped.seconds(10);
      assert.deepEqual(stream.data(mapped.batches()).flat().sort(), ["new a", "new b"]);
      assert.equal(await lastResult(UUID), "OK");
      await stream.put(["new c"]);
      await mapped.seconds(10);
      assert.deepEqual(stream.data(mapped.batches()).at(-1), ["new c"]);
    });
  }

  it("is noticed even if no time passes in between, or while the engine is down", async () => {
    const before = await streamIn(mapped, "s", 1);
    await mapped.map(before.arn, start);
    await before.put(["old 1", "old 2"]);
    await before.kinesis.deleteStream({ StreamName: "s" });
    let stream = await streamIn(mapped, "s", 1);
    await stream.put(["new 1"]);
    await mapped.seconds(10);
    assert.deepEqual(stream.data(mapped.batches()).flat(), ["old 1", "old 2", "new 1"]);
    // Turned off, the mapping sees as little of it as an engine that is down.
    const { EventSourceMappings = [] } = await mapped.lambda.listEventSourceMappings({});
    const { UUID } = EventSourceMappings[0]!;
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: false });
    await mapped.seconds(1);
    await stream.kinesis.deleteStream({ StreamName: "s" });
    stream = await streamIn(mapped, "s", 1);
    await stream.put(["newer"]);
    mapped = await mapped.killed();
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: true });
    await mapped.seconds(10);
    assert.deepEqual((await streamIn(mapped, "s")).data(mapped.batches()).flat(), ["newer"]);
  });
});

describe("an enhanced fan-out consumer as the source of a mapping", () => {
  let mapped: MappedCloud;
  let stream: Awaited<ReturnType<typeof streamIn>>;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
    stream = await streamIn(mapped, "s", 1);
  });

  afterEach(() => mapped.close());

  it("gives what comes to its stream", async () => {
    const { Consumer } = await stream.kinesis.registerStreamConsumer({ StreamARN: stream.arn, ConsumerName: "c" });
    const consumerArn = Consumer!.ConsumerARN!;
    const UUID = await mapped.map(consumerArn, start);
    const { EventSourceArn } = await mapped.lambda.getEventSourceMapping({ UUID });
    assert.equal(EventSourceArn, consumerArn);
    await stream.put(["a", "b"]);
    await mapped.seconds(1);
    assert.deepEqual(stream.data(mapped.batches()), [["a", "b"]]);
    const { EventSourceMappings } = await mapped.lambda.listEventSourceMappings({ EventSourceArn: consumerArn });
    assert.equal(EventSourceMappings?.length, 1);
  });

  it("needs a role that may subscribe with it, and no more of the consumer", async () => {
    const { Consumer } = await stream.kinesis.registerStreamConsumer({ StreamARN: stream.arn, ConsumerName: "c" });
    const reading = ["DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards"];
    const actions = reading.map((action) => `kinesis:${action}`);
    await createRole(mapped.cloud, "reading", actions);
    await createRole(mapped.cloud, "subscribing", [...actions, "kinesis:SubscribeToShard"]);
    const use = (name: string) =>
      mapped.lambda.updateFunctionConfiguration({ FunctionName: "f", Role: `arn:aws:iam::${account}:role/${name}` });
    await use("reading");
    const refused = { name: "InvalidParameterValueException", message: /^Cannot access stream .*consumer\/c:\d+\. / };
    await assert.rejects(mapped.map(Consumer!.ConsumerARN!, start), refused);
    await use("subscribing");
    await mapped.map(Consumer!.ConsumerARN!, start);
    await stream.put(["a"]);
    await mapped.seconds(1);
    assert.deepEqual(stream.data(mapped.batches()), [["a"]]);
  });

  it("must be there", async () => {
    const missing = `arn:aws:kinesis:us-east-1:${account}:stream/s/consumer/c:1`;
    await assert.rejects(mapped.map(missing, start), {
      name: "InvalidParameterValueException",
      message: `Stream not found: ${missing}`,
    });
  });
});
