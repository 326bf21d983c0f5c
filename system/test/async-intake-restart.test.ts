import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { DescribeExecutionCommand, paginateListExecutions, SFNClient } from "@aws-sdk/client-sfn";
import { freePort, PlatformProcess } from "./platform-process.suite.ts";

const webhooks = 1000;
const clients = 100;
const killAfter = 400;
/** Each webhook is worked on for a while, so that the kill finds many in the middle. */
const slow = { service: "kinesis", operation: "PutRecords", delayMilliseconds: 1000 };

describe("an intake that is killed and started again", { timeout: 300_000 }, () => {
  const data = mkdtempSync(join(tmpdir(), "async-intake-"));
  const acknowledged = new Set<string>();
  const unanswered: string[] = [];
  let platform: PlatformProcess;
  let next = 0;

  before(async () => {
    platform = new PlatformProcess(await freePort(), data);
    await platform.start();
  });

  after(async () => {
    await platform?.kill();
    rmSync(data, { recursive: true, force: true });
  });

  async function send(id: string): Promise<void> {
    try {
      const { status } = await platform.post("webhooks", { resourceType: "Patient", id }, { "idempotency-key": id });
      assert.equal(status, 200);
      acknowledged.add(id);
    } catch (thrown) {
      if (thrown instanceof assert.AssertionError) throw thrown;
      unanswered.push(id);
    }
  }

  async function sendUntil(enough: () => boolean): Promise<void> {
    const client = async () => {
      while (next < webhooks && !enough()) await send(String(next++));
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  async function executions(): Promise<{ readonly arn: string; readonly status: string }[]> {
    const found: { arn: string; status: string }[] = [];
    const stateMachineArn = platform.outputs.IntakeStateMachineArn;
    for await (const page of paginateListExecutions({ client: platform.client(SFNClient) }, { stateMachineArn })) {
      for (const { executionArn, status } of page.executions ?? []) found.push({ arn: executionArn!, status: status! });
    }
    return found;
  }

  async function ended(): Promise<{ readonly arn: string; readonly status: string }[]> {
    for (;;) {
      const all = await executions();
      if (all.every(({ status }) => status !== "RUNNING")) return all;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  it("has lost no webhook that it answered with 200, and works on each once", async () => {
    await platform.control("/_virga/faults", slow);
    let isDown = false;
    const loading = sendUntil(() => isDown);
    while (acknowledged.size < killAfter) await new Promise((resolve) => setTimeout(resolve, 1));
    isDown = true;
    await platform.kill();
    await loading;

    await platform.start();
    const again = unanswered.splice(0);
    await Promise.all(again.map(send));
    await sendUntil(() => false);
    assert.deepEqual([acknowledged.size, unanswered], [webhooks, []]);

    const all = await ended();
    assert.deepEqual(new Set(all.map(({ status }) => status)), new Set(["SUCCEEDED"]));
    const sfn = platform.client(SFNClient);
    const inputs = all.map(({ arn }) => sfn.send(new DescribeExecutionCommand({ executionArn: arn })));
    const ids = (await Promise.all(inputs)).map(({ input }) => JSON.parse(input!).id as string);
    assert.deepEqual([ids.length, new Set(ids)], [webhooks, acknowledged]);
  });
});
