import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { type CloudWithFunctions, createCloudWithFunctions, functionArn } from "../triggers/triggers.suite.ts";

let world: CloudWithFunctions;

before(async () => {
  world = await createCloudWithFunctions();
});
beforeEach(() => {
  world.functions.clear();
  world.events.length = 0;
});
after(() => world.cloud.close());

const password = "Secret-123";
const hour = 3_600_000;

/** A confirmed user with the password, and these attributes. */
async function user(UserPoolId: string, Username: string, attributes: Readonly<Record<string, string>> = {}) {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  await world.cognito.adminCreateUser({ UserPoolId, Username, UserAttributes, MessageAction: "SUPPRESS" });
  await world.cognito.adminSetUserPassword({ UserPoolId, Username, Password: password, Permanent: true });
}

async function signIn(ClientId: string, USERNAME: string, PASSWORD: string): Promise<string> {
  const AuthParameters = { USERNAME, PASSWORD };
  const answer = await world.cognito.initiateAuth({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
  return answer.AuthenticationResult!.AccessToken!;
}

async function lastCode(poolId: string): Promise<string> {
  return (await world.inbox(poolId))[0]!.code;
}

const both = {
  email: "bob@example.com",
  email_verified: "true",
  phone_number: "+12025550123",
  phone_number_verified: "true",
};

describe("ForgotPassword", () => {
  it("sends a code that sets a new password within an hour", async () => {
    world.functions.set("f", (event) => event);
    const { UserPoolId, ClientId } = await world.pool({ LambdaConfig: { PostConfirmation: functionArn("f") } });
    await user(UserPoolId, "bob", { email: "bob@example.com", email_verified: "true" });
    const forgot = { ClientId, Username: "bob" };
    const { CodeDeliveryDetails } = await world.cognito.forgotPassword(forgot);
    assert.equal(CodeDeliveryDetails!.Destination, "b***@e***");
    await world.cloud.clock.advance(hour);
    const late = { ...forgot, ConfirmationCode: await lastCode(UserPoolId), Password: "Other-4567" };
    await assert.rejects(world.cognito.confirmForgotPassword(late), { name: "ExpiredCodeException" });
    await world.cognito.forgotPassword(forgot);
    const confirm = { ...forgot, ConfirmationCode: await lastCode(UserPoolId), Password: "Other-4567" };
    await assert.rejects(world.cognito.confirmForgotPassword({ ...confirm, ConfirmationCode: "12" }), {
      name: "CodeMismatchException",
    });
    await assert.rejects(world.cognito.confirmForgotPassword({ ...confirm, Password: "short" }), {
      name: "InvalidPasswordException",
    });
    await world.cognito.confirmForgotPassword(confirm);
    await signIn(ClientId, "bob", "Other-4567");
    assert.equal(world.events.at(-1)!.triggerSource, "PostConfirmation_ConfirmForgotPassword");
    await assert.rejects(world.cognito.confirmForgotPassword(confirm), { name: "ExpiredCodeException" });
  });

  it("goes to the address that the pool prefers", async () => {
    const bothMechanisms = [
      { Name: "verified_phone_number" as const, Priority: 2 },
      { Name: "verified_email" as const, Priority: 1 },
    ];
    const media = async (RecoveryMechanisms?: typeof bothMechanisms) => {
      const settings = RecoveryMechanisms && { AccountRecoverySetting: { RecoveryMechanisms } };
      const { UserPoolId, ClientId } = await world.pool(settings);
      await user(UserPoolId, "bob", both);
      const { CodeDeliveryDetails } = await world.cognito.forgotPassword({ ClientId, Username: "bob" });
      return CodeDeliveryDetails!.DeliveryMedium;
    };
    assert.equal(await media(), "SMS");
    assert.equal(await media(bothMechanisms), "EMAIL");
    assert.equal(await media(bothMechanisms.slice(0, 1)), "SMS");
  });

  it("is not for users who have no verified address, no password yet, or may not", async () => {
    const { UserPoolId, ClientId } = await world.pool();
    await user(UserPoolId, "bob", { email: "bob@example.com" });
    await assert.rejects(world.cognito.forgotPassword({ ClientId, Username: "bob" }), {
      name: "InvalidParameterException",
      message: "Cannot reset password for the user as there is no registered/verified email or phone_number",
    });
    await world.cognito.adminCreateUser({ UserPoolId, Username: "new", MessageAction: "SUPPRESS" });
    await assert.rejects(world.cognito.forgotPassword({ ClientId, Username: "new" }), {
      name: "NotAuthorizedException",
      message: "User password cannot be reset in the current state.",
    });
    await world.cognito.adminDisableUser({ UserPoolId, Username: "bob" });
    await assert.rejects(world.cognito.forgotPassword({ ClientId, Username: "bob" }), {
      name: "NotAuthorizedException",
      message: "User is disabled.",
    });
    const RecoveryMechanisms = [{ Name: "admin_only" as const, Priority: 1 }];
    const strict = await world.pool({ AccountRecoverySetting: { RecoveryMechanisms } });
    await user(strict.UserPoolId, "bob", both);
    await assert.rejects(world.cognito.forgotPassword({ ClientId: strict.ClientId, Username: "bob" }), {
      name: "NotAuthorizedException",
    });
  });

  it("fetches users from elsewhere", async () => {
    world.functions.set("f", (event) => {
      if (event.userName !== "bob") throw new Error("who?");
      const userAttributes = { username: "bob", email: "bob@example.com", email_verified: "true" };
      return { ...event, response: { userAttributes, messageAction: "SUPPRESS" } };
    });
    const { UserPoolId, ClientId } = await world.pool({ LambdaConfig: { UserMigration: functionArn("f") } });
    await assert.rejects(world.cognito.forgotPassword({ ClientId, Username: "eve" }), {
      name: "UserNotFoundException",
      message: `Exception migrating user in app client ${ClientId}`,
    });
    await world.cognito.forgotPassword({ ClientId, Username: "bob" });
    assert.equal(world.events[1]!.triggerSource, "UserMigration_ForgotPassword");
    const ConfirmationCode = await lastCode(UserPoolId);
    await world.cognito.confirmForgotPassword({ ClientId, Username: "bob", ConfirmationCode, Password: password });
    await signIn(ClientId, "bob", password);
  });
});

describe("AdminResetUserPassword", () => {
  it("makes the user set a new password by a code", async () => {
    const { UserPoolId, ClientId } = await world.pool();
    await user(UserPoolId, "bob", both);
    await world.cognito.adminResetUserPassword({ UserPoolId, Username: "bob" });
    assert.equal((await world.cognito.adminGetUser({ UserPoolId, Username: "bob" })).UserStatus, "RESET_REQUIRED");
    await assert.rejects(signIn(ClientId, "bob", password), { name: "PasswordResetRequiredException" });
    const ConfirmationCode = await lastCode(UserPoolId);
    const Password = "Other-4567";
    await world.cognito.confirmForgotPassword({ ClientId, Username: "bob", ConfirmationCode, Password });
    await signIn(ClientId, "bob", Password);
    await world.cognito.adminCreateUser({ UserPoolId, Username: "new", MessageAction: "SUPPRESS" });
    await assert.rejects(world.cognito.adminResetUserPassword({ UserPoolId, Username: "new" }), {
      name: "NotAuthorizedException",
    });
  });
});

describe("ChangePassword", () => {
  it("needs the present password, a good new one, and patience after five wrong ones", async () => {
    const { UserPoolId, ClientId } = await world.pool();
    await user(UserPoolId, "bob");
    const AccessToken = await signIn(ClientId, "bob", password);
    const change = (PreviousPassword: string, ProposedPassword: string) =>
      world.cognito.changePassword({ AccessToken, PreviousPassword, ProposedPassword });
    await assert.rejects(change(password, "short"), { name: "InvalidPasswordException" });
    for (let guess = 0; guess < 5; guess++) {
      await assert.rejects(change("Wrong-1234", "Other-4567"), {
        name: "NotAuthorizedException",
        message: "Incorrect username or password.",
      });
    }
    await assert.rejects(change(password, "Other-4567"), { name: "LimitExceededException" });
    await world.cloud.clock.advance(hour - 1);
    const fresh = await signIn(ClientId, "bob", password);
    await world.cloud.clock.advance(1);
    await world.cognito.changePassword({
      AccessToken: fresh,
      PreviousPassword: password,
      ProposedPassword: "Other-4567",
    });
    await signIn(ClientId, "bob", "Other-4567");
    await assert.rejects(world.cognito.changePassword({ AccessToken: "x", ProposedPassword: password }), {
      name: "NotAuthorizedException",
    });
  });

  it("refuses the last passwords of pools with a history", async () => {
    const PasswordPolicy = { MinimumLength: 8, PasswordHistorySize: 2 };
    const { UserPoolId, ClientId } = await world.pool({ Policies: { PasswordPolicy } });
    await user(UserPoolId, "bob");
    const AccessToken = await signIn(ClientId, "bob", password);
    const change = (PreviousPassword: string, ProposedPassword: string) =>
      world.cognito.changePassword({ AccessToken, PreviousPassword, ProposedPassword });
    const used = { name: "PasswordHistoryPolicyViolationException" };
    await assert.rejects(change(password, password), used);
    await change(password, "password-2");
    await assert.rejects(change("password-2", password), used);
    await change("password-2", "password-3");
    const set = { UserPoolId, Username: "bob", Password: "password-2", Permanent: true };
    await assert.rejects(world.cognito.adminSetUserPassword(set), used);
    await change("password-3", password);
  });
});
