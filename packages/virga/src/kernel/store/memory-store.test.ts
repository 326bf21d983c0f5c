import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { key } from "../keys.ts";
import type { Store } from "../store.ts";
import { createMemoryStore } from "./memory-store.ts";
import { describeStore } from "./store.suite.ts";

describeStore(
  "memory store",
  async () => {
    const store = createMemoryStore();
    return { store, close: () => store.close() };
  },
  300,
);

function put(store: Store, name: string, value: string): void {
  store.transact((transaction) => transaction.put(key(name), value));
}

describe("memory store", () => {
  it("goes back to a snapshot as often as wanted, and tells all watchers", async () => {
    const store = createMemoryStore();
    put(store, "a", "1");
    const snapshot = store.snapshot();
    for (const value of ["2", "3"]) {
      put(store, "a", value);
      put(store, "b", value);
      await Promise.resolve();
      let told = 0;
      const end = store.watch(key("unrelated"), (keys) => {
        assert.deepEqual(keys, []);
        told++;
      });
      const { version } = store;
      store.restore(snapshot);
      assert.notEqual(store.version, version);
      await Promise.resolve();
      end();
      assert.equal(told, 1);
      assert.equal(store.get(key("a")), "1");
      assert.equal(store.get(key("b")), undefined);
    }
  });

  it("forks into a store that goes its own way", () => {
    const store = createMemoryStore();
    put(store, "a", "1");
    const fork = store.fork();
    put(store, "a", "original");
    put(fork, "a", "fork");
    assert.equal(store.get(key("a")), "original");
    assert.equal(fork.get(key("a")), "fork");
  });

  it("takes snapshots of a large state without copying it", () => {
    const store = createMemoryStore();
    store.transact((transaction) => {
      for (let index = 0; index < 100_000; index++) transaction.put(key("n", index), "x");
    });
    const before = process.memoryUsage().heapUsed;
    const snapshots = Array.from({ length: 1_000 }, () => store.snapshot());
    // A thousand copies of a hundred thousand entries would take gigabytes.
    assert.ok(process.memoryUsage().heapUsed - before < 100 * 1024 * 1024);
    put(store, "n", "changed");
    for (const snapshot of snapshots) store.restore(snapshot);
    assert.equal(store.get(key("n")), undefined);
  });

  it("takes no snapshot, restore or fork inside a transaction", () => {
    const store = createMemoryStore();
    const snapshot = store.snapshot();
    for (const act of [() => store.snapshot(), () => store.fork(), () => store.restore(snapshot)]) {
      assert.throws(() => store.transact(act), { code: "NestedTransaction" });
    }
  });
});
