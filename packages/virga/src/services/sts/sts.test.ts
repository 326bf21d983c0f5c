import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CreateRoleCommand, IAMClient, ListRolesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetAccessKeyInfoCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const account = "000000000000";

function trust(principal: object, condition: object = {}): string {
  const statement = { Effect: "Allow", Principal: principal, Action: ["sts:AssumeRole", "sts:TagSession"] };
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, ...condition }] });
}

function allow(action: string, resource = "*"): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
  });
}

describe("STS", () => {
  let cloud: TestCloud;

  async function createRole(RoleName: string, policy: string, document = trust({ AWS: account })): Promise<string> {
    const iam = cloud.client(IAMClient);
    const created = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "main", PolicyDocument: policy }));
    return created.Role?.Arn ?? "";
  }

  async function assume(RoleArn: string, input: object = {}, sts = cloud.client(STSClient)) {
    const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: "test-session", ...input });
    const { Credentials } = await sts.send(command);
    return {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
  }

  before(async () => {
    cloud = await createTestCloud();
  });

  after(() => cloud.close());

  it("takes access keys that Virga did not issue for the account's root", async () => {
    const identity = await cloud.client(STSClient).send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Account, account);
    assert.equal(identity.Arn, `arn:aws:iam::${account}:root`);
    assert.equal(identity.UserId, account);
  });

  it("gives out credentials that are the role's session", async () => {
    const credentials = await assume(await createRole("reader", allow("iam:ListRoles")));
    const identity = await cloud.client(STSClient, { credentials }).send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Arn, `arn:aws:sts::${account}:assumed-role/reader/test-session`);
    assert.match(identity.UserId ?? "", /^AROA[A-Z2-7]{17}:test-session$/);
    const iam = cloud.client(IAMClient, { credentials });
    await iam.send(new ListRolesCommand({}));
    await assert.rejects(
      iam.send(new CreateRoleCommand({ RoleName: "x", AssumeRolePolicyDocument: trust({ AWS: account }) })),
      {
        name: "AccessDenied",
        message:
          `User: arn:aws:sts::${account}:assumed-role/reader/test-session is not authorized to perform: iam:CreateRole ` +
          `on resource: arn:aws:iam::${account}:role/x because no identity-based policy allows the iam:CreateRole action`,
      },
    );
    const info = await cloud
      .client(STSClient)
      .send(new GetAccessKeyInfoCommand({ AccessKeyId: credentials.accessKeyId }));
    assert.equal(info.Account, account);
  });

  it("refuses a wrong secret, a wrong token and credentials that have expired", async () => {
    const credentials = await assume(await createRole("short-lived", allow("*")), { DurationSeconds: 900 });
    const call = (changes: object) =>
      cloud.client(STSClient, { credentials: { ...credentials, ...changes } }).send(new GetCallerIdentityCommand({}));
    await assert.rejects(call({ secretAccessKey: "wrong" }), { name: "SignatureDoesNotMatch" });
    await assert.rejects(call({ sessionToken: "wrong" }), { name: "InvalidClientTokenId" });
    await call({});
    await cloud.clock.advance(901_000);
    await assert.rejects(call({}), { name: "ExpiredToken" });
    await cloud.clock.advance(7 * 24 * 3_600_000);
    await assume(await createRole("another", allow("*")));
    await assert.rejects(call({}), { name: "InvalidClientTokenId" });
  });

  it("does not give a role to those whom its trust policy does not name", async () => {
    const roleArn = await createRole("for-lambda", allow("*"), trust({ Service: "lambda.amazonaws.com" }));
    await assert.rejects(assume(roleArn), {
      name: "AccessDenied",
      message: `User: arn:aws:iam::${account}:root is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    });
    await assert.rejects(assume(`arn:aws:iam::${account}:role/missing`), { name: "AccessDenied" });
  });

  it("checks the external id that a trust policy asks for", async () => {
    const condition = { Condition: { StringEquals: { "sts:ExternalId": "secret" } } };
    const roleArn = await createRole("external", allow("*"), trust({ AWS: account }, condition));
    await assert.rejects(assume(roleArn), { name: "AccessDenied" });
    await assume(roleArn, { ExternalId: "secret" });
  });

  it("narrows a session by its session policy", async () => {
    const roleArn = await createRole("narrowed", allow("iam:*"));
    const credentials = await assume(roleArn, { Policy: allow("iam:GetRole") });
    await assert.rejects(cloud.client(IAMClient, { credentials }).send(new ListRolesCommand({})), {
      name: "AccessDenied",
      message: /because no session policy allows the iam:ListRoles action$/,
    });
  });

  it("limits the duration to the role's longest session, and to an hour for chained roles", async () => {
    const roleArn = await createRole("outer", allow("sts:AssumeRole"));
    await assert.rejects(assume(roleArn, { DurationSeconds: 7_200 }), {
      name: "ValidationError",
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
    const inner = await createRole("inner", allow("*"));
    const chained = cloud.client(STSClient, { credentials: await assume(roleArn) });
    await assert.rejects(assume(inner, { DurationSeconds: 3_601 }, chained), {
      message: "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    });
    await assume(inner, {}, chained);
  });

  it("passes session tags to policies, and transitive ones along a chain", async () => {
    const ofTeam = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["sts:*"], Resource: "*" },
        {
          Effect: "Allow",
          Action: "iam:ListRoles",
          Resource: "*",
          Condition: { StringEquals: { "aws:PrincipalTag/team": "blue" } },
        },
      ],
    });
    const first = await createRole("tagged-first", ofTeam);
    const second = await createRole("tagged-second", ofTeam);
    const Tags = [{ Key: "team", Value: "blue" }];
    const tagged = await assume(first, { Tags, TransitiveTagKeys: ["team"] });
    await cloud.client(IAMClient, { credentials: tagged }).send(new ListRolesCommand({}));
    const chained = await assume(second, {}, cloud.client(STSClient, { credentials: tagged }));
    await cloud.client(IAMClient, { credentials: chained }).send(new ListRolesCommand({}));
    const untagged = await assume(first);
    await assert.rejects(cloud.client(IAMClient, { credentials: untagged }).send(new ListRolesCommand({})), {
      name: "AccessDenied",
    });
  });

  it("lets a change of policy count at once for sessions that there are already", async () => {
    const credentials = await assume(await createRole("changing", allow("iam:GetRole")));
    const client = cloud.client(IAMClient, { credentials });
    await assert.rejects(client.send(new ListRolesCommand({})), { name: "AccessDenied" });
    const snapshot = cloud.snapshot();
    const PolicyDocument = allow("iam:ListRoles");
    await cloud
      .client(IAMClient)
      .send(new PutRolePolicyCommand({ RoleName: "changing", PolicyName: "more", PolicyDocument }));
    await client.send(new ListRolesCommand({}));
    cloud.restore(snapshot);
    await assert.rejects(client.send(new ListRolesCommand({})), { name: "AccessDenied" });
  });
});
