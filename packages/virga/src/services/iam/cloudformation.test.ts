import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AttachRolePolicyCommand,
  GetGroupCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
} from "@aws-sdk/client-iam";
import type { ResourceCall, ResourceProperties } from "../../kernel/resource-type.ts";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { accessKey, group, managedPolicy, policy, role, user, userToGroupAddition } from "./cloudformation.ts";

const account = "000000000000";
const AssumeRolePolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

function allow(Action: string): object {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] };
}

describe("IAM's CloudFormation resources", () => {
  let cloud: TestCloud;
  let iam: IAMClient;
  let call: ResourceCall;

  before(async () => {
    cloud = await createTestCloud();
    iam = cloud.client(IAMClient);
    const { bus, ids } = cloud.runtime.host;
    call = {
      bus,
      ids,
      context: { principal: { kind: "root", account }, account, region: "us-east-1" },
      stackName: "stack",
      stackId: "id",
      logicalId: "Resource",
      physicalName: () => `stack-Resource-${ids.text(8)}`,
      progress: () => {},
      created: () => {},
    };
  });

  after(() => cloud.close());

  it("create, change and delete a role with its policies", async () => {
    const before: ResourceProperties = {
      AssumeRolePolicyDocument,
      ManagedPolicyArns: [basic],
      Policies: [
        { PolicyName: "a", PolicyDocument: allow("s3:*") },
        { PolicyName: "b", PolicyDocument: allow("sqs:*") },
      ],
      Tags: [{ Key: "k", Value: "v" }],
    };
    const created = await role.create(call, before);
    const RoleName = created.physicalId;
    assert.equal(created.attributes.Arn, `arn:aws:iam::${account}:role/${RoleName}`);
    const properties = {
      AssumeRolePolicyDocument,
      MaxSessionDuration: 7_200,
      Policies: [{ PolicyName: "b", PolicyDocument: allow("sns:*") }],
      Tags: [{ Key: "other", Value: "w" }],
    };
    await role.update?.(call, { ...created, properties, previousProperties: before });
    assert.deepEqual((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames, ["b"]);
    assert.deepEqual((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies, []);
    assert.deepEqual((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags, [{ Key: "other", Value: "w" }]);
    assert.equal((await iam.send(new GetRoleCommand({ RoleName }))).Role?.MaxSessionDuration, 7_200);
    await role.delete(call, RoleName, properties);
    await role.delete(call, RoleName, properties);
    assert.deepEqual((await iam.send(new ListRolesCommand({}))).Roles, []);
  });

  it("name AWS's managed policies that Virga has no text for, before anything is created", async () => {
    const unknown = "arn:aws:iam::aws:policy/NoSuchAccess";
    const message = [`Virga has no text for the AWS managed policy ${unknown}`];
    assert.deepEqual(role.check?.({ AssumeRolePolicyDocument, ManagedPolicyArns: [basic, unknown] }), message);
    assert.deepEqual(user.check?.({ ManagedPolicyArns: [unknown], PermissionsBoundary: unknown }), message);
    assert.deepEqual(role.check?.({ ManagedPolicyArns: [basic, `arn:aws:iam::${account}:policy/own`] }), []);
    const { physicalId: RoleName } = await role.create(call, { AssumeRolePolicyDocument });
    await assert.rejects(iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: unknown })), {
      name: "NoSuchEntityException",
      message: `Policy ${unknown} does not exist or is not attachable.`,
    });
    await role.delete(call, RoleName, {});
  });

  it("put a policy on roles and follow a change of its roles", async () => {
    const [first, second] = [
      (await role.create(call, { AssumeRolePolicyDocument })).physicalId,
      (await role.create(call, { AssumeRolePolicyDocument })).physicalId,
    ];
    const before = { PolicyName: "p", PolicyDocument: allow("s3:*"), Roles: [first] };
    assert.deepEqual(policy.check?.({ ...before, Roles: [] }), [
      "At least one of [Groups,Roles,Users] must be non-empty.",
    ]);
    const created = await policy.create(call, before);
    const properties = { ...before, Roles: [second], PolicyDocument: allow("sqs:*") };
    await policy.update?.(call, { ...created, properties, previousProperties: before });
    assert.deepEqual((await iam.send(new ListRolePoliciesCommand({ RoleName: first }))).PolicyNames, []);
    const put = await iam.send(new GetRolePolicyCommand({ RoleName: second, PolicyName: "p" }));
    assert.deepEqual(JSON.parse(decodeURIComponent(put.PolicyDocument ?? "")), allow("sqs:*"));
    await policy.delete(call, created.physicalId, properties);
    await role.delete(call, first, {});
    await role.delete(call, second, {});
  });

  it("keep a managed policy over more changes than it may have versions", async () => {
    const roleName = (await role.create(call, { AssumeRolePolicyDocument })).physicalId;
    let properties: ResourceProperties = { PolicyDocument: allow("s3:*"), Roles: [roleName] };
    const created = await managedPolicy.create(call, properties);
    for (let change = 1; change <= 7; change++) {
      const previousProperties = properties;
      properties = { ...properties, PolicyDocument: allow(`s3:Get${change}`) };
      await managedPolicy.update?.(call, { ...created, properties, previousProperties });
    }
    const PolicyArn = created.physicalId;
    const version = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v8" }));
    assert.equal(version.PolicyVersion?.IsDefaultVersion, true);
    await managedPolicy.delete(call, PolicyArn, properties);
    await assert.rejects(iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v8" })), {
      name: "NoSuchEntityException",
    });
    await role.delete(call, roleName, {});
  });

  it("create groups with policies and put users into them", async () => {
    const before = { ManagedPolicyArns: [basic], Policies: [{ PolicyName: "p", PolicyDocument: allow("s3:*") }] };
    const created = await group.create(call, before);
    const GroupName = created.physicalId;
    assert.equal(created.attributes.Arn, `arn:aws:iam::${account}:group/${GroupName}`);
    const first = (await user.create(call, { Groups: [GroupName] })).physicalId;
    const second = (await user.create(call, {})).physicalId;
    const added = { GroupName, Users: [second] };
    const addition = await userToGroupAddition.create(call, added);
    const members = async () =>
      (await iam.send(new GetGroupCommand({ GroupName }))).Users?.map((each) => each.UserName);
    assert.deepEqual(await members(), [first, second].sort());
    const properties = { GroupName, Users: [] };
    await userToGroupAddition.update?.(call, { ...addition, properties, previousProperties: added });
    assert.deepEqual(await members(), [first]);
    const shared = { PolicyName: "shared", PolicyDocument: allow("sqs:*"), Groups: [GroupName] };
    assert.deepEqual(policy.check?.(shared), []);
    await policy.create(call, shared);
    await group.update?.(call, { ...created, properties: {}, previousProperties: before });
    const { PolicyNames } = await iam.send(new ListGroupPoliciesCommand({ GroupName }));
    assert.deepEqual(PolicyNames, ["shared"]);
    for (const name of [first, second]) await user.delete(call, name, {});
    await group.delete(call, GroupName, {});
    await group.delete(call, GroupName, {});
    await assert.rejects(members(), { name: "NoSuchEntityException" });
  });

  it("create users with access keys", async () => {
    const created = await user.create(call, { Policies: [{ PolicyName: "p", PolicyDocument: allow("s3:*") }] });
    const key = await accessKey.create(call, { UserName: created.physicalId });
    assert.match(key.physicalId, /^AKIA[A-Z2-7]{16}$/);
    assert.match(String(key.attributes.SecretAccessKey), /^.{40}$/);
    await accessKey.delete(call, key.physicalId, { UserName: created.physicalId });
    await user.delete(call, created.physicalId, {});
  });
});
