import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Answer, RunningFunctions } from "./running-functions.suite.ts";

/** Calls the healthy function until the work is done; gives how long the slowest call took. */
async function beside(functions: RunningFunctions, work: Promise<unknown>): Promise<number> {
  let isDone = false;
  let slowest = 0;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    const startedAt = performance.now();
    const { payload } = await functions.invoke("healthy", { n: 1 });
    assert.deepEqual(payload, { n: 1 });
    slowest = Math.max(slowest, performance.now() - startedAt);
  }
  await done;
  return slowest;
}

describe("a function that does harm", () => {
  let functions: RunningFunctions;

  before(async () => {
    functions = await RunningFunctions.start();
    await functions.create("healthy", "exports.handler = async (event) => event;");
    await functions.invoke("healthy");
  });

  after(() => functions.close());

  /** Invokes a function beside the healthy one. */
  async function run(name: string, code: string, input: Parameters<RunningFunctions["create"]>[2] = {}) {
    await functions.create(name, code, input);
    let answer!: Answer;
    const invocation = functions.invoke(name).then((given) => {
      answer = given;
    });
    await beside(functions, invocation);
    return answer;
  }

  function assertFails({ payload, error, log }: Answer, errorType: string, text: string, report: RegExp): void {
    const requestId = /RequestId: (\S+)/.exec(log)?.[1];
    assert.equal(error, "Unhandled");
    assert.deepEqual(payload, { errorType, errorMessage: `RequestId: ${requestId} Error: ${text}` });
    assert.match(log, report);
  }

  it("loops for ever: it times out, and the next invocation is another process", async () => {
    const code = "exports.handler = async () => { for (;;); };";
    const answer = await run("loops", code, { Timeout: 1 });
    assertFails(answer, "Sandbox.Timedout", "Task timed out after 1.00 seconds", /\tStatus: timeout\t/);
    assert.match(answer.log, /[0-9a-f] Task timed out after 1\.00 seconds\n\n/);
    const again = await functions.invoke("loops");
    assert.match(again.log, /Init Duration/);
  });

  it("waits for ever", async () => {
    const code = "exports.handler = async () => new Promise((resolve) => setInterval(() => {}, 1000));";
    const answer = await run("waits", code, { Timeout: 1 });
    assertFails(answer, "Sandbox.Timedout", "Task timed out after 1.00 seconds", /\tStatus: timeout\t/);
  });

  it("exits", async () => {
    const exits = await run("exits", "exports.handler = async () => process.exit(1);");
    assertFails(
      exits,
      "Runtime.ExitError",
      "Runtime exited with error: exit status 1",
      /Error Type: Runtime.ExitError/,
    );
    const quits = await run("quits", "exports.handler = async () => process.exit(0);");
    assertFails(quits, "Runtime.ExitError", "Runtime exited without providing a reason", /Status: error/);
    const dies = await run("dies", "exports.handler = async () => process.kill(process.pid, 'SIGSEGV');");
    assertFails(dies, "Runtime.ExitError", "Runtime exited with error: signal: segmentation fault", /Status: error/);
  });

  it("exits while it starts", async () => {
    const answer = await run("exits-early", "process.exit(3);");
    assertFails(answer, "Runtime.ExitError", "Runtime exited with error: exit status 3", /Status: error/);
  });

  it("allocates without end, on the heap and beside it", async () => {
    const killed = "Runtime exited with error: signal: killed";
    const heap =
      "exports.handler = async () => { const all = []; for (;;) all.push(new Array(1000).fill(Math.random())); };";
    assertFails(
      await run("heap", heap, { Timeout: 60 }),
      "Runtime.ExitError",
      killed,
      /Error Type: Runtime.OutOfMemory/,
    );
    const buffers =
      "exports.handler = async () => { const all = []; for (;;) { all.push(Buffer.alloc(1 << 20, 1)); await new Promise(setImmediate); } };";
    const answer = await run("buffers", buffers, { Timeout: 60 });
    assertFails(answer, "Runtime.ExitError", killed, /Max Memory Used: 128 MB/);
  });

  it("writes its log without end", async () => {
    const code = "exports.handler = async () => { for (;;) { console.log('x'.repeat(1000)); } };";
    const answer = await run("talks", code, { Timeout: 1 });
    assert.equal((answer.payload as { errorType: string }).errorType, "Sandbox.Timedout");
  });

  it("leaves no process behind, not even one that it started", async () => {
    const code = `
      const { spawn } = require("node:child_process");
      exports.handler = async () => {
        const child = spawn("sleep", ["1000"]);
        console.log("pids", process.pid, child.pid);
        await new Promise(() => setInterval(() => {}, 1000));
      };`;
    const { log } = await run("starts-others", code, { Timeout: 1 });
    const [, own, other] = /pids (\d+) (\d+)/.exec(log) ?? [];
    for (const pid of [Number(own), Number(other)]) {
      // The system may take a moment to end it.
      while (isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
