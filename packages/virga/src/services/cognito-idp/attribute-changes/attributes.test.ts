import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type CloudWithFunctions, createCloudWithFunctions } from "../triggers/triggers.suite.ts";

let world: CloudWithFunctions;

before(async () => {
  world = await createCloudWithFunctions();
});
after(() => world.cloud.close());

const Password = "Secret-123";

interface SignedIn {
  readonly UserPoolId: string;
  readonly AccessToken: string;
  attributes(): Promise<Readonly<Record<string, string>>>;
  set(Name: string, Value: string): Promise<readonly { readonly Destination?: string | undefined }[]>;
}

/** A user named bob with a verified email address, signed in. */
async function signedIn(settings: object = {}, client: object = {}): Promise<SignedIn> {
  const { UserPoolId, ClientId } = await world.pool(settings, client);
  const user = { UserPoolId, Username: "bob" };
  const UserAttributes = [
    { Name: "email", Value: "old@example.com" },
    { Name: "email_verified", Value: "true" },
  ];
  await world.cognito.adminCreateUser({ ...user, UserAttributes, MessageAction: "SUPPRESS" });
  await world.cognito.adminSetUserPassword({ ...user, Password, Permanent: true });
  const AuthParameters = { USERNAME: "bob", PASSWORD: Password };
  const answer = await world.cognito.initiateAuth({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
  const AccessToken = answer.AuthenticationResult!.AccessToken!;
  return {
    UserPoolId,
    AccessToken,
    async attributes() {
      const { UserAttributes: list = [] } = await world.cognito.adminGetUser(user);
      return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value!]));
    },
    async set(Name, Value) {
      const input = { AccessToken, UserAttributes: [{ Name, Value }] };
      return (await world.cognito.updateUserAttributes(input)).CodeDeliveryDetailsList!;
    },
  };
}

describe("UpdateUserAttributes", () => {
  it("changes an address, which a code verifies", async () => {
    const bob = await signedIn({ AutoVerifiedAttributes: ["email"] });
    assert.deepEqual(await bob.set("email", "new@example.com"), [
      { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "n***@e***" },
    ]);
    assert.equal((await bob.attributes()).email_verified, "false");
    const [message] = await world.inbox(bob.UserPoolId);
    assert.equal(message!.source, "CustomMessage_UpdateUserAttribute");
    const verify = { AccessToken: bob.AccessToken, AttributeName: "email" };
    await assert.rejects(world.cognito.verifyUserAttribute({ ...verify, Code: "1" }), {
      name: "CodeMismatchException",
    });
    await world.cognito.verifyUserAttribute({ ...verify, Code: message!.code });
    const { email, email_verified } = await bob.attributes();
    assert.deepEqual([email, email_verified], ["new@example.com", "true"]);
  });

  it("keeps the present address until the new one is verified, where the pool says so", async () => {
    const bob = await signedIn({
      AutoVerifiedAttributes: ["email"],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
    });
    await bob.set("email", "new@example.com");
    const before = await bob.attributes();
    assert.deepEqual([before.email, before.email_verified], ["old@example.com", "true"]);
    const [message] = await world.inbox(bob.UserPoolId);
    assert.equal(message!.destination, "new@example.com");
    const { AccessToken } = bob;
    await world.cognito.verifyUserAttribute({ AccessToken, AttributeName: "email", Code: message!.code });
    const after = await bob.attributes();
    assert.deepEqual([after.email, after.email_verified], ["new@example.com", "true"]);
    // Administrators who say that it is verified need no code.
    const UserAttributes = [
      { Name: "email", Value: "third@example.com" },
      { Name: "email_verified", Value: "true" },
    ];
    await world.cognito.adminUpdateUserAttributes({ UserPoolId: bob.UserPoolId, Username: "bob", UserAttributes });
    assert.equal((await bob.attributes()).email, "third@example.com");
  });

  it("takes what the client may write", async () => {
    const bob = await signedIn({}, { WriteAttributes: ["nickname"] });
    const unauthorized = {
      name: "NotAuthorizedException",
      message: "A client attempted to write unauthorized attribute",
    };
    await assert.rejects(bob.set("name", "Bob"), unauthorized);
    await bob.set("nickname", "B");
    const { AccessToken } = bob;
    await assert.rejects(
      world.cognito.deleteUserAttributes({ AccessToken, UserAttributeNames: ["email"] }),
      unauthorized,
    );
    await world.cognito.deleteUserAttributes({ AccessToken, UserAttributeNames: ["nickname"] });
    assert.equal((await bob.attributes()).nickname, undefined);
  });
});

describe("GetUserAttributeVerificationCode", () => {
  it("sends a code to an address that is there", async () => {
    const bob = await signedIn();
    const { AccessToken } = bob;
    const { CodeDeliveryDetails } = await world.cognito.getUserAttributeVerificationCode({
      AccessToken,
      AttributeName: "email",
    });
    assert.equal(CodeDeliveryDetails!.Destination, "o***@e***");
    assert.equal((await world.inbox(bob.UserPoolId))[0]!.source, "CustomMessage_VerifyUserAttribute");
    for (const AttributeName of ["phone_number", "nickname"]) {
      await assert.rejects(world.cognito.getUserAttributeVerificationCode({ AccessToken, AttributeName }), {
        name: "InvalidParameterException",
      });
    }
  });
});

describe("DeleteUser", () => {
  it("deletes the user whose token it is", async () => {
    const { UserPoolId, AccessToken } = await signedIn();
    await world.cognito.deleteUser({ AccessToken });
    await assert.rejects(world.cognito.adminGetUser({ UserPoolId, Username: "bob" }), {
      name: "UserNotFoundException",
    });
    await assert.rejects(world.cognito.deleteUser({ AccessToken }), { name: "UserNotFoundException" });
  });
});
