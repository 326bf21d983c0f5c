import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { AdminCreateUserCommand, AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { createTestCloud, type TestCloud } from "virga/testing";
import { type Answer, DeployedPlatform, user } from "./deployed-platform.suite.ts";

const conflict = {
  code: "TransactionCanceledException",
  message: "Transaction cancelled, please refer cancellation reasons for specific reasons [None, TransactionConflict]",
  members: {
    CancellationReasons: [
      { Code: "None" },
      { Code: "TransactionConflict", Message: "Transaction is ongoing for the item." },
    ],
  },
};

describe("creating a user through the whole stack", () => {
  let cloud: TestCloud;
  let platform: DeployedPlatform;
  let deployed: ReturnType<TestCloud["snapshot"]>;

  before(async () => {
    cloud = await createTestCloud();
    platform = await DeployedPlatform.deploy(cloud);
    deployed = cloud.snapshot();
  });

  beforeEach(() => {
    cloud.restore(deployed);
    cloud.runtime.host.faults.clear();
  });

  after(() => cloud.close());

  async function leavesNothing(): Promise<void> {
    assert.deepEqual([await platform.profiles(), await platform.cognitoUsers()], [new Set(), new Set()]);
  }

  it("gives the first user 1000001 and the second 1000002, each with profile and Cognito user", async () => {
    const first = await platform.createUser(user);
    assert.deepEqual([first.status, first.body], [200, { username: "1000001", ...user }]);
    const second = await platform.createUser({ ...user, emailAddress: "grace@example.com" });
    assert.equal(second.body.username, "1000002");
    const both = new Set(["1000001", "1000002"]);
    assert.deepEqual([await platform.profiles(), await platform.cognitoUsers()], [both, both]);
    const { UserPoolId } = platform.outputs;
    const created = await platform.cognito.send(new AdminGetUserCommand({ UserPoolId, Username: "1000001" }));
    const attributes = Object.fromEntries((created.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]));
    assert.equal(attributes.email_verified, "true");
    assert.equal(attributes.given_name, "Ada");
  });

  it("keeps every character of the names", async () => {
    const names = { firstName: `O'Brien "the\\'Great"`, lastName: "李 \\u0041 $input #end 😀" };
    const { status, body } = await platform.createUser({ ...user, ...names });
    assert.deepEqual([status, body], [200, { username: "1000001", ...user, ...names }]);
  });

  it("counts exactly past 2^53, also where an operator moved the counter", async () => {
    await platform.setLastId(2n ** 53n);
    const answers = [];
    for (const name of ["a", "b", "c"])
      answers.push(await platform.createUser({ ...user, emailAddress: `${name}@example.com` }));
    assert.deepEqual(
      answers.map(({ body }) => body.username),
      ["9007199254740993", "9007199254740994", "9007199254740995"],
    );
    await platform.setLastId(10n ** 30n);
    const { body } = await platform.createUser({ ...user, emailAddress: "d@example.com" });
    assert.equal(body.username, "1000000000000000000000000000001");
  });

  it("refuses wrong and missing fields with 400 without starting the workflow", async () => {
    const { phoneNumber: _, ...withoutPhone } = user;
    const wrong = [
      {},
      [],
      withoutPhone,
      { ...user, firstName: "" },
      { ...user, phoneNumber: "0123" },
      { ...user, other: 1 },
      "{",
    ];
    for (const body of wrong) {
      const answer = await platform.createUser(body);
      assert.deepEqual([answer.status, answer.body], [400, { message: "Invalid request body" }], JSON.stringify(body));
    }
    assert.equal(await platform.lastId(), undefined);
  });

  it("refuses other content types", async () => {
    const { status } = await platform.createUser("firstName=Ada", { "content-type": "text/plain" });
    assert.equal(status, 415);
  });

  it("answers 400 for an email address that another user has, and takes the profile back", async () => {
    await platform.createUser(user);
    const { status, body } = await platform.createUser(user);
    assert.deepEqual([status, body], [400, { message: "A user with this email address already exists." }]);
    assert.deepEqual(await platform.profiles(), new Set(["1000001"]));
    assert.equal(await platform.lastId(), "1000002");
  });

  it("answers 400 for a username that exists, takes the profile back, and goes on with the next", async () => {
    const { UserPoolId } = platform.outputs;
    await platform.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username: "1000001" }));
    const { status, body } = await platform.createUser(user);
    assert.deepEqual([status, body], [400, { message: "A user with this username already exists." }]);
    assert.deepEqual(await platform.profiles(), new Set());
    assert.equal((await platform.createUser(user)).body.username, "1000002");
  });

  it("answers 400 for an alias that exists, and takes the profile back", async () => {
    const error = { code: "AliasExistsException", message: "An account with the email already exists." };
    cloud.addFault({ service: "cognito-idp", operation: "AdminCreateUser", error });
    const { status, body } = await platform.createUser(user);
    assert.deepEqual([status, body], [400, { message: "A user with this email address already exists." }]);
    await leavesNothing();
  });

  it("answers 500 without a word about the inside for anything unexpected, and takes the profile back", async () => {
    const error = { code: "InternalErrorException", message: "the disk of host-17 is full", status: 500 };
    cloud.addFault({ service: "cognito-idp", operation: "AdminCreateUser", error });
    const { status, body } = await platform.createUser(user);
    assert.deepEqual([status, body], [500, { message: "Internal server error" }]);
    await leavesNothing();
  });

  it("starts over after lost races", async () => {
    cloud.addFault({ service: "dynamodb", operation: "TransactWriteItems", times: 10, error: conflict });
    const { status, body } = await platform.createUser(user);
    assert.deepEqual([status, body.username], [200, "1000001"]);
  });

  it("answers 503 with Retry-After when races are lost without end, and leaves nothing", async () => {
    cloud.addFault({ service: "dynamodb", operation: "TransactWriteItems", error: conflict });
    const { status, headers } = await platform.createUser(user);
    assert.equal(status, 503);
    assert.equal(new Headers(headers as Record<string, string>).get("retry-after"), "5");
    await leavesNothing();
    assert.equal(await platform.lastId(), undefined);
  });

  it("answers 500 when a profile is in the way of the counter, and leaves that profile alone", async () => {
    const Item = { username: { S: "1000001" } };
    await platform.dynamodb.send(new PutItemCommand({ TableName: platform.table, Item }));
    const { status } = await platform.createUser(user);
    assert.equal(status, 500);
    assert.deepEqual(await platform.profiles(), new Set(["1000001"]));
    await platform.dynamodb.send(new DeleteItemCommand({ TableName: platform.table, Key: Item }));
  });

  it("names role, action and table when a grant is missing", async () => {
    const iam = cloud.client(IAMClient);
    const { Roles = [] } = await iam.send(new ListRolesCommand({}));
    const { RoleName } = Roles.find((role) => role.RoleName?.includes("UserOnboardingStateMachineRole")) ?? {};
    const { PolicyNames: [PolicyName] = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    const policy = JSON.parse(decodeURIComponent(PolicyDocument as string));
    const less = { ...policy, Statement: policy.Statement.map(withoutPutItem) };
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(less) }));
    const { status, body } = await platform.createUser(user);
    assert.deepEqual([status, body], [500, { message: "Internal server error" }]);
    const traces = JSON.stringify(cloud.traces());
    const denial =
      /User: arn:aws:sts::\d+:assumed-role\/[\w-]*StateMachineRole[\w-]*\/[\w-]+ is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:[\w-]+:\d+:table\/[\w.-]*ProfileTable[\w.-]* because no identity-based policy allows the dynamodb:PutItem action/;
    assert.match(traces, denial);
    await leavesNothing();
  });

  it("gives 1,000 users consecutive numbers, 50 at a time, with a conflict in every tenth transaction", async () => {
    cloud.addFault({ service: "dynamodb", operation: "TransactWriteItems", share: 0.1, error: conflict });
    const answers: Answer[] = [];
    let next = 0;
    const client = async () => {
      while (next < 1000) {
        const number = next++;
        answers.push(await platform.createUser({ ...user, emailAddress: `user.${number}@example.com` }));
      }
    };
    await Promise.all(Array.from({ length: 50 }, client));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    const usernames = answers.map(({ body }) => body.username as string).sort();
    assert.deepEqual(
      usernames,
      Array.from({ length: 1000 }, (_, index) => String(1_000_001 + index)),
    );
    assert.deepEqual(await platform.profiles(), new Set(usernames));
    assert.deepEqual(await platform.cognitoUsers(), new Set(usernames));
  });

  function withoutPutItem(statement: { Action: string | string[] }): object {
    return { ...statement, Action: [statement.Action].flat().filter((action) => action !== "dynamodb:PutItem") };
  }
});
