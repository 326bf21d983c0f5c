import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { type CloudWithFunctions, createCloudWithFunctions, functionArn, get } from "../triggers/triggers.suite.ts";

let world: CloudWithFunctions;

before(async () => {
  world = await createCloudWithFunctions();
});
beforeEach(() => {
  world.functions.clear();
  world.events.length = 0;
});
after(() => world.cloud.close());

const Password = "Secret-123";
const email = (Value: string) => [{ Name: "email", Value }];
const hour = 3_600_000;

describe("SignUp", () => {
  it("makes an unconfirmed user and sends a code, which confirms the user and verifies the address", async () => {
    const { UserPoolId, ClientId } = await world.pool({ AutoVerifiedAttributes: ["email"] });
    const user = { ClientId, Username: "bob" };
    const signedUp = await world.cognito.signUp({ ...user, Password, UserAttributes: email("bob@example.com") });
    assert.equal(signedUp.UserConfirmed, false);
    assert.deepEqual(signedUp.CodeDeliveryDetails, {
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "b***@e***",
    });
    const [message] = await world.inbox(UserPoolId);
    assert.equal(message!.body, `Your verification code is ${message!.code}.`);
    assert.match(message!.code, /^\d{6}$/);
    const described = await world.cognito.adminGetUser({ UserPoolId, Username: "bob" });
    assert.equal(described.UserStatus, "UNCONFIRMED");
    assert.equal(described.UserAttributes!.find(({ Name }) => Name === "sub")!.Value, signedUp.UserSub);

    await assert.rejects(world.cognito.confirmSignUp({ ...user, ConfirmationCode: "12" }), {
      name: "CodeMismatchException",
      message: "Invalid verification code provided, please try again.",
    });
    await world.cognito.confirmSignUp({ ...user, ConfirmationCode: message!.code });
    const confirmed = await world.cognito.adminGetUser({ UserPoolId, Username: "bob" });
    assert.equal(confirmed.UserStatus, "CONFIRMED");
    assert.equal(confirmed.UserAttributes!.find(({ Name }) => Name === "email_verified")!.Value, "true");
    await assert.rejects(world.cognito.confirmSignUp({ ...user, ConfirmationCode: message!.code }), {
      name: "NotAuthorizedException",
      message: "User cannot be confirmed. Current status is CONFIRMED",
    });
    await assert.rejects(world.cognito.resendConfirmationCode(user), {
      name: "InvalidParameterException",
      message: "User is already confirmed.",
    });
    const AuthParameters = { USERNAME: "bob", PASSWORD: Password };
    const signedIn = await world.cognito.initiateAuth({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
    assert.ok(signedIn.AuthenticationResult!.AccessToken);
  });

  it("checks name, password and attributes", async () => {
    const { ClientId } = await world.pool(
      {
        Schema: [
          { Name: "given_name", Required: true },
          { Name: "level", AttributeDataType: "Number", Mutable: true },
        ],
      },
      { WriteAttributes: ["given_name", "email"] },
    );
    const given_name = { Name: "given_name", Value: "Bob" };
    const signUp = (more: object = {}) =>
      world.cognito.signUp({ ClientId, Username: "bob", Password, UserAttributes: [given_name], ...more });
    const unauthorized = {
      name: "NotAuthorizedException",
      message: "A client attempted to write unauthorized attribute",
    };
    await assert.rejects(signUp({ Password: "short" }), { name: "InvalidPasswordException" });
    await assert.rejects(signUp({ Password: undefined }), { name: "InvalidParameterException" });
    await assert.rejects(signUp({ UserAttributes: email("b@example.com") }), {
      name: "InvalidParameterException",
      message: "Attributes did not conform to the schema: given_name: The attribute given_name is required\n",
    });
    const level = { Name: "custom:level", Value: "1" };
    await assert.rejects(signUp({ UserAttributes: [given_name, level] }), unauthorized);
    const verified = { Name: "email_verified", Value: "true" };
    await assert.rejects(signUp({ UserAttributes: [given_name, verified] }), unauthorized);
    await signUp();
    await assert.rejects(signUp(), { name: "UsernameExistsException", message: "User already exists" });
    await assert.rejects(world.cognito.signUp({ ClientId: "nobody", Username: "bob", Password }), {
      name: "ResourceNotFoundException",
    });
  });

  it("is for administrators only where the pool says so", async () => {
    const { ClientId } = await world.pool({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    await assert.rejects(world.cognito.signUp({ ClientId, Username: "bob", Password }), {
      name: "NotAuthorizedException",
      message: "SignUp is not permitted for this user pool",
    });
  });

  it("needs the secret hash of clients with a secret", async () => {
    const { UserPoolId } = await world.pool();
    const { UserPoolClient } = await world.cognito.createUserPoolClient({
      UserPoolId,
      ClientName: "web",
      GenerateSecret: true,
    });
    const { ClientId, ClientSecret } = UserPoolClient!;
    const signUp = (SecretHash?: string) => world.cognito.signUp({ ClientId, Username: "bob", Password, SecretHash });
    await assert.rejects(signUp(), {
      name: "NotAuthorizedException",
      message: `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
    });
    await assert.rejects(signUp("wrong"), { name: "NotAuthorizedException" });
    await signUp(createHmac("sha256", ClientSecret!).update(`bob${ClientId}`).digest("base64"));
  });

  it("makes the username where an address stands for it", async () => {
    const { UserPoolId, ClientId } = await world.pool({
      UsernameAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
    });
    const signedUp = await world.cognito.signUp({ ClientId, Username: "bob@example.com", Password });
    const user = await world.cognito.adminGetUser({ UserPoolId, Username: "bob@example.com" });
    assert.equal(user.Username, signedUp.UserSub);
    await assert.rejects(world.cognito.signUp({ ClientId, Username: "bob@example.com", Password }), {
      name: "UsernameExistsException",
      message: "An account with the given email already exists.",
    });
    await assert.rejects(world.cognito.signUp({ ClientId, Username: "bob", Password }), {
      name: "InvalidParameterException",
      message: "Username should be an email.",
    });
    const [{ code: ConfirmationCode } = { code: "" }] = await world.inbox(UserPoolId);
    await world.cognito.confirmSignUp({ ClientId, Username: "bob@example.com", ConfirmationCode });
  });

  it("sends one code, by SMS if the pool verifies both addresses", async () => {
    const { UserPoolId, ClientId } = await world.pool({ AutoVerifiedAttributes: ["email", "phone_number"] });
    const UserAttributes = [...email("bob@example.com"), { Name: "phone_number", Value: "+12025550123" }];
    const { CodeDeliveryDetails } = await world.cognito.signUp({ ClientId, Username: "bob", Password, UserAttributes });
    assert.deepEqual(CodeDeliveryDetails, {
      AttributeName: "phone_number",
      DeliveryMedium: "SMS",
      Destination: "+*******0123",
    });
    assert.equal((await world.inbox(UserPoolId)).length, 1);
  });
});

describe("ConfirmSignUp", () => {
  it("takes a code for 24 hours, and only the newest", async () => {
    const { UserPoolId, ClientId } = await world.pool({ AutoVerifiedAttributes: ["email"] });
    const user = { ClientId, Username: "bob" };
    await world.cognito.signUp({ ...user, Password, UserAttributes: email("bob@example.com") });
    await world.cloud.clock.advance(24 * hour);
    const [first] = await world.inbox(UserPoolId);
    await assert.rejects(world.cognito.confirmSignUp({ ...user, ConfirmationCode: first!.code }), {
      name: "ExpiredCodeException",
      message: "Invalid code provided, please request a code again.",
    });
    const { CodeDeliveryDetails } = await world.cognito.resendConfirmationCode(user);
    assert.equal(CodeDeliveryDetails!.Destination, "b***@e***");
    const [second] = await world.inbox(UserPoolId);
    assert.notEqual(second!.code, first!.code);
    await assert.rejects(world.cognito.confirmSignUp({ ...user, ConfirmationCode: first!.code }), {
      name: "CodeMismatchException",
    });
    await world.cognito.confirmSignUp({ ...user, ConfirmationCode: second!.code });
  });

  it("ends guessing, and asking for codes, for an hour", async () => {
    const { UserPoolId, ClientId } = await world.pool({ AutoVerifiedAttributes: ["email"] });
    const user = { ClientId, Username: "bob" };
    await world.cognito.signUp({ ...user, Password, UserAttributes: email("bob@example.com") });
    for (let guess = 0; guess < 5; guess++) {
      const ConfirmationCode = "000000";
      await assert.rejects(world.cognito.confirmSignUp({ ...user, ConfirmationCode }), {
        name: "CodeMismatchException",
      });
    }
    const [{ code: ConfirmationCode } = { code: "" }] = await world.inbox(UserPoolId);
    const limit = {
      name: "LimitExceededException",
      message: "Attempt limit exceeded, please try after some time.",
    };
    await assert.rejects(world.cognito.confirmSignUp({ ...user, ConfirmationCode }), limit);
    for (let request = 0; request < 4; request++) await world.cognito.resendConfirmationCode(user);
    await assert.rejects(world.cognito.resendConfirmationCode(user), limit);
    await world.cloud.clock.advance(hour);
    await world.cognito.resendConfirmationCode(user);
  });

  it("gives an alias to one user, by force if told", async () => {
    const { UserPoolId, ClientId } = await world.pool({
      AliasAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
    });
    for (const Username of ["bob", "eve"]) {
      const UserAttributes = email("shared@example.com");
      await world.cognito.signUp({ ClientId, Username, Password, UserAttributes });
    }
    const [eve, bob] = await world.inbox(UserPoolId);
    await world.cognito.confirmSignUp({ ClientId, Username: "bob", ConfirmationCode: bob!.code });
    const confirmation = { ClientId, Username: "eve", ConfirmationCode: eve!.code };
    await assert.rejects(world.cognito.confirmSignUp(confirmation), { name: "AliasExistsException" });
    await world.cognito.confirmSignUp({ ...confirmation, ForceAliasCreation: true });
    const owner = await world.cognito.adminGetUser({ UserPoolId, Username: "shared@example.com" });
    assert.equal(owner.Username, "eve");
  });

  it("tells PostConfirmation, whose error is the answer though the user is confirmed", async () => {
    world.functions.set("f", () => {
      throw new Error("no welcome");
    });
    const { UserPoolId, ClientId } = await world.pool({
      AutoVerifiedAttributes: ["email"],
      LambdaConfig: { PostConfirmation: functionArn("f") },
    });
    await world.cognito.signUp({ ClientId, Username: "bob", Password, UserAttributes: email("bob@example.com") });
    const [{ code: ConfirmationCode } = { code: "" }] = await world.inbox(UserPoolId);
    await assert.rejects(world.cognito.confirmSignUp({ ClientId, Username: "bob", ConfirmationCode }), {
      name: "UserLambdaValidationException",
      message: "PostConfirmation failed with error no welcome.",
    });
    assert.equal((await world.cognito.adminGetUser({ UserPoolId, Username: "bob" })).UserStatus, "CONFIRMED");
  });

  it("can be an administrator's word", async () => {
    world.functions.set("f", (event) => event);
    const { UserPoolId, ClientId } = await world.pool({ LambdaConfig: { PostConfirmation: functionArn("f") } });
    await world.cognito.signUp({ ClientId, Username: "bob", Password });
    const user = { UserPoolId, Username: "bob" };
    await world.cognito.adminConfirmSignUp(user);
    assert.equal((await world.cognito.adminGetUser(user)).UserStatus, "CONFIRMED");
    assert.equal(world.events[0]!.callerContext.clientId, null);
    await assert.rejects(world.cognito.adminConfirmSignUp(user), {
      name: "NotAuthorizedException",
      message: "User cannot be confirmed. Current status is CONFIRMED",
    });
  });

  it("leads into the first sign-in, without a password, where the client allows it", async () => {
    const settings = { AutoVerifiedAttributes: ["email" as const] };
    const { UserPoolId, ClientId } = await world.pool(settings, { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] });
    const user = { ClientId, Username: "bob" };
    const { Session } = await world.cognito.signUp({ ...user, Password, UserAttributes: email("bob@example.com") });
    const [{ code: ConfirmationCode } = { code: "" }] = await world.inbox(UserPoolId);
    const AuthParameters = { USERNAME: "bob" };
    const signIn = (session: string) =>
      world.cognito.initiateAuth({ ClientId, AuthFlow: "USER_AUTH", AuthParameters, Session: session });
    const refused = { name: "NotAuthorizedException" };
    await assert.rejects(signIn(Session!), refused);
    await assert.rejects(
      world.cognito.confirmSignUp({ ...user, ConfirmationCode, Session: `${Session}x`.slice(9) }),
      refused,
    );
    const confirmed = await world.cognito.confirmSignUp({ ...user, ConfirmationCode, Session });
    const answer = await signIn(confirmed.Session!);
    assert.ok(answer.AuthenticationResult!.IdToken);
    await assert.rejects(signIn(confirmed.Session!), refused);
  });

  it("can be a link", async () => {
    const { UserPoolId, ClientId } = await world.pool({
      AutoVerifiedAttributes: ["email"],
      VerificationMessageTemplate: {
        DefaultEmailOption: "CONFIRM_WITH_LINK",
        EmailMessageByLink: "Please {##click here##}.",
        EmailSubjectByLink: "Welcome",
      },
    });
    await world.cognito.signUp({ ClientId, Username: "bob", Password, UserAttributes: email("bob@example.com") });
    const [message] = await world.inbox(UserPoolId);
    assert.equal(message!.subject, "Welcome");
    assert.equal(message!.body, `Please <a href="${message!.link}">click here</a>.`);
    const { pathname, search } = new URL(message!.link!);
    const wrong = await get(world.cloud, `${pathname}${search.replace(/\d{6}$/, "x")}`);
    assert.equal(wrong.status, 400);
    const opened = await get(world.cloud, `/confirmUser${search}`, "people.auth.us-east-1.amazoncognito.com");
    assert.equal(opened.status, 200, String(opened.body));
    assert.equal((await world.cognito.adminGetUser({ UserPoolId, Username: "bob" })).UserStatus, "CONFIRMED");
    assert.equal((await get(world.cloud, `${pathname}${search}`)).status, 400);
  });
});

describe("A client that hides who exists", () => {
  it("answers for users who do not exist as if they did", async () => {
    const settings = { AutoVerifiedAttributes: ["email" as const] };
    const { ClientId } = await world.pool(settings, { PreventUserExistenceErrors: "ENABLED" });
    const nobody = { ClientId, Username: "nobody" };
    const { CodeDeliveryDetails } = await world.cognito.resendConfirmationCode(nobody);
    assert.equal(CodeDeliveryDetails!.DeliveryMedium, "EMAIL");
    assert.deepEqual((await world.cognito.forgotPassword(nobody)).CodeDeliveryDetails, CodeDeliveryDetails);
    await assert.rejects(world.cognito.confirmSignUp({ ...nobody, ConfirmationCode: "123456" }), {
      name: "ExpiredCodeException",
    });
    await assert.rejects(world.cognito.confirmForgotPassword({ ...nobody, ConfirmationCode: "123456", Password }), {
      name: "CodeMismatchException",
    });
  });

  it("says so otherwise", async () => {
    const { ClientId } = await world.pool();
    const nobody = { ClientId, Username: "nobody" };
    const missing = { name: "UserNotFoundException", message: "Username/client id combination not found." };
    await assert.rejects(world.cognito.resendConfirmationCode(nobody), missing);
    await assert.rejects(world.cognito.forgotPassword(nobody), missing);
    await assert.rejects(world.cognito.confirmSignUp({ ...nobody, ConfirmationCode: "123456" }), missing);
    await assert.rejects(
      world.cognito.confirmForgotPassword({ ...nobody, ConfirmationCode: "123456", Password }),
      missing,
    );
  });
});
