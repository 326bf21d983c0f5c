import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Lambda } from "@aws-sdk/client-lambda";
import { SignInCloud } from "../sign-in/sign-in.suite.ts";
import { triggerFunction } from "../sign-in/trigger-function.suite.ts";

let world: SignInCloud;

before(async () => {
  world = await SignInCloud.start();
});
after(() => world.close());

const UserAttributes = [{ Name: "email", Value: "bob@example.com" }];
const Password = "Secret-123";

describe("Sign-up with real functions", () => {
  it("asks PreSignUp, words the code by CustomMessage, tells PostConfirmation", async () => {
    const PreSignUp = await triggerFunction(
      world.cloud,
      "pre-sign-up",
      'if (event.userName === "eve") throw new Error("Not eve");',
    );
    const CustomMessage = await triggerFunction(
      world.cloud,
      "custom-message",
      "event.response.emailSubject = event.triggerSource;\n" +
        'event.response.emailMessage = "Hello " + event.userName + ": " + event.request.codeParameter;',
    );
    const PostConfirmation = await triggerFunction(world.cloud, "post-confirmation", "");
    const UserPoolId = await world.pool({
      AutoVerifiedAttributes: ["email"],
      LambdaConfig: { PreSignUp, CustomMessage, PostConfirmation },
    });
    const ClientId = await world.client(UserPoolId);
    await assert.rejects(world.cognito.signUp({ ClientId, Username: "eve", Password, UserAttributes }), {
      name: "UserLambdaValidationException",
      message: "PreSignUp failed with error Not eve.",
    });
    await world.cognito.signUp({ ClientId, Username: "bob", Password, UserAttributes });
    const [message] = await world.inbox(UserPoolId);
    assert.equal(message!.body, `Hello bob: ${message!.code}`);
    await world.cognito.confirmSignUp({ ClientId, Username: "bob", ConfirmationCode: message!.code });
    assert.ok((await world.signIn(ClientId, "bob", Password)).AuthenticationResult);
    assert.deepEqual(world.cloud.reports, []);
  });

  it("needs the function's leave", async () => {
    const PreSignUp = await triggerFunction(world.cloud, "private", "");
    await world.cloud.client(Lambda).removePermission({ FunctionName: "private", StatementId: "cognito" });
    const UserPoolId = await world.pool({ LambdaConfig: { PreSignUp } });
    const ClientId = await world.client(UserPoolId);
    await assert.rejects(world.cognito.signUp({ ClientId, Username: "bob", Password }), {
      name: "UnexpectedLambdaException",
      message: "PreSignUp invocation failed due to error AccessDeniedException.",
    });
  });

  it("ends with the function that ends in time to say why", async () => {
    const PreSignUp = await triggerFunction(
      world.cloud,
      "slow",
      "await new Promise(() => setInterval(() => 0, 1000));",
    );
    await world.cloud.client(Lambda).updateFunctionConfiguration({ FunctionName: "slow", Timeout: 1 });
    const UserPoolId = await world.pool({ LambdaConfig: { PreSignUp } });
    const ClientId = await world.client(UserPoolId);
    await assert.rejects(world.cognito.signUp({ ClientId, Username: "bob", Password }), {
      name: "UserLambdaValidationException",
      message: /^PreSignUp failed with error .*Task timed out after 1\.00 seconds\.$/,
    });
  });
});
