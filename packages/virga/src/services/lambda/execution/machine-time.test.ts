import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { Activity } from "../../../kernel/activity.ts";
import type { VirtualClock } from "../../../kernel/clock.ts";
import { createVirtualClock } from "../../../kernel/clock-virtual.ts";
import { defineService, type ServiceHost } from "../../../kernel/service.ts";
import { lambda as definition } from "../index.ts";
import { RunningLambda } from "../running-lambda.ts";
import { RunningFunctions } from "./running-functions.suite.ts";

/** Writes a line into the test's file, whenever an environment starts. */
const announce = "require('node:fs').appendFileSync(process.env.STARTED, process.pid + '\\n');";
const answerPid = `${announce} exports.handler = async () => process.pid;`;

describe("execution environments, as the machine's time goes by", () => {
  let folder: string;
  let file: string;
  let machine: VirtualClock;
  let functions: RunningFunctions;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "virga-test-"));
    file = join(folder, "started");
    machine = createVirtualClock({ now: Date.UTC(2026, 0, 1), activity: new Activity() });
    functions = await RunningFunctions.start(["logs:*"], { machineClock: machine });
  });

  afterEach(async () => {
    await functions.close();
    await rm(folder, { recursive: true, force: true });
  });

  const create = (name: string, code: string, input = {}) =>
    functions.create(name, code, { Environment: { Variables: { STARTED: file } }, ...input });

  /** The processes that have started, once there are so many. */
  async function started(count: number): Promise<readonly number[]> {
    for (;;) {
      const text = await readFile(file, "utf8").catch(() => "");
      const pids = text.trimEnd().split("\n").filter(Boolean).map(Number);
      if (pids.length >= count) return pids;
      await setTimeout(10);
    }
  }

  async function hasEnded(pid: number): Promise<void> {
    while (isAlive(pid)) await setTimeout(10);
  }

  /** The log, which needs the machine's time to arrive. */
  async function logLines(name: string): Promise<readonly string[]> {
    await machine.advance(100);
    const { events = [] } = await functions.cloud
      .client(CloudWatchLogs)
      .filterLogEvents({ logGroupName: `/aws/lambda/${name}` });
    return events.map(({ message }) => message!);
  }

  it("end when they were idle for five minutes", async () => {
    await create("f", answerPid);
    const pid = (await functions.invoke("f")).payload as number;
    await machine.advance(5 * 60_000 - 1_000);
    assert.equal((await functions.invoke("f")).payload, pid);
    await machine.advance(5 * 60_000 - 1_000);
    assert.ok(isAlive(pid));
    await machine.advance(2_000);
    await hasEnded(pid);
    assert.notEqual((await functions.invoke("f")).payload, pid);
  });

  it("end where there are too many, the one that was not used for longest first", async () => {
    await functions.close();
    const open = (host: ServiceHost) => new RunningLambda(host, { mostEnvironments: 2 });
    const small = defineService<RunningLambda>({ ...definition, open });
    functions = await RunningFunctions.start([], { machineClock: machine, services: [small] });
    const pids: Record<string, number> = {};
    const invoke = async (name: string) => {
      pids[name] = (await functions.invoke(name)).payload as number;
      await machine.advance(1);
    };
    for (const name of ["a", "b", "c"]) await create(name, answerPid);
    for (const name of ["a", "b", "a"]) await invoke(name);
    const { a, b } = pids;
    await invoke("c");
    await hasEnded(b!);
    assert.ok(isAlive(a!));
    await invoke("a");
    assert.equal(pids.a, a);
  });

  it("may take ten seconds to start, and then once more as long as the function may", async () => {
    const hangs = `${announce}
      const starts = require('node:fs').readFileSync(process.env.STARTED, 'utf8').trimEnd().split('\\n').length;
      if (starts % 3 !== 0) for (;;);
      exports.handler = async () => starts;`;
    await create("slow", hangs, { Timeout: 20 });
    const timedOut = functions.invoke("slow");
    await started(1);
    await machine.advance(9_000);
    assert.equal((await started(1)).length, 1);
    await machine.advance(1_000);
    const [first, second] = await started(2);
    await hasEnded(first!);
    await machine.advance(19_000);
    assert.ok(isAlive(second!));
    await machine.advance(1_000);
    const { payload, error, log } = await timedOut;
    const { errorType, errorMessage } = payload as Record<string, string>;
    assert.deepEqual([error, errorType], ["Unhandled", "Sandbox.Timedout"]);
    assert.match(errorMessage!, /^RequestId: \S+ Error: Task timed out after 20\.00 seconds$/);
    assert.match(log, /REPORT .*\tDuration: 20000\.00 ms\t.*Status: timeout/);
    const reports = (await logLines("slow")).filter((line) => line.startsWith("INIT_REPORT"));
    assert.deepEqual(
      reports
        .toSorted()
        .map((line) => line.replace(/\d+\.\d\d ms/, (time) => `${Math.floor(Number.parseFloat(time) / 1_000)} s`)),
      [
        "INIT_REPORT Init Duration: 10 s\tPhase: init\tStatus: timeout\tError Type: Sandbox.Timedout\n",
        "INIT_REPORT Init Duration: 20 s\tPhase: invoke\tStatus: timeout\tError Type: Sandbox.Timedout\n",
      ],
    );
    assert.equal((await functions.invoke("slow")).payload, 3);
  });

  it("are told to have failed where they were to be ready and cannot start", async () => {
    await create("broken", `${announce} throw new TypeError('not today');`, { Publish: true });
    const on = { FunctionName: "broken", Qualifier: "1" };
    const put = () => functions.lambda.putProvisionedConcurrencyConfig({ ...on, ProvisionedConcurrentExecutions: 1 });
    const state = async () => {
      const {
        Status,
        StatusReason,
        AvailableProvisionedConcurrentExecutions: available,
      } = await functions.lambda.getProvisionedConcurrencyConfig(on);
      return [Status, StatusReason, available];
    };
    assert.equal((await put()).Status, "IN_PROGRESS");
    assert.deepEqual(await state(), ["IN_PROGRESS", undefined, 0]);
    await started(1);
    while ((await state())[0] === "IN_PROGRESS") await setTimeout(10);
    const failed = ["FAILED", "FUNCTION_ERROR_INIT_FAILURE", 0];
    assert.deepEqual(await state(), failed);
    const { ProvisionedConcurrencyConfigs: [listed] = [] } = await functions.lambda.listProvisionedConcurrencyConfigs({
      FunctionName: "broken",
    });
    assert.deepEqual([listed?.Status, listed?.StatusReason], failed.slice(0, 2));
    // Nothing is tried again for other changes, but when it is asked for again.
    await create("other", answerPid);
    assert.equal((await started(1)).length, 1);
    await machine.advance(100);
    await functions.cloud.clock.advance(1);
    await put();
    assert.equal((await started(2)).length, 2);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
