import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { CognitoIdentityProviderClient, paginateListUsers } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { freePort, PlatformProcess } from "./platform-process.suite.ts";

const users = 1000;
const clients = 50;
const killAfter = 400;
const conflict = {
  service: "dynamodb",
  operation: "TransactWriteItems",
  share: 0.1,
  error: {
    code: "TransactionCanceledException",
    message:
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, TransactionConflict]",
  },
};

describe("a platform that is killed and started again", { timeout: 300_000 }, () => {
  const data = mkdtempSync(join(tmpdir(), "clinic-platform-"));
  const acknowledged: string[] = [];
  const statuses = new Set<number>();
  let platform: PlatformProcess;
  let unanswered = 0;
  let next = 0;

  before(async () => {
    platform = new PlatformProcess(await freePort(), data);
    await platform.start();
  });

  after(async () => {
    await platform.kill();
    rmSync(data, { recursive: true, force: true });
  });

  async function createOne(number: number): Promise<void> {
    const names = { firstName: "Ada", lastName: "Lovelace", phoneNumber: "+15555550100" };
    try {
      const { status, body } = await platform.createUser({ ...names, emailAddress: `user.${number}@example.com` });
      statuses.add(status);
      if (status === 200) acknowledged.push(body.username as string);
    } catch {
      unanswered++;
    }
  }

  /** Creates users, 50 at a time, until `enough`. */
  async function createUntil(enough: () => boolean): Promise<void> {
    const client = async () => {
      while (next < users && !enough()) await createOne(next++);
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  async function startStandardExecutions(): Promise<string[]> {
    const trust = { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    const { Role } = await platform
      .client(IAMClient)
      .send(new CreateRoleCommand({ RoleName: "waiter", AssumeRolePolicyDocument }));
    const states = { Wait: { Type: "Wait", Seconds: 2, Next: "Done" }, Done: { Type: "Succeed" } };
    const definition = JSON.stringify({ StartAt: "Wait", States: states });
    const sfn = platform.client(SFNClient);
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({ name: "waiter", definition, roleArn: Role?.Arn }),
    );
    const started = Array.from({ length: 5 }, () => sfn.send(new StartExecutionCommand({ stateMachineArn })));
    return (await Promise.all(started)).map(({ executionArn }) => executionArn as string);
  }

  async function statusOf(executionArn: string): Promise<string | undefined> {
    for (;;) {
      const { status } = await platform.client(SFNClient).send(new DescribeExecutionCommand({ executionArn }));
      if (status !== "RUNNING") return status;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function profiles(): Promise<Set<string>> {
    const found = new Set<string>();
    const TableName = platform.outputs.ProfileTableName;
    for await (const { Items = [] } of paginateScan({ client: platform.client(DynamoDBClient) }, { TableName })) {
      for (const { username } of Items) found.add(username?.S as string);
    }
    return found;
  }

  async function cognitoUsers(): Promise<Set<string>> {
    const found = new Set<string>();
    const client = platform.client(CognitoIdentityProviderClient);
    const pages = paginateListUsers({ client }, { UserPoolId: platform.outputs.UserPoolId });
    for await (const { Users = [] } of pages) for (const { Username } of Users) found.add(Username as string);
    return found;
  }

  it("has lost nothing that it acknowledged, gives no username twice, and ends its executions", async () => {
    await platform.control("/_virga/faults", conflict);
    const executions = await startStandardExecutions();
    let isDown = false;
    const loading = createUntil(() => isDown);
    while (acknowledged.length < killAfter) await new Promise((resolve) => setTimeout(resolve, 1));
    isDown = true;
    await platform.kill();
    await loading;

    await platform.start();
    await platform.control("/_virga/faults", conflict);
    await createUntil(() => false);

    assert.deepEqual(statuses, new Set([200]));
    assert.equal(acknowledged.length + unanswered, users);
    assert.equal(new Set(acknowledged).size, acknowledged.length);
    const [kept, created] = [await profiles(), await cognitoUsers()];
    assert.deepEqual(
      acknowledged.filter((username) => !kept.has(username) || !created.has(username)),
      [],
    );
    const ends = await Promise.all(executions.map(statusOf));
    assert.deepEqual(new Set(ends), new Set(["SUCCEEDED"]));
  });
});
