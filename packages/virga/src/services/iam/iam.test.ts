import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const account = "000000000000";
const AssumeRolePolicyDocument = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const allowAll = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}';

describe("IAM", () => {
  let cloud: TestCloud;
  let iam: IAMClient;

  before(async () => {
    cloud = await createTestCloud();
    iam = cloud.client(IAMClient);
  });

  after(() => cloud.close());

  async function createRole(RoleName: string, input: object = {}) {
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...input }));
    return Role;
  }

  it("creates roles and gives them back", async () => {
    const created = await createRole("first", { Path: "/team/", Description: "one", Tags: [{ Key: "a", Value: "b" }] });
    assert.equal(created?.Arn, `arn:aws:iam::${account}:role/team/first`);
    assert.match(created?.RoleId ?? "", /^AROA[A-Z2-7]{17}$/);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "first" }));
    assert.deepEqual(Role, created);
    assert.equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""), AssumeRolePolicyDocument);
    assert.equal(Role?.MaxSessionDuration, 3_600);
    await assert.rejects(createRole("FIRST"), {
      name: "EntityAlreadyExistsException",
      message: "Role with name FIRST already exists.",
    });
    await assert.rejects(iam.send(new GetRoleCommand({ RoleName: "none" })), {
      name: "NoSuchEntityException",
      message: "The role with name none cannot be found.",
    });
  });

  it("lists in pages", async () => {
    for (const name of ["page-a", "page-b", "page-c"]) await createRole(name, { Path: "/pages/" });
    const first = await iam.send(new ListRolesCommand({ PathPrefix: "/pages/", MaxItems: 2 }));
    assert.deepEqual(
      first.Roles?.map(({ RoleName }) => RoleName),
      ["page-a", "page-b"],
    );
    assert.equal(first.IsTruncated, true);
    const rest = await iam.send(new ListRolesCommand({ PathPrefix: "/pages/", Marker: first.Marker }));
    assert.deepEqual(
      rest.Roles?.map(({ RoleName }) => RoleName),
      ["page-c"],
    );
    assert.equal(rest.IsTruncated, false);
  });

  it("keeps inline policies, refuses malformed ones, and deletes a role only without policies", async () => {
    await createRole("inline");
    const RoleName = "inline";
    const put = (PolicyDocument: string) =>
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
    await put(allowAll);
    const got = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "p" }));
    assert.equal(decodeURIComponent(got.PolicyDocument ?? ""), allowAll);
    await assert.rejects(put("{"), { name: "MalformedPolicyDocumentException", message: "Syntax errors in policy." });
    const noAction = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*"}}';
    await assert.rejects(put(noAction), { message: "Policy statement must contain actions." });
    await assert.rejects(iam.send(new DeleteRoleCommand({ RoleName })), {
      name: "DeleteConflictException",
      message: "Cannot delete entity, must delete policies first.",
    });
    await assert.rejects(iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "q" })), {
      message: "The role policy with name q cannot be found.",
    });
    const long = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:*", Resource: `arn:aws:s3:::${"x".repeat(10_240)}` }],
    });
    await assert.rejects(put(long), {
      name: "LimitExceededException",
      message: "Maximum policy size of 10240 bytes exceeded for role inline",
    });
  });

  it("attaches AWS's managed policies and the account's own", async () => {
    await createRole("attached");
    const RoleName = "attached";
    const basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    const own = await iam.send(new CreatePolicyCommand({ PolicyName: "own", PolicyDocument: allowAll }));
    const ownArn = own.Policy?.Arn ?? "";
    assert.equal(ownArn, `arn:aws:iam::${account}:policy/own`);
    for (const PolicyArn of [basic, ownArn, ownArn])
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const list = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    assert.deepEqual(
      list.AttachedPolicies?.map(({ PolicyName }) => PolicyName),
      ["AWSLambdaBasicExecutionRole", "own"],
    );
    await assert.rejects(
      iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/NoSuchPolicy" })),
      {
        name: "NoSuchEntityException",
        message: "Policy arn:aws:iam::aws:policy/NoSuchPolicy does not exist or is not attachable.",
      },
    );
    assert.equal((await iam.send(new GetPolicyCommand({ PolicyArn: ownArn }))).Policy?.AttachmentCount, 1);
    await assert.rejects(iam.send(new DeletePolicyCommand({ PolicyArn: ownArn })), { name: "DeleteConflictException" });
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: ownArn }));
    await iam.send(new DeletePolicyCommand({ PolicyArn: ownArn }));
    const attached = await iam.send(new ListPoliciesCommand({ OnlyAttached: true }));
    assert.deepEqual(
      attached.Policies?.map(({ Arn }) => Arn),
      [basic],
    );
  });

  it("has AWS's managed policies in AWS's default version", async () => {
    const PolicyArn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess";
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    assert.deepEqual([Policy?.DefaultVersionId, Policy?.UpdateDate], ["v3", new Date("2023-06-15T15:37:35Z")]);
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v3" }));
    const { Statement } = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ""));
    assert.ok(Statement[0].Action.includes("sqs:ListMessageMoveTasks"));
  });

  it("keeps five versions of a managed policy", async () => {
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "versioned", PolicyDocument: allowAll }));
    const create = () =>
      iam.send(
        new CreatePolicyVersionCommand({ PolicyArn: Policy?.Arn, PolicyDocument: allowAll, SetAsDefault: true }),
      );
    for (let version = 2; version <= 5; version++) await create();
    await assert.rejects(create(), { name: "LimitExceededException" });
    const version = await iam.send(new GetPolicyVersionCommand({ PolicyArn: Policy?.Arn, VersionId: "v5" }));
    assert.equal(version.PolicyVersion?.IsDefaultVersion, true);
    assert.equal(decodeURIComponent(version.PolicyVersion?.Document ?? ""), allowAll);
  });

  it("keeps tags, whose keys are the same in any case", async () => {
    const RoleName = "tagged";
    await createRole(RoleName, { Tags: [{ Key: "Team", Value: "red" }] });
    await iam.send(
      new TagRoleCommand({
        RoleName,
        Tags: [
          { Key: "team", Value: "blue" },
          { Key: "x", Value: "y" },
        ],
      }),
    );
    await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ["X"] }));
    const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName }));
    assert.deepEqual(Tags, [{ Key: "team", Value: "blue" }]);
  });

  it("knows users by their access keys, within their permissions and boundary", async () => {
    const UserName = "alice";
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "all", PolicyDocument: allowAll }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const AccessKeyId = AccessKey?.AccessKeyId ?? "";
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
    const alice = cloud.client(IAMClient, { credentials });
    assert.equal((await alice.send(new GetUserCommand({}))).User?.Arn, `arn:aws:iam::${account}:user/alice`);
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
    await assert.rejects(alice.send(new GetUserCommand({})), { name: "InvalidClientTokenId" });
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    await assert.rejects(alice.send(new GetUserCommand({})), { name: "InvalidClientTokenId" });
  });

  it("takes only policies that there are as permissions boundaries", async () => {
    await createRole("bounded");
    const boundary = (PermissionsBoundary: string) =>
      iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: "bounded", PermissionsBoundary }));
    await assert.rejects(boundary(`arn:aws:iam::${account}:policy/none`), { name: "NoSuchEntityException" });
    await boundary("arn:aws:iam::aws:policy/PowerUserAccess");
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "bounded" }));
    assert.equal(Role?.PermissionsBoundary?.PermissionsBoundaryArn, "arn:aws:iam::aws:policy/PowerUserAccess");
  });

  it("validates names by the model's constraints", async () => {
    await assert.rejects(createRole("not allowed!"), {
      name: "ValidationError",
      message: /^1 validation error detected/,
    });
  });
});
