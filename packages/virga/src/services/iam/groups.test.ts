import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetPolicyCommand,
  IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const account = "000000000000";
const PolicyDocument = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}}';

describe("IAM's groups", () => {
  let cloud: TestCloud;
  let iam: IAMClient;

  before(async () => {
    cloud = await createTestCloud();
    iam = cloud.client(IAMClient);
  });

  after(() => cloud.close());

  it("are created, listed and deleted", async () => {
    const { Group } = await iam.send(new CreateGroupCommand({ GroupName: "writers", Path: "/team/" }));
    assert.equal(Group?.Arn, `arn:aws:iam::${account}:group/team/writers`);
    assert.match(Group?.GroupId ?? "", /^AGPA[A-Z2-7]{17}$/);
    assert.deepEqual((await iam.send(new ListGroupsCommand({ PathPrefix: "/team/" }))).Groups, [Group]);
    await assert.rejects(iam.send(new CreateGroupCommand({ GroupName: "Writers" })), {
      name: "EntityAlreadyExistsException",
      message: "Group with name Writers already exists.",
    });
    await iam.send(new DeleteGroupCommand({ GroupName: "writers" }));
    await assert.rejects(iam.send(new GetGroupCommand({ GroupName: "writers" })), {
      name: "NoSuchEntityException",
      message: "The group with name writers cannot be found.",
    });
  });

  it("give their permissions to their users, as long as they are in them", async () => {
    const [GroupName, UserName, PolicyName] = ["readers", "ann", "tables"];
    await iam.send(new CreateGroupCommand({ GroupName }));
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
    const ann = cloud.client(DynamoDBClient, { credentials });
    const denied = () => assert.rejects(ann.send(new ListTablesCommand({})), { name: "AccessDeniedException" });
    await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument }));
    await denied();
    await iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    await ann.send(new ListTablesCommand({}));
    await iam.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName }));
    await denied();
    const PolicyArn = "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess";
    await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    await ann.send(new ListTablesCommand({}));
    await iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));
    await denied();
  });

  it("know their users and policies, and cannot be deleted before these are gone", async () => {
    const [GroupName, UserName, PolicyName] = ["keepers", "bob", "tables"];
    const PolicyArn = "arn:aws:iam::aws:policy/AmazonSQSFullAccess";
    const { Group } = await iam.send(new CreateGroupCommand({ GroupName }));
    const { User } = await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    await iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    assert.deepEqual((await iam.send(new GetGroupCommand({ GroupName }))).Users, [User]);
    assert.deepEqual((await iam.send(new ListGroupsForUserCommand({ UserName }))).Groups, [Group]);
    await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument }));
    const put = await iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName }));
    assert.equal(decodeURIComponent(put.PolicyDocument ?? ""), PolicyDocument);
    await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    const { AttachedPolicies } = await iam.send(new ListAttachedGroupPoliciesCommand({ GroupName }));
    assert.deepEqual(AttachedPolicies, [{ PolicyName: "AmazonSQSFullAccess", PolicyArn }]);
    assert.equal((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount, 1);
    const { PolicyGroups, PolicyRoles } = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    assert.deepEqual([PolicyGroups, PolicyRoles], [[{ GroupName, GroupId: Group?.GroupId }], []]);
    const conflict = (message: string) => ({ name: "DeleteConflictException", message });
    const inGroup = conflict("Cannot delete entity, must remove users from group first.");
    await assert.rejects(iam.send(new DeleteUserCommand({ UserName })), inGroup);
    const remove = () => iam.send(new DeleteGroupCommand({ GroupName }));
    await assert.rejects(remove(), inGroup);
    await iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));
    await assert.rejects(remove(), conflict("Cannot delete entity, must detach all policies first."));
    await iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn }));
    await assert.rejects(remove(), conflict("Cannot delete entity, must delete policies first."));
    await iam.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName }));
    await remove();
    await iam.send(new DeleteUserCommand({ UserName }));
  });

  it("may be at most ten of a user's", async () => {
    await iam.send(new CreateUserCommand({ UserName: "eve" }));
    const join = async (GroupName: string) => {
      await iam.send(new CreateGroupCommand({ GroupName }));
      await iam.send(new AddUserToGroupCommand({ GroupName, UserName: "eve" }));
    };
    for (let index = 1; index <= 10; index++) await join(`team-${index}`);
    await assert.rejects(join("team-11"), {
      name: "LimitExceededException",
      message: "Cannot exceed quota for GroupsPerUser: 10",
    });
  });
});
