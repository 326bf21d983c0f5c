import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { buildClient, CommitmentPolicy, KmsKeyringNode } from "@aws-crypto/client-node";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { KMS } from "@aws-sdk/client-kms";
import { type CloudWithFunctions, createCloudWithFunctions, functionArn } from "../triggers/triggers.suite.ts";

const account = "000000000000";
const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);

describe("Senders of a pool's own", () => {
  let test: CloudWithFunctions;
  let kms: KMS;
  let keyArn: string;
  before(async () => {
    test = await createCloudWithFunctions();
    kms = test.cloud.client(KMS);
    keyArn = (await kms.createKey({})).KeyMetadata!.Arn!;
    test.functions.set("mail", (event) => event);
    test.functions.set("text", (event) => event);
  });
  after(() => test.cloud.close());

  const sender = (name: string) => ({ LambdaArn: functionArn(name), LambdaVersion: "V1_0" as const });
  const senders = () => ({ CustomEmailSender: sender("mail"), CustomSMSSender: sender("text"), KMSKeyID: keyArn });

  /** What a function does with a code that it gets. */
  async function opened(code: string) {
    const clientProvider = () => test.cloud.client(KMS) as never;
    const keyring = new KmsKeyringNode({ keyIds: [keyArn], clientProvider });
    const { plaintext, messageHeader } = await decrypt(keyring, Buffer.from(code, "base64"));
    return { text: plaintext.toString("utf8"), header: messageHeader };
  }

  it("get a sign-up's code, which the AWS Encryption SDK opens, and nobody else gets it", async () => {
    const { UserPoolId, ClientId } = await test.pool({ AutoVerifiedAttributes: ["email"], LambdaConfig: senders() });
    const UserAttributes = [{ Name: "email", Value: "ada@example.com" }];
    const ClientMetadata = { locale: "en" };
    await test.cognito.signUp({
      ClientId,
      Username: "ada",
      Password: "Correct-Horse-1",
      UserAttributes,
      ClientMetadata,
    });
    const event = test.events.at(-1)!;
    const { code, userAttributes, ...request } = event.request;
    assert.deepEqual(request, { type: "customEmailSenderRequestV1", clientMetadata: { locale: "en" } });
    assert.deepEqual(
      { ...event, request: undefined },
      {
        version: "1",
        triggerSource: "CustomEmailSender_SignUp",
        region: "us-east-1",
        userPoolId: UserPoolId,
        userName: "ada",
        callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: ClientId },
        request: undefined,
      },
    );
    assert.equal(userAttributes.email, "ada@example.com");
    assert.equal(userAttributes["cognito:user_status"], "UNCONFIRMED");
    const { text, header } = await opened(code);
    assert.match(text, /^\d{6}$/);
    assert.equal(header.suiteId, 0x0378);
    assert.equal(header.encryptionContext["userpool-id"], UserPoolId);
    assert.deepEqual(await test.inbox(UserPoolId), []);
    await test.cognito.confirmSignUp({ ClientId, Username: "ada", ConfirmationCode: text });
    const user = await test.cognito.adminGetUser({ UserPoolId, Username: "ada" });
    assert.equal(user.UserStatus, "CONFIRMED");
  });

  it("get what each flow sends", async () => {
    const { UserPoolId, ClientId } = await test.pool({
      AutoVerifiedAttributes: ["email", "phone_number"],
      LambdaConfig: { ...senders(), CustomMessage: functionArn("words") },
    });
    const UserAttributes = [
      { Name: "email", Value: "ada@example.com" },
      { Name: "email_verified", Value: "true" },
      { Name: "phone_number", Value: "+15555550100" },
      { Name: "phone_number_verified", Value: "true" },
    ];
    const start = test.events.length;
    const TemporaryPassword = "Temporary-Horse-1";
    await test.cognito.adminCreateUser({
      UserPoolId,
      Username: "ada",
      UserAttributes,
      TemporaryPassword,
      DesiredDeliveryMediums: ["EMAIL", "SMS"],
    });
    const Password = "Correct-Horse-1";
    await test.cognito.adminSetUserPassword({ UserPoolId, Username: "ada", Password, Permanent: true });
    await test.cognito.forgotPassword({ ClientId, Username: "ada" });
    await test.cognito.adminUpdateUserAttributes({
      UserPoolId,
      Username: "ada",
      UserAttributes: [{ Name: "email", Value: "countess@example.com" }],
    });
    const { AuthenticationResult } = await test.cognito.initiateAuth({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId,
      AuthParameters: { USERNAME: "ada", PASSWORD: Password },
    });
    const AccessToken = AuthenticationResult!.AccessToken!;
    await test.cognito.getUserAttributeVerificationCode({ AccessToken, AttributeName: "email" });
    const events = test.events.slice(start);
    assert.deepEqual(
      events.map(({ triggerSource }) => triggerSource),
      [
        "CustomEmailSender_AdminCreateUser",
        "CustomSMSSender_AdminCreateUser",
        "CustomSMSSender_ForgotPassword",
        "CustomEmailSender_UpdateUserAttribute",
        "CustomEmailSender_VerifyUserAttribute",
      ],
    );
    assert.equal(events[1]!.request.type, "customSMSSenderRequestV1");
    assert.equal(events[1]!.request.clientMetadata, null);
    assert.equal((await opened(events[0]!.request.code)).text, TemporaryPassword);
    assert.equal((await opened(events[1]!.request.code)).text, TemporaryPassword);
    assert.deepEqual(await test.inbox(UserPoolId), []);
  });

  it("leave the other medium to Cognito", async () => {
    const LambdaConfig = { CustomSMSSender: sender("text"), KMSKeyID: keyArn };
    const { UserPoolId } = await test.pool({ LambdaConfig });
    const UserAttributes = [{ Name: "email", Value: "ada@example.com" }];
    const start = test.events.length;
    await test.cognito.adminCreateUser({
      UserPoolId,
      Username: "ada",
      UserAttributes,
      DesiredDeliveryMediums: ["EMAIL"],
    });
    assert.equal(test.events.length, start);
    assert.equal((await test.inbox(UserPoolId)).length, 1);
  });

  it("may fail without anybody's notice, but must be there, and their key must be usable", async () => {
    const LambdaConfig = { CustomEmailSender: sender("gone"), KMSKeyID: keyArn };
    const { UserPoolId, ClientId } = await test.pool({ AutoVerifiedAttributes: ["email"], LambdaConfig });
    const UserAttributes = [{ Name: "email", Value: "ada@example.com" }];
    const signUp = (Username: string) =>
      test.cognito.signUp({ ClientId, Username, Password: "Correct-Horse-1", UserAttributes });
    await assert.rejects(signUp("ada"), {
      name: "UnexpectedLambdaException",
      message: "CustomEmailSender invocation failed due to error AccessDeniedException.",
    });
    test.functions.set("gone", () => {
      throw new Error("no");
    });
    await signUp("bob");
    await kms.disableKey({ KeyId: keyArn });
    await assert.rejects(signUp("carol"), { name: "CodeDeliveryFailureException", message: /is disabled/ });
    await kms.enableKey({ KeyId: keyArn });
    assert.ok(UserPoolId);
  });

  it("need a key that whoever sets the pool up may grant Cognito to use", async () => {
    const CustomEmailSender = sender("mail");
    await assert.rejects(test.pool({ LambdaConfig: { CustomEmailSender } }), {
      name: "InvalidParameterException",
      message: /KMSKeyID/,
    });
    const missing = `arn:aws:kms:us-east-1:${account}:key/11111111-2222-3333-4444-555555555555`;
    await assert.rejects(test.pool({ LambdaConfig: { CustomEmailSender, KMSKeyID: missing } }), {
      name: "InvalidParameterException",
      message: `Key '${missing}' does not exist`,
    });
    const KeyId = (await kms.createKey({})).KeyMetadata!.Arn!;
    const grants = async () => (await kms.listGrants({ KeyId })).Grants!.map((grant) => grant.GranteePrincipal);
    const { UserPoolId } = await test.pool({ LambdaConfig: { CustomEmailSender, KMSKeyID: KeyId } });
    assert.deepEqual(await grants(), ["cognito-idp.amazonaws.com"]);
    await test.cognito.updateUserPool({ UserPoolId, LambdaConfig: { CustomEmailSender, KMSKeyID: keyArn } });
    assert.deepEqual(await grants(), []);
    await test.cognito.updateUserPool({ UserPoolId, LambdaConfig: { CustomEmailSender, KMSKeyID: KeyId } });
    assert.equal((await grants()).length, 1);
    await test.cognito.deleteUserPool({ UserPoolId });
    assert.deepEqual(await grants(), []);
  });

  it("are set up by stacks, with their key", async () => {
    const cloudFormation = test.cloud.client(CloudFormation);
    const KMSKeyID = { "Fn::GetAtt": ["Key", "Arn"] };
    const TemplateBody = JSON.stringify({
      Resources: {
        Key: { Type: "AWS::KMS::Key", Properties: {} },
        Pool: {
          Type: "AWS::Cognito::UserPool",
          Properties: { LambdaConfig: { CustomEmailSender: sender("mail"), KMSKeyID } },
        },
      },
      Outputs: { Pool: { Value: { Ref: "Pool" } }, Key: { Value: { Ref: "Key" } } },
    });
    await cloudFormation.createStack({ StackName: "Senders", TemplateBody });
    await test.cloud.clock.advance(60_000);
    const { Stacks } = await cloudFormation.describeStacks({ StackName: "Senders" });
    const { Outputs, StackStatus, StackStatusReason } = Stacks![0]!;
    assert.equal(StackStatus, "CREATE_COMPLETE", StackStatusReason);
    const output = (name: string) => Outputs!.find(({ OutputKey }) => OutputKey === name)!.OutputValue!;
    const { UserPool } = await test.cognito.describeUserPool({ UserPoolId: output("Pool") });
    assert.deepEqual(UserPool!.LambdaConfig!.CustomEmailSender, sender("mail"));
    assert.equal((await kms.listGrants({ KeyId: output("Key") })).Grants!.length, 1);
    await cloudFormation.deleteStack({ StackName: "Senders" });
    await test.cloud.clock.advance(60_000);
    assert.deepEqual((await kms.listGrants({ KeyId: output("Key") })).Grants, []);
  });
});
