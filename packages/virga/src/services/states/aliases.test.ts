import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { SFN } from "@aws-sdk/client-sfn";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

describe("Aliases of state machines", () => {
  let cloud: TestCloud;
  let sfn: SFN;
  let stateMachineArn: string;
  const definition = (Result: number) =>
    JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", Result, End: true } } });
  const to = (...weights: readonly number[]) =>
    weights.map((weight, index) => ({ stateMachineVersionArn: `${stateMachineArn}:${index + 1}`, weight }));

  before(async () => {
    cloud = await createTestCloud();
    sfn = cloud.client(SFN);
    const Statement = [{ Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    const { Role } = await cloud.client(IAM).createRole({ RoleName: "machine", AssumeRolePolicyDocument });
    const machine = { name: "machine", roleArn: Role!.Arn!, publish: true };
    stateMachineArn = (await sfn.createStateMachine({ ...machine, definition: definition(1) })).stateMachineArn!;
    await sfn.updateStateMachine({ stateMachineArn, definition: definition(2), publish: true });
  });
  after(() => cloud.close());

  it("start the versions that they route to, by weight", async () => {
    const { stateMachineAliasArn = "" } = await sfn.createStateMachineAlias({
      name: "live",
      routingConfiguration: to(70, 30),
    });
    assert.equal(stateMachineAliasArn, `${stateMachineArn}:live`);
    const outputs = [];
    for (let count = 0; count < 100; count++) {
      const { executionArn } = await sfn.startExecution({ stateMachineArn: stateMachineAliasArn });
      const described = await sfn.describeExecution({ executionArn });
      assert.equal(described.stateMachineAliasArn, stateMachineAliasArn);
      assert.equal(described.stateMachineVersionArn, `${stateMachineArn}:${described.output}`);
      outputs.push(described.output);
    }
    const first = outputs.filter((output) => output === "1").length;
    assert.ok(first > 50 && first < 90, String(first));
    await sfn.startExecution({ stateMachineArn });
    const { executions } = await sfn.listExecutions({ stateMachineArn: stateMachineAliasArn });
    assert.equal(executions!.length, 100);
  });

  it("are updated, listed by version, and deleted", async () => {
    const { stateMachineAliasArn } = await sfn.createStateMachineAlias({ name: "b", routingConfiguration: to(100) });
    await cloud.clock.advance(1_000);
    await sfn.updateStateMachineAlias({
      stateMachineAliasArn,
      description: "changed",
      routingConfiguration: to(0, 100),
    });
    const { description, routingConfiguration, creationDate, updateDate } = await sfn.describeStateMachineAlias({
      stateMachineAliasArn,
    });
    assert.equal(description, "changed");
    assert.deepEqual(routingConfiguration, to(0, 100));
    assert.equal(updateDate!.getTime() - creationDate!.getTime(), 1_000);
    const names = async (arn: string) =>
      (await sfn.listStateMachineAliases({ stateMachineArn: arn })).stateMachineAliases!.map(
        (alias) => alias.stateMachineAliasArn,
      );
    assert.ok((await names(`${stateMachineArn}:2`)).includes(stateMachineAliasArn));
    await assert.rejects(sfn.deleteStateMachineVersion({ stateMachineVersionArn: `${stateMachineArn}:2` }), {
      name: "ConflictException",
    });
    await sfn.deleteStateMachineAlias({ stateMachineAliasArn });
    assert.ok(!(await names(stateMachineArn)).includes(stateMachineAliasArn));
    await assert.rejects(sfn.describeStateMachineAlias({ stateMachineAliasArn }), { name: "ResourceNotFound" });
    await assert.rejects(sfn.startExecution({ stateMachineArn: stateMachineAliasArn }), {
      name: "StateMachineDoesNotExist",
    });
  });

  it("are created once for the same request", async () => {
    const request = { name: "once", routingConfiguration: to(100) };
    const first = await sfn.createStateMachineAlias(request);
    await cloud.clock.advance(1_000);
    const again = await sfn.createStateMachineAlias(request);
    assert.deepEqual(again.creationDate, first.creationDate);
    await assert.rejects(sfn.createStateMachineAlias({ ...request, routingConfiguration: to(50, 50) }), {
      name: "ConflictException",
    });
  });

  it("route to versions that are there, all starts", async () => {
    const create = (routingConfiguration: ReturnType<typeof to>) =>
      sfn.createStateMachineAlias({ name: "wrong", routingConfiguration });
    await assert.rejects(create(to(70, 29)), {
      name: "ValidationException",
      message: "Sum of routing configuration weights must equal 100. Received: [70, 29]",
    });
    await assert.rejects(create([{ stateMachineVersionArn: stateMachineArn, weight: 100 }]), {
      name: "ValidationException",
    });
    await assert.rejects(create([...to(50), ...to(50)]), { name: "ValidationException" });
    await assert.rejects(create([{ stateMachineVersionArn: `${stateMachineArn}:9`, weight: 100 }]), {
      name: "ResourceNotFound",
    });
  });
});
