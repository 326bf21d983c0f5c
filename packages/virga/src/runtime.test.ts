import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { IAM } from "@aws-sdk/client-iam";
import { SFN } from "@aws-sdk/client-sfn";
import { createRealClock } from "./kernel/clock-real.ts";
import { openDurableStore } from "./kernel/store/durable-store.ts";
import { createRuntime, type Runtime, type RuntimeOptions } from "./runtime.ts";

describe("Closing a runtime", () => {
  let folder: string;
  let reports: string[];
  let runtime: Runtime;
  let endpoint: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "virga-closing-"));
    reports = [];
  });
  afterEach(async () => {
    await runtime.close();
    await rm(folder, { recursive: true });
  });

  async function open(clock: RuntimeOptions["clock"] & {}): Promise<void> {
    const store = await openDurableStore({ folder, durability: "process" });
    runtime = await createRuntime({ store, clock, report: ({ message }) => reports.push(message) });
    endpoint = await runtime.listen({ port: 0 });
  }

  async function reopen(clock: RuntimeOptions["clock"] & {}): Promise<void> {
    await runtime.close();
    await open(clock);
  }

  function client<C>(Client: new (options: object) => C): C {
    const credentials = { accessKeyId: "000000000000", secretAccessKey: "any" };
    return new Client({ endpoint, region: "us-east-1", credentials });
  }

  async function createLoggingMachine(states: object): Promise<string> {
    const trust = [{ Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: trust });
    const { Role } = await client(IAM).createRole({ RoleName: "machine", AssumeRolePolicyDocument });
    const Statement = [{ Effect: "Allow", Action: "logs:*", Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await client(IAM).putRolePolicy({ RoleName: "machine", PolicyName: "logs", PolicyDocument });
    await client(CloudWatchLogs).createLogGroup({ logGroupName: "group" });
    const logGroupArn = "arn:aws:logs:us-east-1:000000000000:log-group:group:*";
    const { stateMachineArn } = await client(SFN).createStateMachine({
      name: "machine",
      roleArn: Role!.Arn!,
      definition: JSON.stringify({ StartAt: "A", States: states }),
      loggingConfiguration: { level: "ALL", destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] },
    });
    return stateMachineArn!;
  }

  it("brings the log of what executions did to its end", async () => {
    const clock = { kind: "virtual", now: Date.UTC(2026, 0, 1) } as const;
    await open(clock);
    const stateMachineArn = await createLoggingMachine({ A: { Type: "Pass", End: true } });
    await client(SFN).startExecution({ stateMachineArn });
    await reopen(clock);
    const { events } = await client(CloudWatchLogs).filterLogEvents({ logGroupName: "group" });
    assert.deepEqual(
      events!.map(({ message }) => (JSON.parse(message!) as { type: string }).type),
      ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"],
    );
    assert.deepEqual(reports, []);
  });

  it("is quick and quiet while executions run, and loses none", async () => {
    await open({ kind: "real" });
    const stateMachineArn = await createLoggingMachine({
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Choices: [{ Variable: "$.end", IsPresent: true, Next: "C" }], Default: "A" },
      C: { Type: "Succeed" },
    });
    const started = await Promise.all(Array.from({ length: 3 }, () => client(SFN).startExecution({ stateMachineArn })));
    const clock = createRealClock();
    const begun = clock.elapsed();
    await runtime.close();
    assert.ok(clock.elapsed() - begun < 5_000);
    // The clock stands still, so that they stay where they are.
    await open({ kind: "virtual", now: Date.now() });
    for (const { executionArn } of started) assert.ok(await client(SFN).describeExecution({ executionArn }));
    assert.deepEqual(reports, []);
  });
});
