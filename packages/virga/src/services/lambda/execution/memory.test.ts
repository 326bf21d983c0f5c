import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RunningFunctions } from "./running-functions.suite.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes that are in use in the engine. */
function usedMemory(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const megabyte = 1_048_576;

describe("the engine's memory", () => {
  let functions: RunningFunctions;

  // What functions log is kept, which is in memory here: these may not.
  before(async () => {
    functions = await RunningFunctions.start([]);
  });

  after(() => functions.close());

  it("levels off, however often a function is invoked", async () => {
    await functions.create("echo", "exports.handler = async (event) => event;");
    const invoke = async (times: number) => {
      for (let count = 0; count < times; count++) await functions.invoke("echo", { text: "x".repeat(1_000) });
      return usedMemory();
    };
    // As many traces as are kept, and the code that is compiled meanwhile.
    const before = await invoke(1_200);
    const grown = (await invoke(1_500)) - before;
    assert.ok(grown < 1.5 * megabyte, `1,500 invocations left ${grown} bytes`);
  });

  it("keeps nothing of environments that have ended", async () => {
    const exits = "exports.handler = async () => process.exit(1);";
    await functions.create("exits", exits);
    const invoke = async (times: number) => {
      for (let count = 0; count < times; count++) await functions.invoke("exits", { text: "x".repeat(100_000) });
      return usedMemory();
    };
    const before = await invoke(5);
    const grown = (await invoke(25)) - before;
    assert.ok(grown < megabyte, `25 environments left ${grown} bytes`);
  });
});
