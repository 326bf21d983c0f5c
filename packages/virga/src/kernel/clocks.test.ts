import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import fc from "fast-check";
import { Activity } from "./activity.ts";
import { createRealClock } from "./clock-real.ts";
import { createVirtualClock } from "./clock-virtual.ts";

function virtual(now = 1_000) {
  const activity = new Activity();
  return { activity, clock: createVirtualClock({ now, activity }) };
}

describe("the virtual clock", () => {
  it("stands still until it is advanced", async () => {
    const { clock, activity } = virtual();
    let ran = false;
    clock.at(1_001, () => (ran = true));
    await activity.whenIdle();
    assert.equal(clock.now(), 1_000);
    assert.equal(ran, false);
  });

  it("runs what is due on the way, by instant and then in the order it was planned", async () => {
    const { clock } = virtual();
    const ran: string[] = [];
    for (const [instant, name] of [
      [1_300, "c"],
      [1_100, "a"],
      [1_300, "d"],
      [1_200, "b"],
      [1_501, "later"],
    ] as const) {
      clock.at(instant, () => ran.push(`${name}@${clock.now()}`));
    }
    await clock.advanceTo(1_500);
    assert.deepEqual(ran, ["a@1100", "b@1200", "c@1300", "d@1300"]);
    assert.equal(clock.now(), 1_500);
  });

  it("runs what was planned for the past without an advance, but not inside the call", async () => {
    const { clock, activity } = virtual();
    let ran = false;
    clock.at(5, () => (ran = true));
    assert.equal(ran, false);
    await activity.whenIdle();
    assert.equal(ran, true);
    assert.equal(clock.now(), 1_000);
  });

  it("lets the promises that an instant sets off go on before the next instant", async () => {
    const { clock } = virtual();
    const ran: string[] = [];
    clock.at(1_100, async () => {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      clock.at(1_150, () => ran.push(`planned meanwhile@${clock.now()}`));
    });
    clock.at(1_200, () => ran.push(`planned before@${clock.now()}`));
    await clock.advanceTo(1_300);
    assert.deepEqual(ran, ["planned meanwhile@1150", "planned before@1200"]);
  });

  it("waits for announced work before the first instant, between instants and at the end", async () => {
    const { clock, activity } = virtual();
    const seen: string[] = [];
    const busyFor = (name: string) => {
      const end = activity.begin();
      let turns = 20;
      const turn = () => {
        if (turns-- > 0) return void setImmediate(turn);
        seen.push(`${name}@${clock.now()}`);
        end();
      };
      turn();
    };
    busyFor("before");
    clock.at(1_100, () => busyFor("first"));
    clock.at(1_200, () => busyFor("second"));
    await clock.advanceTo(1_300);
    assert.deepEqual(seen, ["before@1000", "first@1100", "second@1200"]);
  });

  it("does not run what was cancelled, even at the same instant", async () => {
    const { clock } = virtual();
    const ran: string[] = [];
    clock.at(1_100, () => second.cancel());
    const second = clock.at(1_100, () => ran.push("second"));
    clock.at(1_050, () => ran.push("first")).cancel();
    await clock.advance(500);
    assert.deepEqual(ran, []);
  });

  it("advances one advance after the other, and not backwards", async () => {
    const { clock } = virtual();
    await Promise.all([clock.advance(100), clock.advance(200)]);
    assert.equal(clock.now(), 1_300);
    await assert.rejects(clock.advanceTo(1_299), { code: "ClockGoesForward" });
    await assert.rejects(clock.advance(-1), { code: "ClockGoesForward" });
  });

  it("has durations that contain the virtual time", async () => {
    const { clock } = virtual();
    const before = clock.elapsed();
    await clock.advance(86_400_000);
    assert.ok(clock.elapsed() - before >= 86_400_000);
  });

  it("runs everything once and in order, whatever is planned while it goes", async () => {
    const plan = fc.array(fc.record({ at: fc.integer({ min: 0, max: 100 }), next: fc.integer({ min: 0, max: 40 }) }));
    await fc.assert(
      fc.asyncProperty(plan, async (plans) => {
        const { clock } = virtual(0);
        const ran: number[] = [];
        for (const { at, next } of plans) {
          clock.at(at, () => {
            ran.push(clock.now());
            clock.at(clock.now() + next, () => ran.push(clock.now()));
          });
        }
        await clock.advanceTo(200);
        assert.deepEqual(
          ran,
          plans.flatMap(({ at, next }) => [at, at + next]).sort((a, b) => a - b),
        );
      }),
    );
  });
});

describe("the real clock", () => {
  it("runs an action whose instant has passed at once, but not inside the call", async () => {
    const clock = createRealClock();
    let ran = false;
    clock.at(clock.now() - 1_000, () => (ran = true));
    assert.equal(ran, false);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(ran, true);
  });

  it("does not run an action before its instant", async () => {
    const clock = createRealClock();
    const instant = clock.now() + 5;
    const ran = await new Promise<number>((resolve) => {
      const keepAlive = setTimeout(() => undefined, 5_000);
      clock.at(instant, () => {
        clearTimeout(keepAlive);
        resolve(clock.now());
      });
    });
    assert.ok(ran >= instant);
  });

  it("waits for instants that are further away than setTimeout can wait", async () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
    try {
      const clock = createRealClock();
      const day = 24 * 60 * 60 * 1_000;
      let ran = 0;
      clock.at(60 * day, () => ran++);
      for (let passed = 1; passed < 60; passed++) mock.timers.tick(day);
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(ran, 0);
      mock.timers.tick(day);
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(ran, 1);
    } finally {
      mock.timers.reset();
    }
  });

  it("does not run what was cancelled", async () => {
    const clock = createRealClock();
    let ran = false;
    clock.at(0, () => (ran = true)).cancel();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(ran, false);
  });
});
