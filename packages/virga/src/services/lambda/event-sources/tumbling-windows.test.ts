import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { returns } from "../scripted-functions.suite.ts";
import { MappedCloud, streamIn } from "./event-sources.suite.ts";

const start = { StartingPosition: "TRIM_HORIZON" } as const;

describe("tumbling windows", () => {
  let mapped: MappedCloud;
  let stream: Awaited<ReturnType<typeof streamIn>>;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
    stream = await streamIn(mapped, "s", 1);
  });

  afterEach(() => mapped.close());

  it("carry a state from batch to batch, and give it to the function at the end", async () => {
    await mapped.map(stream.arn, { ...start, TumblingWindowInSeconds: 30 });
    mapped.functions.answer = ({ payload }) => {
      const event = JSON.parse(new TextDecoder().decode(payload)) as { Records: object[]; state: { sum?: number } };
      return returns({ state: { sum: (event.state.sum ?? 0) + event.Records.length } });
    };
    await stream.put(["a", "b"]);
    await mapped.seconds(10);
    await stream.put(["c"]);
    await mapped.seconds(30);
    await stream.put(["d"]);
    await mapped.seconds(30);
    const events = mapped.functions.events() as Record<string, unknown>[];
    assert.deepEqual(
      events.map(({ Records, state, isFinalInvokeForWindow }) => [
        (Records as object[]).length,
        state,
        isFinalInvokeForWindow,
      ]),
      [
        [2, {}, false],
        [1, { sum: 2 }, false],
        [0, { sum: 3 }, true],
        [1, {}, false],
        [0, { sum: 1 }, true],
      ],
    );
    const { Records: _, state: __, ...members } = events[2]!;
    assert.deepEqual(members, {
      window: { start: "2026-01-01T00:00:00Z", end: "2026-01-01T00:00:30Z" },
      shardId: "shardId-000000000000",
      eventSourceARN: stream.arn,
      isFinalInvokeForWindow: true,
      isWindowTerminatedEarly: false,
    });
  });

  it("end early when their state is larger than 1 MB, and begin anew in the same window", async () => {
    await mapped.map(stream.arn, { ...start, TumblingWindowInSeconds: 30 });
    mapped.functions.answer = ({ payload }) => {
      const event = JSON.parse(new TextDecoder().decode(payload)) as { Records: object[]; state: { text?: string } };
      return returns({ state: { text: (event.state.text ?? "") + "x".repeat(600_000 * event.Records.length) } });
    };
    for (const text of ["a", "b", "c"]) {
      await stream.put([text]);
      await mapped.seconds(1);
    }
    await mapped.seconds(60);
    const events = mapped.functions.events() as (Record<string, unknown> & { readonly state: { text?: string } })[];
    assert.deepEqual(
      events.map(({ Records, state, isFinalInvokeForWindow, isWindowTerminatedEarly }) => [
        (Records as object[]).length,
        state.text?.length,
        isFinalInvokeForWindow,
        isWindowTerminatedEarly,
      ]),
      [
        [1, undefined, false, false],
        [1, 600_000, false, false],
        [0, 1_200_000, true, true],
        [1, undefined, false, false],
        [0, 600_000, true, false],
      ],
    );
    assert.equal(new Set(events.map(({ window }) => JSON.stringify(window))).size, 1);
  });

  it("leave room for their state in the 6 MB of an event", async () => {
    await stream.kinesis.updateStreamMode({ StreamARN: stream.arn, StreamModeDetails: { StreamMode: "ON_DEMAND" } });
    const UUID = await mapped.map(stream.arn, { ...start, TumblingWindowInSeconds: 900 });
    mapped.functions.answer = () => returns({ state: "x".repeat(1_000_000) });
    await stream.put(["a"]);
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: false });
    for (let index = 0; index < 5; index++) await stream.put(["y".repeat(1_000_000)], () => "key");
    await mapped.lambda.updateEventSourceMapping({ UUID, Enabled: true });
    await mapped.seconds(10);
    assert.deepEqual(
      mapped.batches().map(({ length }) => length),
      [1, 3, 2],
    );
    assert.ok(mapped.functions.invocations.every(({ payload }) => payload.length <= 6 * 1024 * 1024));
  });

  it("keep their state over a restart", async () => {
    await mapped.map(stream.arn, { ...start, TumblingWindowInSeconds: 30 });
    mapped.functions.answer = () => returns({ state: { seen: 1 } });
    await stream.put(["a"]);
    mapped = await mapped.killed();
    await mapped.seconds(60);
    const [event, ...more] = mapped.functions.events() as Record<string, unknown>[];
    assert.deepEqual([event?.state, event?.isFinalInvokeForWindow, more], [{ seen: 1 }, true, []]);
  });
});
