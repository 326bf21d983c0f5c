import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { key } from "../keys.ts";
import { changeLogPath } from "./change-log.ts";
import { ChangeSet } from "./change-set.ts";
import { ControlledEngine } from "./controlled-engine.suite.ts";
import { applyChangeLogs, LoggedEngine } from "./logged-engine.ts";

function change(name: string, value: string | null): ChangeSet {
  const changes = new ChangeSet();
  changes.set(key(name), value);
  return changes;
}

function promptEngine(): ControlledEngine {
  const engine = new ControlledEngine();
  engine.becomePrompt();
  return engine;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

describe("an engine with a log", () => {
  let folder = "";
  const opened: { readonly logged: LoggedEngine; readonly engine: ControlledEngine }[] = [];

  function open(engine: ControlledEngine, sequence = 0): LoggedEngine {
    const logged = new LoggedEngine(engine, folder, sequence);
    opened.push({ logged, engine });
    return logged;
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "virga-log-"));
  });

  afterEach(async () => {
    for (const { logged, engine } of opened.splice(0)) {
      engine.becomePrompt();
      await logged.close();
    }
    await rm(folder, { recursive: true, force: true });
  });

  it("has written when the log has it, whatever the engine under it does, and shows it", async () => {
    const slow = new ControlledEngine();
    const logged = open(slow);
    await logged.write(change("a", "1"));
    await until(() => slow.writes.length === 1);
    await logged.write(change("b", "2"));
    await logged.write(change("a", null));
    assert.equal(logged.get(key("a")), undefined);
    assert.equal(logged.get(key("b")), "2");
    slow.writes[0]!.finish();
    await until(() => slow.writes.length === 2);
    assert.equal(logged.get(key("a")), undefined);
    slow.writes[1]!.finish();
    await logged.close();
    assert.deepEqual(await readdir(folder), []);
    assert.equal(slow.contents.get(key("b")), "2");
  });

  it("loses nothing that the engine under it did not get", async () => {
    const stuck = new ControlledEngine();
    const logged = open(stuck);
    for (let number = 0; number < 10; number++) await logged.write(change(`k${number % 3}`, String(number)));
    await until(() => stuck.writes.length === 1);
    await logged.write(change("last", "x"));
    const next = promptEngine();
    assert.equal(await applyChangeLogs(folder, next), 11);
    assert.deepEqual(
      ["k0", "k1", "k2", "last"].map((name) => next.get(key(name))),
      ["9", "7", "8", "x"],
    );
    assert.deepEqual(await readdir(folder), []);
  });

  it("does not apply again what the engine has", async () => {
    const engine = promptEngine();
    const failing = new ControlledEngine();
    const logged = open(failing);
    await logged.write(change("a", "old"));
    assert.equal(await applyChangeLogs(folder, engine), 1);
    const more = open(engine, 1);
    await more.write(change("a", "new"));
    await more.close();
    assert.equal(await applyChangeLogs(folder, engine), 2);
    assert.equal(engine.get(key("a")), "new");
  });

  it("drops a record that was cut, and keeps those before it", async () => {
    const logged = open(new ControlledEngine());
    await logged.write(change("whole", "1"));
    await until(async () => (await readdir(folder)).length === 2);
    await logged.write(change("cut", "2"));
    const last = changeLogPath(folder, 2);
    await truncate(last, (await stat(last)).size - 1);
    const next = promptEngine();
    assert.equal(await applyChangeLogs(folder, next), 1);
    assert.equal(next.get(key("whole")), "1");
    assert.equal(next.get(key("cut")), undefined);
  });

  it("drops what comes after a gap, which only a loss of power leaves", async () => {
    const logged = open(new ControlledEngine());
    await logged.write(change("lost", "1"));
    await until(async () => (await readdir(folder)).length === 2);
    await logged.write(change("after", "2"));
    await truncate(changeLogPath(folder, 1), 3);
    const next = promptEngine();
    assert.equal(await applyChangeLogs(folder, next), 0);
    assert.equal(next.get(key("after")), undefined);
  });

  it("refuses further writes when the engine under it has failed, and keeps the log", async () => {
    const engine = new ControlledEngine();
    const logged = open(engine);
    await logged.write(change("a", "1"));
    await until(() => engine.writes.length === 1);
    engine.writes[0]!.fail(new Error("no space left on device"));
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(logged.write(change("b", "2")), /no space left/);
    await logged.close();
    const next = promptEngine();
    await applyChangeLogs(folder, next);
    assert.equal(next.get(key("a")), "1");
  });
});
