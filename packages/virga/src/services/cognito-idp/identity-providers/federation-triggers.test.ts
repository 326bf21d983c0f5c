import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { SignInCloud } from "../sign-in/sign-in.suite.ts";
import { functionArn, functionService, type Handler, type TriggerEvent } from "../triggers/triggers.suite.ts";
import { Federation } from "./federation.suite.ts";

const functions = new Map<string, Handler>();
const events: TriggerEvent[] = [];
let test: SignInCloud;
let federation: Federation;
let UserPoolId: string;

before(async () => {
  test = await SignInCloud.start([functionService(functions, events)]);
  federation = await Federation.make(test, "triggered", {
    LambdaConfig: {
      PreSignUp: functionArn("same"),
      PostConfirmation: functionArn("same"),
      PreAuthentication: functionArn("same"),
      PostAuthentication: functionArn("same"),
      PreTokenGeneration: functionArn("same"),
      InboundFederation: { LambdaArn: functionArn("inbound"), LambdaVersion: "V1_0" },
    },
  });
  UserPoolId = federation.app.pool;
});
after(() => test.close());
beforeEach(() => {
  events.length = 0;
  functions.set("same", (event) => event);
  functions.set("inbound", (event) => ({ ...event, response: { userAttributesToMap: {} } }));
});

function description(end: URL): string | null {
  return end.searchParams.get("error_description");
}

/** What the pool keeps of the user who comes from the hospital with this identifier. */
async function attributesOf(sub: string): Promise<Readonly<Record<string, string>>> {
  const { UserAttributes } = await test.cognito.adminGetUser({ UserPoolId, Username: `Hospital_${sub}` });
  return Object.fromEntries(UserAttributes!.map(({ Name, Value }) => [Name!, Value!]));
}

describe("the triggers of a federated sign-in", () => {
  it("are those of a sign-up the first time and those of a sign-in later", async () => {
    const sub = await federation.person("ada", { given_name: "Ada" });
    await federation.idClaims(await federation.signIn("ada"));
    const sources = () => events.splice(0).map(({ triggerSource }) => triggerSource);
    const [, preSignUp] = events;
    assert.equal(preSignUp!.userName, `Hospital_${sub}`);
    assert.deepEqual(preSignUp!.request, {
      userAttributes: {
        email: "ada@example.com",
        email_verified: "true",
        given_name: "Ada",
        "cognito:email_alias": "",
        "cognito:phone_number_alias": "",
      },
      validationData: {},
    });
    assert.deepEqual(sources(), [
      "InboundFederation_ExternalProvider",
      "PreSignUp_ExternalProvider",
      "PostConfirmation_ConfirmSignUp",
      "TokenGeneration_HostedAuth",
    ]);
    await federation.idClaims(await federation.signIn("ada"));
    assert.equal(events[2]!.request.userAttributes["cognito:user_status"], "EXTERNAL_PROVIDER");
    assert.deepEqual(sources(), [
      "InboundFederation_ExternalProvider",
      "PreAuthentication_Authentication",
      "PostAuthentication_Authentication",
      "TokenGeneration_HostedAuth",
    ]);
  });

  it("can refuse a user, who is then told why and not kept", async () => {
    await federation.person("ben");
    functions.set("same", () => {
      throw new Error("not you");
    });
    const end = await federation.signIn("ben", { state: "s" });
    assert.equal(end.search, "?error_description=PreSignUp+failed+with+error+not+you.&state=s&error=invalid_request");
    const { Users } = await test.cognito.listUsers({ UserPoolId, Filter: 'email = "ben@example.com"' });
    assert.deepEqual(Users, []);
  });

  it("make a user sign in again who was linked meanwhile", async () => {
    const sub = await federation.person("cy");
    await test.user(UserPoolId, "cyrus");
    functions.set("same", async (event) => {
      if (event.triggerSource !== "PreSignUp_ExternalProvider") return event;
      const [ProviderName = "", ProviderAttributeValue = ""] = event.userName.split("_");
      await test.cognito.adminLinkProviderForUser({
        UserPoolId,
        DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: "cyrus" },
        SourceUser: { ProviderName, ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue },
      });
      return event;
    });
    const first = await federation.signIn("cy");
    assert.equal(description(first), `Already found an entry for username Hospital_${sub}`);
    const claims = await federation.idClaims(await federation.signIn("cy"));
    assert.equal(claims["cognito:username"], "cyrus");
  });

  it("can verify addresses that the provider has not", async () => {
    const sub = await federation.person("dora", { email_verified: "false" });
    functions.set("same", (event) => ({ ...event, response: { autoVerifyEmail: true, autoConfirmUser: true } }));
    await federation.signIn("dora");
    assert.equal((await attributesOf(sub)).email_verified, "true");
  });
});

describe("InboundFederation", () => {
  it("gets what the provider said before any of it is mapped", async () => {
    const sub = await federation.person("eve", { given_name: "Eve" });
    await federation.signIn("eve");
    const { request, ...event } = events[0]!;
    assert.deepEqual(event, {
      version: "1",
      region: "us-east-1",
      userPoolId: UserPoolId,
      userName: `Hospital_${sub}`,
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: federation.client },
      triggerSource: "InboundFederation_ExternalProvider",
      response: { userAttributesToMap: null },
    });
    const { tokenResponse, idToken, userInfo } = request.attributes;
    assert.deepEqual([request.providerName, request.providerType], ["Hospital", "OIDC"]);
    assert.equal(tokenResponse.expires_in, "3600");
    assert.deepEqual([idToken.sub, idToken.email_verified, idToken.token_use], [sub, "true", "id"]);
    assert.deepEqual([userInfo.sub, userInfo.given_name], [sub, "Eve"]);
  });

  it("says which attributes are mapped; none change nothing", async () => {
    const sub = await federation.person("fay", { given_name: "Fay" });
    functions.set("inbound", (event) => ({
      ...event,
      response: { userAttributesToMap: { sub: "another", email: "f@example.com", given_name: null } },
    }));
    await federation.signIn("fay");
    const { sub: _sub, identities: _identities, ...mapped } = await attributesOf(sub);
    assert.deepEqual(mapped, { email: "f@example.com" });
    functions.set("inbound", (event) => event);
    await federation.signIn("fay");
    assert.equal((await attributesOf(sub)).given_name, "Fay");
  });

  it("fails with the function, and with what it should not have said", async () => {
    await federation.person("gus");
    const cases: readonly [Handler, string][] = [
      [
        () => {
          throw new Error("no");
        },
        "InboundFederation failed with error no.",
      ],
      [() => "rubbish", "Invalid lambda function output : Invalid JSON"],
      [() => ({ response: { userAttributesToMap: ["email"] } }), "Unrecognizable lambda output"],
      [() => ({ response: { userAttributesToMap: { email: 7 } } }), "Unrecognizable lambda output"],
      [() => ({ response: { userAttributesToMap: { email: "no address" } } }), "Invalid email address format."],
    ];
    for (const [handler, error] of cases) {
      functions.set("inbound", handler);
      assert.equal(description(await federation.signIn("gus")), error);
    }
    functions.delete("inbound");
    const missing = await federation.signIn("gus");
    assert.equal(description(missing), "InboundFederation invocation failed due to error AccessDeniedException.");
  });

  it("has five seconds, three times", async () => {
    await federation.person("hal");
    functions.set("inbound", () => new Promise(() => undefined));
    const end = federation.signIn("hal");
    for (let attempt = 1; attempt <= 3; attempt++) await test.cloud.clock.advance(5000);
    assert.equal(
      description(await end),
      "InboundFederation invocation failed due to error Socket timeout while invoking Lambda function.",
    );
    assert.equal(events.filter(({ triggerSource }) => triggerSource.startsWith("Inbound")).length, 3);
  });
});
