import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type AdminCreateUserCommandInput,
  CognitoIdentityProvider,
  type CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

let cloud: TestCloud;
let cognito: CognitoIdentityProvider;

before(async () => {
  cloud = await createTestCloud();
  cognito = cloud.client(CognitoIdentityProvider);
});
after(() => cloud.close());

async function pool(settings: Partial<CreateUserPoolCommandInput> = {}): Promise<string> {
  const { UserPool } = await cognito.createUserPool({ PoolName: "people", ...settings });
  return UserPool!.Id!;
}

async function create(
  UserPoolId: string,
  Username: string,
  attributes: Record<string, string> = {},
  more: Partial<AdminCreateUserCommandInput> = {},
) {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  return (await cognito.adminCreateUser({ UserPoolId, Username, UserAttributes, ...more })).User!;
}

interface Message {
  medium: string;
  destination: string;
  subject?: string;
  body: string;
  code: string;
  sent: string;
}

async function inbox(poolId: string): Promise<Message[]> {
  const { body } = await cloud.runtime.handle({
    method: "GET",
    path: `/_aws/cognito-idp/${poolId}/inbox`,
    rawQuery: "",
    headers: { host: "localhost:4566" },
    body: new Uint8Array(),
    sourceIp: "127.0.0.1",
  });
  return (JSON.parse(String(body)) as { messages: Message[] }).messages;
}

describe("AdminCreateUser", () => {
  it("makes a user who must change the password, with a sub of its own", async () => {
    const id = await pool();
    const user = await create(id, "bob", { email: "bob@example.com", email_verified: "true" });
    assert.equal(user.Username, "bob");
    assert.equal(user.UserStatus, "FORCE_CHANGE_PASSWORD");
    assert.equal(user.Enabled, true);
    assert.deepEqual(
      user.Attributes!.map(({ Name }) => Name),
      ["sub", "email", "email_verified"],
    );
    assert.match(user.Attributes![0]!.Value!, /^[0-9a-f-]{36}$/);
    assert.equal(user.UserCreateDate!.getTime(), cloud.clock.now());
    const again = await cognito.adminGetUser({ UserPoolId: id, Username: user.Attributes![0]!.Value! });
    assert.equal(again.Username, "bob");
  });

  it("refuses a username that is taken", async () => {
    const id = await pool();
    await create(id, "bob");
    await assert.rejects(create(id, "bob"), {
      name: "UsernameExistsException",
      message: "User account already exists",
    });
    await create(id, "BOB");
  });

  it("tells usernames apart by case only where the pool does", async () => {
    const id = await pool({ UsernameConfiguration: { CaseSensitive: false } });
    await create(id, "bob");
    await assert.rejects(create(id, "BOB"), { name: "UsernameExistsException" });
    assert.equal((await cognito.adminGetUser({ UserPoolId: id, Username: "Bob" })).Username, "bob");
  });

  it("checks a temporary password against the policy and says what is missing", async () => {
    const id = await pool();
    const reasons = {
      "aB1!": "Password not long enough",
      "AAAA1111!!!!": "Password must have lowercase characters",
      "aaaa1111!!!!": "Password must have uppercase characters",
      "aaaaBBBB!!!!": "Password must have numeric characters",
      aaaaBBBB1111: "Password must have symbol characters",
    };
    for (const [TemporaryPassword, reason] of Object.entries(reasons)) {
      await assert.rejects(create(id, "bob", {}, { TemporaryPassword }), {
        name: "InvalidPasswordException",
        message: `Password did not conform with policy: ${reason}`,
      });
    }
    await create(id, "bob", {}, { TemporaryPassword: "aaaaBBBB1~1" });
  });

  it("makes passwords that satisfy the pool's policy", async () => {
    const PasswordPolicy = {
      MinimumLength: 20,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
    };
    const id = await pool({ Policies: { PasswordPolicy } });
    for (let index = 0; index < 20; index++) {
      await create(id, `user${index}`, { email: `u${index}@example.com` }, { DesiredDeliveryMediums: ["EMAIL"] });
    }
    for (const { code } of await inbox(id)) {
      assert.equal(code.length, 20);
      for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) assert.match(code, kind);
    }
  });

  it("sends the invitation of the pool's template to the chosen media", async () => {
    const id = await pool({
      AdminCreateUserConfig: {
        InviteMessageTemplate: {
          EmailSubject: "Welcome",
          EmailMessage: "Dear {username}, your password is {####}",
          SMSMessage: "{username}: {####}",
        },
      },
    });
    const attributes = { email: "eve@example.com", phone_number: "+12025550123" };
    await create(id, "eve", attributes, { DesiredDeliveryMediums: ["EMAIL", "SMS"], TemporaryPassword: "Secret-123" });
    const [sms, email] = await inbox(id);
    assert.deepEqual([sms!.medium, sms!.destination, sms!.body], ["SMS", "+12025550123", "eve: Secret-123"]);
    assert.deepEqual(
      [email!.medium, email!.destination, email!.subject, email!.body],
      ["EMAIL", "eve@example.com", "Welcome", "Dear eve, your password is Secret-123"],
    );
  });

  it("sends nothing when the message is suppressed, or by default to a user without a phone number", async () => {
    const id = await pool();
    await create(id, "quiet", { phone_number: "+12025550123" }, { MessageAction: "SUPPRESS" });
    await create(id, "mail", { email: "mail@example.com" });
    assert.deepEqual(await inbox(id), []);
  });

  it("keeps the newest 1,000 messages of a pool", async () => {
    const id = await pool();
    for (let index = 0; index < 1005; index++) {
      await create(id, `user${index}`, { phone_number: "+12025550123" }, { TemporaryPassword: `Secret-${index}` });
    }
    const messages = await inbox(id);
    assert.equal(messages.length, 1000);
    assert.equal(messages[0]!.code, "Secret-1004");
    assert.equal(messages[999]!.code, "Secret-5");
  });

  it("sends an invitation again only to a user who has not signed in", async () => {
    const id = await pool();
    const resend = { MessageAction: "RESEND", DesiredDeliveryMediums: ["EMAIL"] } as const;
    const options = { ...resend, DesiredDeliveryMediums: [...resend.DesiredDeliveryMediums] };
    await assert.rejects(create(id, "bob", {}, options), { name: "UserNotFoundException" });
    await create(id, "bob", { email: "bob@example.com" });
    await cloud.clock.advance(60_000);
    const user = await create(id, "bob", {}, options);
    assert.equal(user.UserLastModifiedDate!.getTime() - user.UserCreateDate!.getTime(), 60_000);
    assert.equal((await inbox(id)).length, 1);
    await cognito.adminSetUserPassword({ UserPoolId: id, Username: "bob", Password: "Secret-123", Permanent: true });
    await assert.rejects(create(id, "bob", {}, options), {
      name: "UnsupportedUserStateException",
      message: "Resend not possible. bob status is not FORCE_CHANGE_PASSWORD",
    });
  });

  it("checks attributes against the schema", async () => {
    const id = await pool({
      Schema: [
        { Name: "age", AttributeDataType: "Number", NumberAttributeConstraints: { MinValue: "0", MaxValue: "150" } },
        { Name: "code", AttributeDataType: "String", StringAttributeConstraints: { MaxLength: "3" } },
      ],
    });
    const problems: [Record<string, string>, RegExp][] = [
      [
        { "custom:nope": "x" },
        /^Attributes did not conform to the schema: Type for attribute \{custom:nope\} could not/,
      ],
      [{ "custom:age": "old" }, /^Attributes did not conform to the schema: custom:age: /],
      [{ "custom:age": "151" }, /custom:age/],
      [{ "custom:code": "abcd" }, /custom:code/],
      [{ birthdate: "1.1.2000" }, /birthdate/],
      [{ email: "bob" }, /^Invalid email address format\.$/],
      [{ phone_number: "0123" }, /^Invalid phone number format\.$/],
      [{ sub: "x" }, /sub/],
      [{ email_verified: "true" }, /email/],
    ];
    for (const [attributes, message] of problems) {
      await assert.rejects(create(id, "bob", attributes), { name: "InvalidParameterException", message });
    }
    await create(id, "bob", { "custom:age": "42", "custom:code": "abc" });
  });
});

describe("Sign-in names", () => {
  it("refuses usernames that look like an alias", async () => {
    const id = await pool({ AliasAttributes: ["email", "phone_number"] });
    await assert.rejects(create(id, "bob@example.com"), {
      name: "InvalidParameterException",
      message: "Username cannot be of email format, since user pool is configured for email alias.",
    });
    await assert.rejects(create(id, "+12025550123"), { name: "InvalidParameterException" });
  });

  it("finds users by verified aliases, which belong to one user at a time", async () => {
    const id = await pool({ AliasAttributes: ["email"] });
    const verified = { email: "shared@example.com", email_verified: "true" };
    await create(id, "first", verified);
    await create(id, "unverified", { email: "shared@example.com" });
    assert.equal((await cognito.adminGetUser({ UserPoolId: id, Username: "shared@example.com" })).Username, "first");
    await assert.rejects(create(id, "second", verified), {
      name: "AliasExistsException",
      message: "An account with the email already exists.",
    });
    await assert.rejects(cognito.adminGetUser({ UserPoolId: id, Username: "second" }), {
      name: "UserNotFoundException",
    });
    await create(id, "second", verified, { ForceAliasCreation: true });
    assert.equal((await cognito.adminGetUser({ UserPoolId: id, Username: "shared@example.com" })).Username, "second");
    const loser = await cognito.adminGetUser({ UserPoolId: id, Username: "first" });
    assert.equal(loser.UserAttributes!.find(({ Name }) => Name === "email_verified")!.Value, "false");
  });

  it("frees an alias when its user is deleted or its address changes", async () => {
    const id = await pool({ AliasAttributes: ["email"] });
    const verified = { email: "a@example.com", email_verified: "true" };
    await create(id, "first", verified);
    await cognito.adminDeleteUser({ UserPoolId: id, Username: "first" });
    await create(id, "second", verified);
    await cognito.adminUpdateUserAttributes({
      UserPoolId: id,
      Username: "second",
      UserAttributes: [{ Name: "email", Value: "b@example.com" }],
    });
    await create(id, "third", verified);
    const names = { UserPoolId: id, UserAttributes: [{ Name: "email", Value: "a@example.com" }] };
    await cognito.adminUpdateUserAttributes({ ...names, Username: "second" });
    const verify = { ...names, UserAttributes: [{ Name: "email_verified", Value: "true" }] };
    await assert.rejects(cognito.adminUpdateUserAttributes({ ...verify, Username: "second" }), {
      name: "AliasExistsException",
    });
  });

  it("makes the username itself where an address stands for it", async () => {
    const id = await pool({ UsernameAttributes: ["email"], UsernameConfiguration: { CaseSensitive: false } });
    await assert.rejects(create(id, "bob"), { message: "Username should be an email." });
    const user = await create(id, "bob@example.com", {}, { DesiredDeliveryMediums: ["EMAIL"] });
    assert.match(user.Username!, /^[0-9a-f-]{36}$/);
    assert.equal(user.Attributes!.find(({ Name }) => Name === "sub")!.Value, user.Username);
    assert.equal(user.Attributes!.find(({ Name }) => Name === "email")!.Value, "bob@example.com");
    assert.equal((await cognito.adminGetUser({ UserPoolId: id, Username: "BOB@example.com" })).Username, user.Username);
    await assert.rejects(create(id, "Bob@example.com"), {
      name: "UsernameExistsException",
      message: "An account with the given email already exists.",
    });
    assert.match((await inbox(id))[0]!.body, /^Your username is bob@example\.com and temporary password is /);
  });
});

describe("Managing users", () => {
  it("updates and deletes attributes but immutable ones", async () => {
    const id = await pool({
      Schema: [
        { Name: "fixed", AttributeDataType: "String" },
        { Name: "free", AttributeDataType: "String", Mutable: true },
      ],
    });
    await create(id, "bob", {
      "custom:fixed": "1",
      "custom:free": "1",
      email: "a@example.com",
      email_verified: "true",
    });
    const user = { UserPoolId: id, Username: "bob" };
    const update = (Name: string, Value: string) =>
      cognito.adminUpdateUserAttributes({ ...user, UserAttributes: [{ Name, Value }] });
    await assert.rejects(update("custom:fixed", "2"), {
      name: "InvalidParameterException",
      message: "user.custom:fixed: Attribute cannot be updated.\n",
    });
    await update("custom:free", "2");
    await update("email", "b@example.com");
    await cognito.adminDeleteUserAttributes({ ...user, UserAttributeNames: ["custom:free"] });
    const { UserAttributes } = await cognito.adminGetUser(user);
    assert.deepEqual(Object.fromEntries(UserAttributes!.slice(1).map(({ Name, Value }) => [Name, Value])), {
      "custom:fixed": "1",
      email: "b@example.com",
      email_verified: "false",
    });
  });

  it("sends a code to a changed address that the pool verifies by itself", async () => {
    const id = await pool({ AutoVerifiedAttributes: ["email"], EmailVerificationMessage: "Code: {####}" });
    await create(id, "bob", { email: "a@example.com", email_verified: "true" });
    const UserAttributes = [{ Name: "email", Value: "b@example.com" }];
    await cognito.adminUpdateUserAttributes({ UserPoolId: id, Username: "bob", UserAttributes });
    const [message] = await inbox(id);
    assert.match(message!.body, /^Code: \d{6}$/);
    assert.equal(message!.destination, "b@example.com");
  });

  it("disables, enables and deletes", async () => {
    const id = await pool();
    const user = { UserPoolId: id, Username: "bob" };
    await create(id, "bob");
    await cognito.adminDisableUser(user);
    assert.equal((await cognito.adminGetUser(user)).Enabled, false);
    await cognito.adminEnableUser(user);
    assert.equal((await cognito.adminGetUser(user)).Enabled, true);
    await cognito.adminDeleteUser(user);
    await assert.rejects(cognito.adminDeleteUser(user), {
      name: "UserNotFoundException",
      message: "User does not exist.",
    });
  });

  it("sets permanent and temporary passwords", async () => {
    const id = await pool();
    const user = { UserPoolId: id, Username: "bob" };
    await create(id, "bob");
    await assert.rejects(cognito.adminSetUserPassword({ ...user, Password: "weakweak" }), {
      name: "InvalidPasswordException",
    });
    await cognito.adminSetUserPassword({ ...user, Password: "Secret-123", Permanent: true });
    assert.equal((await cognito.adminGetUser(user)).UserStatus, "CONFIRMED");
    await cognito.adminSetUserPassword({ ...user, Password: "Secret-123" });
    assert.equal((await cognito.adminGetUser(user)).UserStatus, "FORCE_CHANGE_PASSWORD");
  });
});

describe("ListUsers", () => {
  it("pages, filters and narrows attributes", async () => {
    const id = await pool();
    for (const name of ["anna", "bert", "carl", "cleo", "dora"]) {
      await create(id, name, { email: `${name}@example.com`, given_name: name });
    }
    await cognito.adminDisableUser({ UserPoolId: id, Username: "dora" });
    const names = async (Filter: string) =>
      (await cognito.listUsers({ UserPoolId: id, Filter })).Users!.map(({ Username }) => Username);
    assert.deepEqual(await names('username = "bert"'), ["bert"]);
    assert.deepEqual(await names('given_name ^= "c"'), ["carl", "cleo"]);
    assert.deepEqual(await names('email="anna@example.com"'), ["anna"]);
    assert.deepEqual(await names('status = "Disabled"'), ["dora"]);
    assert.deepEqual(await names('cognito:user_status = "CONFIRMED"'), []);
    assert.deepEqual(await names(""), ["anna", "bert", "carl", "cleo", "dora"]);
    await assert.rejects(names("given_name c"), { name: "InvalidParameterException" });
    await assert.rejects(names('custom:x = "1"'), { name: "InvalidParameterException" });

    const seen: string[] = [];
    let PaginationToken: string | undefined;
    do {
      const page = await cognito.listUsers({ UserPoolId: id, Limit: 2, PaginationToken, AttributesToGet: ["email"] });
      for (const user of page.Users!) {
        seen.push(user.Username!);
        assert.deepEqual(
          user.Attributes!.map(({ Name }) => Name),
          ["email"],
        );
      }
      PaginationToken = page.PaginationToken;
    } while (PaginationToken);
    assert.deepEqual(seen, ["anna", "bert", "carl", "cleo", "dora"]);
  });
});

describe("Groups", () => {
  it("are made, filled, listed and deleted with their memberships", async () => {
    const id = await pool();
    const UserPoolId = id;
    await create(id, "bob");
    await create(id, "eve");
    await cognito.createGroup({ UserPoolId, GroupName: "admins", Precedence: 1, Description: "who rule" });
    await cognito.createGroup({ UserPoolId, GroupName: "readers" });
    await assert.rejects(cognito.createGroup({ UserPoolId, GroupName: "readers" }), { name: "GroupExistsException" });
    for (const Username of ["bob", "eve"]) {
      await cognito.adminAddUserToGroup({ UserPoolId, GroupName: "readers", Username });
    }
    await cognito.adminAddUserToGroup({ UserPoolId, GroupName: "admins", Username: "bob" });
    const groupsOf = async (Username: string) =>
      (await cognito.adminListGroupsForUser({ UserPoolId, Username })).Groups!.map(({ GroupName }) => GroupName);
    assert.deepEqual(await groupsOf("bob"), ["admins", "readers"]);
    const { Users } = await cognito.listUsersInGroup({ UserPoolId, GroupName: "readers" });
    assert.deepEqual(
      Users!.map(({ Username }) => Username),
      ["bob", "eve"],
    );
    await cognito.adminRemoveUserFromGroup({ UserPoolId, GroupName: "readers", Username: "bob" });
    await cognito.deleteGroup({ UserPoolId, GroupName: "admins" });
    assert.deepEqual(await groupsOf("bob"), []);
    await cognito.adminDeleteUser({ UserPoolId, Username: "eve" });
    assert.deepEqual((await cognito.listUsersInGroup({ UserPoolId, GroupName: "readers" })).Users, []);
    await assert.rejects(cognito.getGroup({ UserPoolId, GroupName: "admins" }), {
      name: "ResourceNotFoundException",
      message: "Group not found.",
    });
    assert.equal((await cognito.listGroups({ UserPoolId })).Groups!.length, 1);
  });
});

describe("A large pool", () => {
  it("makes the twenty-thousandth user as fast as the first, with aliases", async () => {
    const id = await pool({ AliasAttributes: ["email"] });
    const { bus } = cloud.runtime.host;
    const account = "000000000000";
    const context = { principal: { kind: "root", account }, account, region: "us-east-1" } as const;
    const times: number[] = [];
    for (let index = 0; index < 20_000; index++) {
      const UserAttributes = [
        { Name: "email", Value: `user${index}@example.com` },
        { Name: "email_verified", Value: "true" },
      ];
      const input = { UserPoolId: id, Username: String(index), UserAttributes, MessageAction: "SUPPRESS" } as const;
      const started = cloud.clock.elapsed();
      await bus.call("cognito-idp", "AdminCreateUser", input, context);
      times.push(cloud.clock.elapsed() - started);
    }
    const median = (values: number[]) => values.toSorted((left, right) => left - right)[values.length >> 1]!;
    assert.ok(median(times.slice(-2000)) < 3 * median(times.slice(1000, 3000)));
    const { UserPool } = await cognito.describeUserPool({ UserPoolId: id });
    assert.equal(UserPool!.EstimatedNumberOfUsers, 20_000);
  });
});
