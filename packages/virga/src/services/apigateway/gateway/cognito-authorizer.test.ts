import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

const Password = "Correct-horse-1";
const account = "000000000000";

describe("a Cognito authorizer", () => {
  let cloud: TestCloud;
  let cognito: CognitoIdentityProvider;
  let api: RestApiUnderTest;
  let UserPoolId: string;
  let authorizerId: string;

  beforeEach(async () => {
    cloud = await createTestCloud();
    cognito = cloud.client(CognitoIdentityProvider);
    UserPoolId = await createPool();
    api = await RestApiUnderTest.create(cloud);
    const { id = "" } = await api.client.createAuthorizer({
      restApiId: api.id,
      name: "users",
      type: "COGNITO_USER_POOLS",
      providerARNs: [`arn:aws:cognito-idp:us-east-1:${account}:userpool/${UserPoolId}`],
      identitySource: "method.request.header.Authorization",
    });
    authorizerId = id;
    const behind = { authorizationType: "COGNITO_USER_POOLS", authorizerId };
    const responseTemplate = '{"who": "$context.authorizer.claims.sub", "until": "$context.authorizer.claims.exp"}';
    await api.method("GET", "/me", { ...behind, responseTemplate });
    await api.method("GET", "/scoped", { ...behind, authorizationScopes: ["aws.cognito.signin.user.admin"] });
    await api.method("GET", "/other", { ...behind, authorizationScopes: ["clinic/read"] });
    await api.deploy();
  });

  afterEach(() => cloud.close());

  async function createPool(): Promise<string> {
    const { UserPool } = await cognito.createUserPool({ PoolName: "people" });
    const Id = UserPool?.Id ?? "";
    await cognito.adminCreateUser({ UserPoolId: Id, Username: "ada", MessageAction: "SUPPRESS" });
    await cognito.adminSetUserPassword({ UserPoolId: Id, Username: "ada", Password, Permanent: true });
    return Id;
  }

  async function signIn(poolId = UserPoolId) {
    const ExplicitAuthFlows = ["ALLOW_USER_PASSWORD_AUTH" as const, "ALLOW_REFRESH_TOKEN_AUTH" as const];
    const { UserPoolClient } = await cognito.createUserPoolClient({
      UserPoolId: poolId,
      ClientName: "app",
      ExplicitAuthFlows,
    });
    const AuthParameters = { USERNAME: "ada", PASSWORD: Password };
    const ClientId = UserPoolClient?.ClientId;
    const answer = await cognito.initiateAuth({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
    const { IdToken = "", AccessToken = "" } = answer.AuthenticationResult ?? {};
    return { id: IdToken, access: AccessToken };
  }

  const get = (path: string, authorization?: string) =>
    api.send("GET", path, "", authorization === undefined ? {} : { authorization });

  it("lets an ID token in, plain or as a bearer, and gives its claims to templates", async () => {
    const { id } = await signIn();
    const claims = JSON.parse(Buffer.from(id.split(".")[1] ?? "", "base64url").toString()) as { sub: string };
    const expected = { who: claims.sub, until: "Thu Jan 01 01:00:00 UTC 2026" };
    assert.deepEqual((await get("/me", id)).json, expected);
    assert.deepEqual((await get("/me", `Bearer ${id}`)).json, expected);
  });

  it("wants an access token with one of the method's scopes, where it names some", async () => {
    const { id, access } = await signIn();
    const statuses = async (path: string) => [(await get(path, id)).status, (await get(path, access)).status];
    assert.deepEqual(await statuses("/me"), [200, 401]);
    assert.deepEqual(await statuses("/scoped"), [401, 200]);
    assert.deepEqual(await statuses("/other"), [401, 401]);
  });

  it("refuses all other tokens with AWS's answer", async () => {
    const { id } = await signIn();
    const [header = "", payload = "", signature = ""] = id.split(".");
    const forged = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(payload, "base64url").toString()), sub: "eve" }),
    );
    const foreign = (await signIn(await createPool())).id;
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
    const bad = [
      undefined,
      "",
      "rubbish",
      "a.b.c",
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.x`,
      `${header}.${forged.toString("base64url")}.${signature}`,
      unsigned,
      foreign,
    ];
    for (const token of bad) {
      const answer = await get("/me", token);
      assert.deepEqual([answer.status, answer.text], [401, '{"message":"Unauthorized"}'], token);
      assert.equal(answer.headers["x-amzn-errortype"], "UnauthorizedException");
    }
  });

  it("refuses a token that has expired", async () => {
    const { id } = await signIn();
    await cloud.clock.advance(60 * 60 * 1000);
    const answer = await get("/me", id);
    assert.deepEqual([answer.status, answer.text], [401, '{"message":"The incoming token has expired"}']);
  });

  it("has to be there for a method that names it", async () => {
    const wanted = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: "GET" };
    const refusal = { name: "BadRequestException", message: /Invalid authorizer ID specified/ };
    await assert.rejects(api.client.putMethod({ ...wanted, authorizationType: "COGNITO_USER_POOLS" }), refusal);
    await assert.rejects(api.client.putMethod({ ...wanted, authorizationType: "CUSTOM", authorizerId }), refusal);
    const createPoolless = api.client.createAuthorizer({ restApiId: api.id, name: "x", type: "COGNITO_USER_POOLS" });
    await assert.rejects(createPoolless, { name: "BadRequestException", message: "Invalid Authorizer provider ARN" });
    const remove = api.client.deleteAuthorizer({ restApiId: api.id, authorizerId });
    await assert.rejects(remove, { name: "ConflictException" });
  });
});
