import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { afterPrefix, type Key, key } from "../keys.ts";
import type { Entry, KeyRange, Store, StoreReader } from "../store.ts";

/** A store under test; `reopen` closes it and opens what it has kept, where the adapter keeps anything. */
export interface StoreUnderTest {
  readonly store: Store;
  reopen?(): Promise<StoreUnderTest>;
  close(): Promise<void>;
}

type Change = { readonly key: string; readonly value: string | null };
type Step =
  | { readonly kind: "transaction"; readonly changes: readonly Change[]; readonly fails: boolean }
  | { readonly kind: "durable" }
  | { readonly kind: "turn" }
  | { readonly kind: "reopen" };

const allKeys: KeyRange = { start: "" as Key, end: "\xff" as Key };
const smallKey = fc.string({ unit: fc.constantFrom("a", "b", "\x01", "\xfe"), minLength: 1, maxLength: 3 });
const change = fc.record({ key: smallKey, value: fc.option(fc.string({ maxLength: 5 }), { freq: 3 }) });
const range = fc.record(
  { start: smallKey, end: smallKey, reverse: fc.boolean(), limit: fc.nat({ max: 4 }) },
  { requiredKeys: ["start", "end"] },
) as unknown as fc.Arbitrary<KeyRange>;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("transaction" as const),
      changes: fc.array(change, { maxLength: 6 }),
      fails: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "durable" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "turn" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "reopen" as const }) },
);

/** What a range must give, by the plainest means. */
function expectedRange(model: ReadonlyMap<string, string>, { start, end, reverse, limit }: KeyRange): Entry[] {
  const sorted = [...model].filter(([found]) => found >= start && found < end).sort(([a], [b]) => (a < b ? -1 : 1));
  const directed = reverse ? sorted.reverse() : sorted;
  return directed.slice(0, limit ?? directed.length) as unknown as Entry[];
}

function assertReads(reader: StoreReader, model: ReadonlyMap<string, string>, ranges: readonly KeyRange[]): void {
  for (const each of [allKeys, { ...allKeys, reverse: true }, ...ranges]) {
    assert.deepEqual([...reader.range(each)], expectedRange(model, each));
  }
  for (const [found, value] of model) assert.equal(reader.get(found as Key), value);
}

/** The behaviour that all stores have in common. */
export function describeStore(name: string, open: () => Promise<StoreUnderTest>, runs: number): void {
  describe(`${name}: as every store`, () => {
    async function withStore(test: (store: Store) => void | Promise<void>): Promise<void> {
      const { store, close } = await open();
      try {
        await test(store);
      } finally {
        await close();
      }
    }

    it("shows what is committed at once", () =>
      withStore((store) => {
        assert.equal(store.get(key("a")), undefined);
        store.transact((transaction) => transaction.put(key("a"), "1"));
        assert.equal(store.get(key("a")), "1");
        store.transact((transaction) => transaction.delete(key("a")));
        assert.equal(store.get(key("a")), undefined);
      }));

    it("has another version after each commit, and the same after transactions that changed nothing", () =>
      withStore((store) => {
        const { version } = store;
        store.transact((transaction) => transaction.get(key("a")));
        assert.throws(() =>
          store.transact((transaction) => {
            transaction.put(key("a"), "1");
            throw new Error("undone");
          }),
        );
        assert.equal(store.version, version);
        store.transact((transaction) => transaction.put(key("a"), "1"));
        assert.notEqual(store.version, version);
      }));

    it("keeps what it is given: empty, long and non-ASCII values, and keys of any bytes", () =>
      withStore(async (store) => {
        const keys = ["\x00", "\xff\xfe", "é\x00\x7f", "k".repeat(4_026)] as Key[];
        const values = ["", "x".repeat(1_000_000), "snow ☃ 雪 \u{1f600} \0", "v"];
        store.transact((transaction) => {
          for (const [index, each] of keys.entries()) transaction.put(each, values[index]!);
        });
        assert.deepEqual(
          keys.map((each) => store.get(each)),
          values,
        );
        await store.durable();
        assert.deepEqual(
          keys.map((each) => store.get(each)),
          values,
        );
      }));

    it("shows a transaction its own changes, and others only after it", () =>
      withStore((store) => {
        store.transact((transaction) => transaction.put(key("a", 1), "old"));
        store.transact((transaction) => {
          transaction.put(key("a", 1), "new");
          transaction.put(key("a", 2), "more");
          assert.equal(transaction.get(key("a", 1)), "new");
          const range = { start: key("a"), end: afterPrefix(key("a")) };
          assert.deepEqual(
            Array.from(transaction.range(range), ([, value]) => value),
            ["new", "more"],
          );
          assert.equal(store.get(key("a", 1)), "old");
        });
        assert.equal(store.get(key("a", 2)), "more");
      }));

    it("undoes a transaction whose work throws, and gives the error on", () =>
      withStore((store) => {
        const failure = new Error("no");
        const attempt = () =>
          store.transact((transaction) => {
            transaction.put(key("a"), "1");
            throw failure;
          });
        assert.throws(attempt, failure);
        assert.equal(store.get(key("a")), undefined);
        assert.equal(
          store.transact(() => 42),
          42,
        );
      }));

    it("refuses transactions inside transactions, asynchronous ones and late writes", () =>
      withStore((store) => {
        assert.throws(() => store.transact(() => store.transact(() => undefined)), { code: "NestedTransaction" });
        const asynchronous = () =>
          store.transact(async (transaction) => {
            transaction.put(key("a"), "1");
          });
        assert.throws(asynchronous, { code: "AsynchronousTransaction" });
        assert.equal(store.get(key("a")), undefined);
        const late = store.transact((transaction) => transaction);
        assert.throws(() => late.put(key("a"), "1"), { code: "TransactionOver" });
      }));

    it("refuses keys that are too long before anything is changed", () =>
      withStore((store) => {
        const attempt = () =>
          store.transact((transaction) => {
            transaction.put(key("a"), "1");
            transaction.put("k".repeat(4_027) as Key, "2");
          });
        assert.throws(attempt, { code: "KeyTooLong" });
        assert.equal(store.get(key("a")), undefined);
      }));

    it("tells watchers once after each commit which of their keys it touched", () =>
      withStore(async (store) => {
        const seen: (readonly string[])[] = [];
        const end = store.watch(key("a"), (keys) => seen.push(keys));
        store.transact((transaction) => {
          transaction.put(key("a", 1), "x");
          transaction.put(key("b", 1), "x");
          transaction.delete(key("a", 2));
        });
        store.transact((transaction) => transaction.put(key("b", 2), "x"));
        assert.deepEqual(seen, []);
        await Promise.resolve();
        assert.deepEqual(seen, [[key("a", 1), key("a", 2)]]);
        store.transact((transaction) => transaction.put(key("a", 3), "x"));
        end();
        await Promise.resolve();
        assert.equal(seen.length, 1);
      }));

    it("refuses transactions once it is closed", async () => {
      const { store, close } = await open();
      await close();
      assert.throws(() => store.transact(() => undefined), { code: "StoreClosed" });
    });

    it("does what an ordered map would do, whatever the transactions, at any moment of writing", async () => {
      const runSteps = async (steps: readonly Step[], ranges: readonly KeyRange[]) => {
        let current = await open();
        let model = new Map<string, string>();
        try {
          for (const each of steps) {
            if (each.kind === "reopen" && current.reopen) current = await current.reopen();
            if (each.kind === "durable") await current.store.durable();
            if (each.kind === "turn") await new Promise((resolve) => setImmediate(resolve));
            if (each.kind === "transaction") model = transact(current.store, model, each, ranges);
            assertReads(current.store, model, ranges);
          }
        } finally {
          await current.close();
        }
      };
      const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.array(range, { maxLength: 4 }), runSteps);
      await fc.assert(property, { numRuns: runs });
    });
  });
}

/** Runs a transaction on the store and on a copy of the model; gives the model as it is afterwards. */
function transact(
  store: Store,
  model: Map<string, string>,
  { changes, fails }: Extract<Step, { kind: "transaction" }>,
  ranges: readonly KeyRange[],
): Map<string, string> {
  const changed = new Map(model);
  try {
    store.transact((transaction) => {
      for (const { key: changedKey, value } of changes) {
        if (value === null) transaction.delete(changedKey as Key);
        else transaction.put(changedKey as Key, value);
        if (value === null) changed.delete(changedKey);
        else changed.set(changedKey, value);
        assertReads(transaction, changed, ranges);
      }
      if (fails) throw new RangeError("rolled back");
    });
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return model;
  }
  return changed;
}
