import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { key } from "../keys.ts";
import type { Durability } from "../store.ts";
import { ControlledEngine } from "./controlled-engine.suite.ts";
import { DurableStore, openDurableStore } from "./durable-store.ts";
import { describeStore, type StoreUnderTest } from "./store.suite.ts";

let folders = "";

before(async () => {
  folders = await mkdtemp(join(tmpdir(), "virga-store-"));
});

after(() => rm(folders, { recursive: true, force: true }));

let made = 0;
const newFolder = () => join(folders, String(made++));

async function openIn(folder: string, durability: Durability = "process"): Promise<StoreUnderTest> {
  const store = await openDurableStore({ folder, durability });
  return {
    store,
    close: () => store.close(),
    reopen: async () => {
      await store.close();
      return openIn(folder, durability);
    },
  };
}

describeStore("durable store, level process", () => openIn(newFolder()), 40);
describeStore("durable store, level power", () => openIn(newFolder(), "power"), 15);

/** A process that commits pairs of records without end and prints the number of each when it is durable. */
const writer = (folder: string, durability: Durability) => `
  import { openDurableStore } from ${JSON.stringify(new URL("./durable-store.ts", import.meta.url).href)};
  import { key } from ${JSON.stringify(new URL("../keys.ts", import.meta.url).href)};
  const store = await openDurableStore({ folder: ${JSON.stringify(folder)}, durability: "${durability}" });
  const last = [...store.range({ start: key("left"), end: key("left\\u007f"), reverse: true, limit: 1 })][0];
  let next = last ? Number(last[1]) + 1 : 0;
  async function write() {
    for (;;) {
      const number = next++;
      store.transact((transaction) => {
        transaction.put(key("left", number), String(number));
        transaction.put(key("right", number), "x".repeat(number % 5000));
      });
      await store.durable();
      process.stdout.write(number + "\\n");
    }
  }
  for (let writers = 0; writers < 8; writers++) void write();
`;

/** Starts the writer, kills it after so many acknowledgements and gives all that it acknowledged. */
async function killedAfter(folder: string, durability: Durability, acknowledgements: number): Promise<number[]> {
  const child = startWriter(folder, durability);
  const acknowledged: number[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    acknowledged.push(Number(line));
    if (acknowledged.length === acknowledgements) child.kill("SIGKILL");
  }
  return acknowledged;
}

function startWriter(folder: string, durability: Durability): ChildProcess {
  const code = writer(folder, durability);
  return spawn(process.execPath, ["--input-type=module", "--eval", code], { stdio: ["ignore", "pipe", "inherit"] });
}

describe("durable store", () => {
  for (const durability of ["process", "power"] as const) {
    it(`loses nothing acknowledged and tears no transaction when it is killed, at level ${durability}`, async () => {
      const folder = newFolder();
      const acknowledged: number[] = [];
      for (const count of [1, 40, 150, 400]) acknowledged.push(...(await killedAfter(folder, durability, count)));
      const { store, close } = await openIn(folder, durability);
      for (const number of acknowledged) {
        assert.equal(store.get(key("left", number)), String(number));
      }
      const lefts = Array.from(store.range({ start: key("left"), end: key("left\x7f") }), ([, value]) => Number(value));
      for (const number of lefts) assert.equal(store.get(key("right", number))?.length, number % 5_000);
      assert.equal(Array.from(store.range({ start: key("right"), end: key("right\x7f") })).length, lefts.length);
      await close();
    });
  }

  it("keeps what it acknowledged over a restart", async () => {
    let { store, reopen, close } = await openIn(newFolder());
    for (let round = 0; round < 3; round++) {
      store.transact((transaction) => transaction.put(key("a", round), `value ${round}`));
      ({ store, reopen, close } = await reopen!());
    }
    const values = Array.from(store.range({ start: key("a"), end: key("b") }), ([, value]) => value);
    assert.deepEqual(values, ["value 0", "value 1", "value 2"]);
    await close();
  });

  it("says whether anything waits to become durable", async () => {
    const { store, close } = await openIn(newFolder());
    assert.equal(store.isDurable, true);
    store.transact((transaction) => transaction.put(key("a"), "1"));
    assert.equal(store.isDurable, false);
    await store.durable();
    assert.equal(store.isDurable, true);
    await close();
  });

  it("is one process's at a time, and free again when that process is killed", async () => {
    const folder = newFolder();
    const child = startWriter(folder, "process");
    await new Promise((resolve) => child.stdout!.once("data", resolve));
    await assert.rejects(openIn(folder), { code: "DataFolderInUse", message: new RegExp(`process ${child.pid}`) });
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    const { close } = await openIn(folder);
    await assert.rejects(openIn(folder), { code: "DataFolderInUse" });
    await close();
  });

  it("refuses a folder that a newer Virga wrote, and leaves it alone", async () => {
    const folder = newFolder();
    await (await openIn(folder)).close();
    const format = '{"format":"virga","version":99}';
    await writeFile(join(folder, "format.json"), format);
    await assert.rejects(openIn(folder), { code: "DataFolderTooNew", message: /format 99/ });
    assert.equal(await readFile(join(folder, "format.json"), "utf8"), format);
  });

  const damages: [what: string, damage: (folder: string) => Promise<void>][] = [
    ["a format file that is no format file", (folder) => writeFile(join(folder, "format.json"), "{")],
    ["a store file that is gone", (folder) => rm(join(folder, "store", "data.mdb"))],
    ["a store file that is empty", (folder) => truncate(join(folder, "store", "data.mdb"), 0)],
    ["a store file that is cut short", (folder) => truncate(join(folder, "store", "data.mdb"), 3 * 8_192)],
    ["a store file of other contents", (folder) => writeFile(join(folder, "store", "data.mdb"), "x".repeat(100_000))],
  ];
  for (const [what, damage] of damages) {
    it(`refuses ${what}`, async () => {
      const folder = newFolder();
      const { store, close } = await openIn(folder);
      for (let index = 0; index < 100; index++) {
        store.transact((transaction) => transaction.put(key("a", index), "x".repeat(1_000)));
      }
      await close();
      await damage(folder);
      await assert.rejects(openIn(folder), { code: "DataFolderDamaged" });
      // The lock is free again.
      await assert.rejects(openIn(folder), { code: "DataFolderDamaged" });
    });
  }
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("durable store over an engine", () => {
  it("writes what gathers during a write as the next group, in the order of commits", async () => {
    const engine = new ControlledEngine();
    const store = new DurableStore(engine);
    const put = (value: string) => store.transact((transaction) => transaction.put(key("a"), value));
    put("1");
    put("2");
    await turn();
    const durable: string[] = [];
    void store.durable().then(() => durable.push("first"));
    put("3");
    void store.durable().then(() => durable.push("second"));
    assert.deepEqual(
      engine.writes.map(({ changes }) => changes.get(key("a"))),
      ["2"],
    );
    engine.writes[0]!.finish();
    await turn();
    assert.deepEqual(durable, ["first"]);
    assert.equal(store.get(key("a")), "3");
    assert.deepEqual(
      engine.writes.map(({ changes }) => changes.get(key("a"))),
      ["2", "3"],
    );
    engine.writes[1]!.finish();
    await turn();
    assert.deepEqual(durable, ["first", "second"]);
    assert.equal(store.isDurable, true);
  });

  it("acknowledges nothing and accepts nothing more once a write has failed", async () => {
    const engine = new ControlledEngine();
    const store = new DurableStore(engine);
    store.transact((transaction) => transaction.put(key("a"), "1"));
    const first = assert.rejects(store.durable(), { code: "StoreNotWritable", message: /no space left/ });
    await turn();
    store.transact((transaction) => transaction.put(key("a"), "2"));
    const second = assert.rejects(store.durable(), { code: "StoreNotWritable" });
    engine.writes[0]!.fail(new Error("no space left on device"));
    await Promise.all([first, second]);
    assert.equal(store.isDurable, false);
    await assert.rejects(store.durable(), { code: "StoreNotWritable" });
    assert.throws(() => store.transact(() => undefined), { code: "StoreNotWritable" });
    assert.equal(engine.writes.length, 1);
    await store.close();
  });
});
