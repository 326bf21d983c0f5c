import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Activity } from "./activity.ts";
import { createVirtualClock } from "./clock-virtual.ts";
import { Metrics } from "./metrics.ts";

const place = { account: "000000000000", region: "us-east-1" };
const minute = 60_000;

describe("a counter", () => {
  it("counts where its resource does, also after what was counted was handed over, and in the next minute", async () => {
    const clock = createVirtualClock({ now: 0, activity: new Activity() });
    const metrics = new Metrics(clock);
    const handed: (readonly [minute: number, count: number])[] = [];
    metrics.collect((minutes) => {
      for (const { minute: at, counted } of minutes) handed.push([at, counted.get("Count")?.values.get(1) ?? 0]);
    });
    const counter = metrics.counter(place, "N", "A", "a");
    counter.source.add("Count", 1);
    metrics.of(place, "N", "A", "a").add("Count", 1);
    metrics.flush();
    assert.deepEqual(handed.splice(0), [[0, 2]]);
    counter.source.add("Count", 1);
    await clock.advance(minute);
    assert.deepEqual(handed.splice(0), [[0, 1]]);
    counter.source.add("Count", 1);
    await clock.advance(minute);
    assert.deepEqual(handed, [[minute, 1]]);
  });
});
