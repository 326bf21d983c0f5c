import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Activity } from "./activity.ts";
import { createVirtualClock } from "./clock-virtual.ts";
import { createDurableTimers, type DurableTimers } from "./durable-timers.ts";
import type { Report } from "./service.ts";
import { createMemoryStore } from "./store/memory-store.ts";
import type { Store } from "./store.ts";

interface Fired {
  readonly at: number;
  readonly id: string;
  readonly data: unknown;
}

/** A runtime's timers on a store, as far as these tests go; `reopen` is what a restart does. */
function start(store: Store = createMemoryStore(), now = 1_000) {
  const clock = createVirtualClock({ now, activity: new Activity() });
  const reports: Report[] = [];
  const fired: Fired[] = [];
  const timers = createDurableTimers({ store, clock, report: (report) => reports.push(report) });
  timers.handle("test", ({ id, data }) => {
    fired.push({ at: clock.now(), id, data });
  });
  return { store, clock, reports, fired, timers };
}

function set(store: Store, timers: DurableTimers, id: string, at: number, kind = "test"): void {
  store.transact((transaction) => timers.set(transaction, { kind, id, at, data: { for: id } }));
}

describe("durable timers", () => {
  it("fire at their instant, in order, once, with their data", async () => {
    const { store, clock, fired, timers } = start();
    timers.start();
    set(store, timers, "later", 3_000);
    set(store, timers, "sooner", 2_000);
    await clock.advance(10_000);
    assert.deepEqual(fired, [
      { at: 2_000, id: "sooner", data: { for: "sooner" } },
      { at: 3_000, id: "later", data: { for: "later" } },
    ]);
  });

  it("fire in the order they were set if they are due at the same instant", async () => {
    const { store, clock, fired, timers } = start();
    timers.start();
    for (const id of ["b", "c", "a"]) set(store, timers, id, 2_000);
    await clock.advance(1_000);
    assert.deepEqual(
      fired.map(({ id }) => id),
      ["b", "c", "a"],
    );
  });

  it("fire without an advance of the clock if their instant has passed", async () => {
    const { store, fired, timers } = start();
    timers.start();
    set(store, timers, "overdue", 10);
    await new Activity().whenIdle();
    assert.deepEqual(fired, [{ at: 1_000, id: "overdue", data: { for: "overdue" } }]);
  });

  it("fire after a restart if they became due while nothing ran", async () => {
    const first = start();
    first.timers.start();
    set(first.store, first.timers, "x", 2_000);
    first.timers.stop();
    const second = start(first.store, 5_000);
    second.timers.start();
    await second.clock.advance(0);
    assert.deepEqual(second.fired, [{ at: 5_000, id: "x", data: { for: "x" } }]);
    assert.deepEqual(first.fired, []);
  });

  it("do not exist if the transaction that sets them is undone", async () => {
    const { store, clock, fired, timers } = start();
    timers.start();
    assert.throws(() =>
      store.transact((transaction) => {
        timers.set(transaction, { kind: "test", id: "x", at: 2_000, data: null });
        throw new Error("undone");
      }),
    );
    await clock.advance(5_000);
    assert.deepEqual(fired, []);
  });

  it("fire again at the next start if their handler was still at work", async () => {
    const first = start();
    first.timers.handle("slow", () => new Promise(() => undefined));
    first.timers.start();
    set(first.store, first.timers, "x", 2_000, "slow");
    await first.clock.advance(5_000);
    first.timers.stop();
    const second = start(first.store, 6_000);
    const seen: string[] = [];
    second.timers.handle("slow", ({ id }) => void seen.push(id));
    second.timers.start();
    await second.clock.advance(0);
    assert.deepEqual(seen, ["x"]);
  });

  it("are reported and kept for the next start if their handler throws", async () => {
    const { store, clock, reports, timers } = start();
    const seen: number[] = [];
    timers.handle("failing", async () => {
      seen.push(clock.now());
      if (seen.length === 1) throw new Error("no luck");
    });
    timers.start();
    set(store, timers, "x", 2_000, "failing");
    await clock.advance(60_000);
    assert.deepEqual(seen, [2_000]);
    assert.match(reports[0]!.message, /failing 'x'.*no luck/);
    timers.start();
    await clock.advance(0);
    await clock.advance(60_000);
    assert.deepEqual(seen, [2_000, 61_000]);
  });

  it("are reported by the name of their kind and kept if nothing handles them", async () => {
    const { store, clock, reports, timers } = start();
    set(store, timers, "x", 2_000, "forgotten");
    timers.start();
    await clock.advance(5_000);
    assert.match(reports[0]!.message, /'forgotten'/);
    const next = start(store, 9_000);
    const seen: string[] = [];
    next.timers.handle("forgotten", ({ id }) => void seen.push(id));
    next.timers.start();
    await next.clock.advance(0);
    assert.deepEqual(seen, ["x"]);
  });

  it("go on when their handler sets them anew", async () => {
    const { store, clock, timers } = start();
    const seen: number[] = [];
    timers.handle("repeating", async ({ id }) => {
      seen.push(clock.now());
      await Promise.resolve();
      set(store, timers, id, clock.now() + 1_000, "repeating");
    });
    timers.start();
    set(store, timers, "x", 2_000, "repeating");
    await clock.advance(4_000);
    assert.deepEqual(seen, [2_000, 3_000, 4_000, 5_000]);
  });

  it("follow the store back to a snapshot", async () => {
    const store = createMemoryStore();
    const { clock, fired, timers } = start(store);
    timers.start();
    set(store, timers, "x", 2_000);
    const snapshot = store.snapshot();
    await clock.advance(5_000);
    store.restore(snapshot);
    await clock.advance(5_000);
    assert.deepEqual(
      fired.map(({ at }) => at),
      [2_000, 6_000],
    );
  });

  it("let as many as are due be at work at once, up to a bound, and then the rest", async () => {
    const { store, clock, timers } = start();
    const waiting: (() => void)[] = [];
    timers.handle("slow", () => new Promise<void>((resolve) => waiting.push(resolve)));
    timers.start();
    for (let index = 0; index < 300; index++) set(store, timers, `${index}`, 2_000, "slow");
    await clock.advance(5_000);
    assert.equal(waiting.length, 256);
    waiting.shift()!();
    await clock.advance(0);
    assert.equal(waiting.length, 256);
    for (const resolve of waiting) resolve();
    await clock.advance(0);
    assert.equal(waiting.length, 299);
  });

  it("fire once each and in order whatever is set, cancelled and replaced, across a restart", async () => {
    const step = fc.record({
      id: fc.integer({ min: 0, max: 9 }).map(String),
      at: fc.integer({ min: 0, max: 50 }),
      cancels: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step),
        fc.array(step),
        fc.integer({ min: 0, max: 60 }),
        async (before, after, middle) => {
          const expected = new Map<string, { at: number; order: number }>();
          let order = 0;
          const apply = (store: Store, timers: DurableTimers, steps: typeof before) => {
            for (const { id, at, cancels } of steps) {
              if (cancels) store.transact((transaction) => timers.cancel(transaction, "test", id));
              else set(store, timers, id, 1_000 + at);
              if (cancels) expected.delete(id);
              else expected.set(id, { at: 1_000 + at, order: order++ });
            }
          };
          const inOrder = () =>
            [...expected].sort(([, a], [, b]) => a.at - b.at || a.order - b.order).map(([id, { at }]) => ({ id, at }));
          const first = start();
          first.timers.start();
          apply(first.store, first.timers, before);
          const due = inOrder().filter(({ at }) => at <= 1_000 + middle);
          await first.clock.advance(middle);
          assert.deepEqual(
            first.fired.map(({ id, at }) => ({ id, at })),
            due,
          );
          first.timers.stop();
          for (const { id } of due) expected.delete(id);
          const second = start(first.store, 1_000 + middle);
          apply(second.store, second.timers, after);
          second.timers.start();
          const rest = inOrder();
          await second.clock.advance(100);
          assert.deepEqual(
            second.fired.map(({ id, at }) => ({ id, at })),
            rest.map(({ id, at }) => ({ id, at: Math.max(at, 1_000 + middle) })),
          );
          assert.deepEqual([...second.store.range({ start: "" as never, end: "\xff" as never })], []);
        },
      ),
    );
  });
});
