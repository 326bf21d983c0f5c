import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { AwsError } from "../../../kernel/errors.ts";
import { type CloudWithFunctions, createCloudWithFunctions, functionArn } from "./triggers.suite.ts";

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

describe("A trigger", () => {
  it("gets Cognito's event", async () => {
    world.functions.set("f", (event) => event);
    const { UserPoolId, ClientId } = await world.pool({ LambdaConfig: { PreSignUp: functionArn("f") } });
    await world.cognito.signUp({
      ClientId,
      Username: "bob",
      Password,
      UserAttributes: [{ Name: "email", Value: "bob@example.com" }],
      ValidationData: [{ Name: "invite", Value: "42" }],
      ClientMetadata: { from: "test" },
    });
    assert.deepEqual(world.events, [
      {
        version: "1",
        region: "us-east-1",
        userPoolId: UserPoolId,
        userName: "bob",
        callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: ClientId },
        triggerSource: "PreSignUp_SignUp",
        request: {
          userAttributes: { email: "bob@example.com" },
          validationData: { invite: "42" },
          clientMetadata: { from: "test" },
        },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ]);
  });

  it("that throws is the caller's error, in the function's words", async () => {
    world.functions.set("f", () => {
      throw new Error("no Bobs here");
    });
    const { UserPoolId, ClientId } = await world.pool({ LambdaConfig: { PreSignUp: functionArn("f") } });
    await assert.rejects(world.cognito.signUp({ ClientId, Username: "bob", Password }), {
      name: "UserLambdaValidationException",
      message: "PreSignUp failed with error no Bobs here.",
    });
    await assert.rejects(world.cognito.adminGetUser({ UserPoolId, Username: "bob" }), {
      name: "UserNotFoundException",
    });
  });

  it("that may not be called, or is not there, or is throttled, is an unexpected error", async () => {
    const { ClientId } = await world.pool({ LambdaConfig: { PreSignUp: functionArn("f") } });
    const signUp = () => world.cognito.signUp({ ClientId, Username: "bob", Password });
    await assert.rejects(signUp(), {
      name: "UnexpectedLambdaException",
      message: "PreSignUp invocation failed due to error AccessDeniedException.",
    });
    for (const code of ["AccessDeniedException", "TooManyRequestsException"]) {
      world.functions.set("f", () => {
        throw new AwsError(code, "no");
      });
      await assert.rejects(signUp(), {
        name: "UnexpectedLambdaException",
        message: `PreSignUp invocation failed due to error ${code}.`,
      });
    }
  });

  it("that does not answer within 5 seconds is called three times", async () => {
    world.functions.set("f", () => new Promise(() => undefined));
    const { ClientId } = await world.pool({ LambdaConfig: { PreSignUp: functionArn("f") } });
    const answer = assert.rejects(world.cognito.signUp({ ClientId, Username: "bob", Password }), {
      name: "UnexpectedLambdaException",
      message: "PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.",
    });
    for (const calls of [1, 2, 3]) {
      await world.cloud.clock.advance(4999);
      assert.equal(world.events.length, calls);
      await world.cloud.clock.advance(1);
    }
    await answer;
    assert.equal(world.events.length, 3);
  });

  it("that answers at the second call is good", async () => {
    let calls = 0;
    world.functions.set("f", (event) => (++calls === 1 ? new Promise(() => undefined) : event));
    const { ClientId } = await world.pool({ LambdaConfig: { PreSignUp: functionArn("f") } });
    const answer = world.cognito.signUp({ ClientId, Username: "bob", Password });
    await world.cloud.clock.advance(5000);
    assert.equal((await answer).UserConfirmed, false);
  });

  it("that returns rubbish is an invalid response", async () => {
    const { ClientId } = await world.pool({ LambdaConfig: { PreSignUp: functionArn("f") } });
    const rubbish: [unknown, string][] = [
      [null, "Invalid lambda function output : Invalid JSON"],
      ["text", "Invalid lambda function output : Invalid JSON"],
      [[1], "Invalid lambda function output : Invalid JSON"],
      [{}, "Unrecognizable lambda output"],
      [{ response: null }, "Unrecognizable lambda output"],
      [{ response: { autoConfirmUser: ["yes"] } }, "Unrecognizable lambda output"],
    ];
    for (const [output, message] of rubbish) {
      world.functions.set("f", () => output);
      await assert.rejects(world.cognito.signUp({ ClientId, Username: "bob", Password }), {
        name: "InvalidLambdaResponseException",
        message,
      });
    }
  });

  it("is a span of the request's trace", async () => {
    world.functions.set("f", (event) => event);
    const { ClientId } = await world.pool({ LambdaConfig: { PreSignUp: functionArn("f") } });
    await world.cognito.signUp({ ClientId, Username: "bob", Password });
    const trace = world.cloud
      .traces()
      .find(({ spans }) => spans.some(({ name }) => name === "trigger PreSignUp_SignUp"));
    const span = trace!.spans.find(({ name }) => name === "trigger PreSignUp_SignUp")!;
    assert.equal(span.attributes.function, functionArn("f"));
    assert.ok(trace!.spans.some(({ name, parentId }) => name === "lambda.Invoke" && parentId === span.spanId));
  });
});

describe("PreSignUp", () => {
  it("confirms users and verifies their addresses", async () => {
    world.functions.set("f", (event) => ({
      ...event,
      response: { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: false },
    }));
    world.functions.set("g", (event) => event);
    const { UserPoolId, ClientId } = await world.pool({
      AliasAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
      LambdaConfig: { PreSignUp: functionArn("f"), PostConfirmation: functionArn("g") },
    });
    const UserAttributes = [{ Name: "email", Value: "bob@example.com" }];
    const signedUp = await world.cognito.signUp({ ClientId, Username: "bob", Password, UserAttributes });
    assert.equal(signedUp.UserConfirmed, true);
    assert.equal(signedUp.CodeDeliveryDetails, undefined);
    const user = await world.cognito.adminGetUser({ UserPoolId, Username: "bob@example.com" });
    assert.equal(user.UserStatus, "CONFIRMED");
    assert.deepEqual(await world.inbox(UserPoolId), []);
    const confirmation = world.events.at(-1)!;
    assert.equal(confirmation.triggerSource, "PostConfirmation_ConfirmSignUp");
    assert.deepEqual(confirmation.request.userAttributes, {
      sub: signedUp.UserSub,
      "cognito:email_alias": "bob@example.com",
      "cognito:user_status": "CONFIRMED",
      email: "bob@example.com",
      email_verified: "true",
    });
    // The next one to sign up with the address takes it over, since the function vouches for it.
    await world.cognito.signUp({ ClientId, Username: "eve", Password, UserAttributes });
    const owner = await world.cognito.adminGetUser({ UserPoolId, Username: "bob@example.com" });
    assert.equal(owner.Username, "eve");
  });

  it("cannot verify an address that is not there", async () => {
    world.functions.set("f", (event) => ({ ...event, response: { autoVerifyEmail: true } }));
    const { ClientId } = await world.pool({ LambdaConfig: { PreSignUp: functionArn("f") } });
    await assert.rejects(world.cognito.signUp({ ClientId, Username: "bob", Password }), {
      name: "InvalidParameterException",
    });
  });

  it("may refuse the users of administrators, and its flags do not count for them", async () => {
    world.functions.set("f", (event) => {
      if (event.userName === "eve") throw new Error("not eve");
      return { ...event, response: { autoConfirmUser: true } };
    });
    const { UserPoolId } = await world.pool({ LambdaConfig: { PreSignUp: functionArn("f") } });
    await assert.rejects(world.cognito.adminCreateUser({ UserPoolId, Username: "eve" }), {
      name: "UserLambdaValidationException",
      message: "PreSignUp failed with error not eve.",
    });
    const { User } = await world.cognito.adminCreateUser({ UserPoolId, Username: "bob" });
    assert.equal(User!.UserStatus, "FORCE_CHANGE_PASSWORD");
    const event = world.events.at(-1)!;
    assert.equal(event.triggerSource, "PreSignUp_AdminCreateUser");
    assert.equal(event.callerContext.clientId, "CLIENT_ID_NOT_APPLICABLE");
    assert.equal(event.request.validationData, null);
  });
});

describe("CustomMessage", () => {
  const UserAttributes = [{ Name: "email", Value: "bob@example.com" }];

  it("words invitations and codes", async () => {
    world.functions.set("f", (event) => {
      const { codeParameter, usernameParameter } = event.request;
      const emailMessage = `${usernameParameter ?? "you"}: ${codeParameter}`;
      return { ...event, response: { emailMessage, emailSubject: event.triggerSource, smsMessage: null } };
    });
    const { UserPoolId, ClientId } = await world.pool({
      AutoVerifiedAttributes: ["email"],
      LambdaConfig: { CustomMessage: functionArn("f") },
    });
    await world.cognito.signUp({ ClientId, Username: "bob", Password, UserAttributes });
    await world.cognito.resendConfirmationCode({ ClientId, Username: "bob" });
    await world.cognito.adminCreateUser({
      UserPoolId,
      Username: "eve",
      TemporaryPassword: Password,
      UserAttributes,
      DesiredDeliveryMediums: ["EMAIL"],
    });
    const messages = await world.inbox(UserPoolId);
    assert.deepEqual(
      messages.map(({ subject, body, code }) => [subject, body.replace(code, "<code>")]),
      [
        ["CustomMessage_AdminCreateUser", "eve: <code>"],
        ["CustomMessage_ResendCode", "you: <code>"],
        ["CustomMessage_SignUp", "you: <code>"],
      ],
    );
    assert.equal(messages[0]!.code, Password);
  });

  it("must return what stands for the code", async () => {
    const { ClientId } = await world.pool({
      AutoVerifiedAttributes: ["email"],
      LambdaConfig: { CustomMessage: functionArn("f") },
    });
    world.functions.set("f", (event) => ({ ...event, response: { emailMessage: "Welcome!" } }));
    await assert.rejects(world.cognito.signUp({ ClientId, Username: "bob", Password, UserAttributes }), {
      name: "InvalidParameterException",
      message:
        /^1 validation error detected: Value 'Welcome!' at 'emailBody' failed to satisfy constraint: Member must satisfy regular expression pattern: .*\\\{####\\\}/,
    });
    world.functions.set("f", (event) => ({ ...event, response: { emailMessage: "" } }));
    await assert.rejects(world.cognito.resendConfirmationCode({ ClientId, Username: "bob" }), {
      name: "InvalidParameterException",
      message: "The message is empty.",
    });
  });
});
