import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const engine = fileURLToPath(new URL("./killed-engine.suite.ts", import.meta.url));

/** Whether a process runs: one that has ended but that nobody asked for is none. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const file = `/proc/${pid}/stat`;
    return !existsSync(file) || !/\) [ZX] /.test(readFileSync(file, "latin1"));
  } catch {
    return false;
  }
}

describe("when the engine is killed", () => {
  let child: ChildProcess | undefined;

  after(() => child?.kill("SIGKILL"));

  it("its environments end, even one that is in a loop and one that is a foreign program", {
    timeout: 60_000,
  }, async () => {
    child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", engine], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    const pids = await new Promise<number[]>((resolve) => {
      child!.stdout!.on("data", (chunk: Buffer) => {
        text += chunk;
        if (text.includes("\n")) resolve(JSON.parse(text) as number[]);
      });
    });
    assert.equal(pids.length, 3);
    for (const pid of pids) assert.ok(isRunning(pid));
    child.kill("SIGKILL");
    for (const pid of pids) while (isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
  });
});
