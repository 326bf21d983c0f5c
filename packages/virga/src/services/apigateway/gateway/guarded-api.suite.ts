import { createHash, createHmac } from "node:crypto";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { STS } from "@aws-sdk/client-sts";
import { strToU8, zipSync } from "fflate";
import type { TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

export const account = "000000000000";
const start = Date.UTC(2026, 0, 1);

/** What an answer is made of: status, body, `x-amzn-ErrorType`. */
export type Expected = readonly [status: number, text: string, type: string | undefined];

export const ok: Expected = [200, "in", undefined];
export const unauthorized: Expected = [401, '{"message":"Unauthorized"}', "UnauthorizedException"];
export const forbidden: Expected = [403, '{"message":"Forbidden"}', "ForbiddenException"];
export const missingToken: Expected = [
  403,
  '{"message":"Missing Authentication Token"}',
  "MissingAuthenticationTokenException",
];

export interface Keys {
  readonly id: string;
  readonly secret: string;
  readonly token?: string;
}
export const explicit = " with an explicit deny";

/** An API with a method behind each kind of authorization, and those who want to come in. */
export type GuardedApi = Awaited<ReturnType<typeof createGuardedApi>>;

/** Makes the API, its users, their tokens and their keys. */
export async function createGuardedApi(cloud: TestCloud) {
  const api = await RestApiUnderTest.create(cloud);
  const host = `${api.id}.execute-api.us-east-1.amazonaws.com`;
  const users: Record<string, Keys> = {};
  const tokens: Record<string, string> = {};
  const keys: Record<string, string> = {};

  async function createUsers(): Promise<void> {
    const iam = cloud.client(IAM);
    const allow = (Effect: string) => {
      const Resource = `arn:aws:execute-api:us-east-1:${account}:${api.id}/*`;
      return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action: "execute-api:Invoke", Resource }] });
    };
    for (const UserName of ["allowed", "denied", "silent"]) {
      await iam.createUser({ UserName });
      const { AccessKey } = await iam.createAccessKey({ UserName });
      users[UserName] = { id: AccessKey?.AccessKeyId ?? "", secret: AccessKey?.SecretAccessKey ?? "" };
      const PolicyDocument = allow(UserName === "allowed" ? "Allow" : "Deny");
      if (UserName !== "silent") await iam.putUserPolicy({ UserName, PolicyName: "invoke", PolicyDocument });
    }
    const trust = { Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    await iam.createRole({ RoleName: "caller", AssumeRolePolicyDocument });
    await iam.putRolePolicy({ RoleName: "caller", PolicyName: "invoke", PolicyDocument: allow("Allow") });
  }

  async function assumeRole(): Promise<Keys> {
    const RoleArn = `arn:aws:iam::${account}:role/caller`;
    const { Credentials } = await cloud.client(STS).assumeRole({ RoleArn, RoleSessionName: "test" });
    const { AccessKeyId: id = "", SecretAccessKey: secret = "", SessionToken: token = "" } = Credentials ?? {};
    return { id, secret, token };
  }

  async function createMethods(): Promise<void> {
    const put = (path: string, settings: object) => api.method("GET", path, { responseTemplate: "in", ...settings });
    await put("/open", {});
    await put("/iam", { authorizationType: "AWS_IAM" });
    await put("/key", { apiKeyRequired: true });
    await createFunction();
    const lambda = async (type: "TOKEN" | "REQUEST", settings: object) => {
      const authorizerUri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${account}:function:authorizer/invocations`;
      const input = {
        restApiId: api.id,
        name: type,
        type,
        authorizerUri,
        authorizerResultTtlInSeconds: 0,
        ...settings,
      };
      const { id: authorizerId } = await api.client.createAuthorizer(input);
      return { authorizationType: "CUSTOM", authorizerId };
    };
    const identitySource = "method.request.header.Token";
    await put("/token", await lambda("TOKEN", { identitySource, identityValidationExpression: "[a-z]+" }));
    const request = await lambda("REQUEST", { identitySource, authorizerResultTtlInSeconds: 60 });
    await put("/request", request);
    await put("/both", { ...request, apiKeyRequired: true });
    const pool = await createPool();
    const cognito = { authorizationType: "COGNITO_USER_POOLS", authorizerId: await poolAuthorizer(pool) };
    await put("/cognito", cognito);
    await put("/scoped", { ...cognito, authorizationScopes: ["aws.cognito.signin.user.admin"] });
    await put("/otherscope", { ...cognito, authorizationScopes: ["clinic/read"] });
    Object.assign(tokens, await signIn(pool));
    tokens.foreign = (await signIn(await createPool())).id ?? "";
  }

  async function createFunction(): Promise<void> {
    const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await cloud.client(IAM).createRole({ RoleName: "function", AssumeRolePolicyDocument });
    const code = `exports.handler = async (event) => {
      const token = event.authorizationToken ?? event.headers.token;
      if (token === "unknown") throw new Error("Unauthorized");
      if (token === "broken") throw new Error("broken");
      if (token === "rubbish") return "rubbish";
      const statement = { Effect: token === "deny" ? "Deny" : "Allow", Action: "execute-api:Invoke", Resource: token === "silent" ? event.methodArn + "x" : event.methodArn };
      const usageIdentifierKey = event.headers?.usage;
      return { principalId: "ada", usageIdentifierKey, policyDocument: { Version: "2012-10-17", Statement: [statement] } };
    };`;
    const lambda = cloud.client(Lambda);
    await lambda.createFunction({
      FunctionName: "authorizer",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: `arn:aws:iam::${account}:role/function`,
      Code: { ZipFile: zipSync({ "index.js": strToU8(code) }) },
    });
    await lambda.addPermission({
      FunctionName: "authorizer",
      StatementId: "gateway",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
    });
  }

  async function createPool(): Promise<string> {
    const cognito = cloud.client(CognitoIdentityProvider);
    const { UserPool } = await cognito.createUserPool({ PoolName: "people" });
    const UserPoolId = UserPool?.Id ?? "";
    await cognito.adminCreateUser({ UserPoolId, Username: "ada", MessageAction: "SUPPRESS" });
    const Password = "Correct-horse-1";
    await cognito.adminSetUserPassword({ UserPoolId, Username: "ada", Password, Permanent: true });
    return UserPoolId;
  }

  async function poolAuthorizer(poolId: string): Promise<string> {
    const { id = "" } = await api.client.createAuthorizer({
      restApiId: api.id,
      name: "pool",
      type: "COGNITO_USER_POOLS",
      providerARNs: [`arn:aws:cognito-idp:us-east-1:${account}:userpool/${poolId}`],
      identitySource: "method.request.header.Token",
    });
    return id;
  }

  async function signIn(UserPoolId: string): Promise<Record<string, string>> {
    const cognito = cloud.client(CognitoIdentityProvider);
    const { UserPoolClient } = await cognito.createUserPoolClient({
      UserPoolId,
      ClientName: "app",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    const { AuthenticationResult } = await cognito.initiateAuth({
      ClientId: UserPoolClient?.ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ada", PASSWORD: "Correct-horse-1" },
    });
    return { id: AuthenticationResult?.IdToken ?? "", access: AuthenticationResult?.AccessToken ?? "" };
  }

  async function createKeys(): Promise<void> {
    const { client } = api;
    const key = async (name: string, enabled: boolean, plan: object | undefined) => {
      const { id: keyId = "", value = "" } = await client.createApiKey({ name, enabled });
      keys[name] = value;
      if (plan === undefined) return;
      const { id: usagePlanId = "" } = await client.createUsagePlan({ name, ...plan });
      await client.createUsagePlanKey({ usagePlanId, keyId, keyType: "API_KEY" });
    };
    const apiStages = [{ apiId: api.id, stage: "dev" }];
    await key("good", true, { apiStages });
    await key("disabled", false, { apiStages });
    await key("planless", true, undefined);
    await key("elsewhere", true, { apiStages: [] });
    await key("throttled", true, { apiStages, throttle: { rateLimit: 0, burstLimit: 0 } });
    await key("exhausted", true, { apiStages, quota: { limit: 0, period: "DAY" } });
  }

  async function answer(path: string, headers: Readonly<Record<string, string>>, sourceIp = "127.0.0.1") {
    const sent = { method: "GET", path: `/dev${path}`, headers: { host, ...headers }, sourceIp };
    const { status, text, headers: answered } = await api.request(sent);
    return [status, text, answered["x-amzn-errortype"]];
  }

  const tokenHeader = (token: string | undefined): Record<string, string> => (token === undefined ? {} : { token });
  const keyHeader = (key: string | undefined): Record<string, string> =>
    key === undefined ? {} : { "x-api-key": key };
  const denied = (suffix = "", who = "anonymous", path = "/open"): Expected => [
    403,
    `{"Message":"User: ${who} is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********0000:${api.id}/dev/GET${path}${suffix}"}`,
    "AccessDeniedException",
  ];
  const byAuthorizer = (suffix = ""): Expected => [
    403,
    `{"Message":"User is not authorized to access this resource${suffix}"}`,
    "AccessDeniedException",
  ];

  /** The headers of a GET, signed with version 4. */
  function signed(path: string, { id, secret, token }: Keys = { id: "", secret: "" }): Record<string, string> {
    const date = `${new Date(start).toISOString().slice(0, 10).replaceAll("-", "")}T000000Z`;
    const scope = `${date.slice(0, 8)}/us-east-1/execute-api/aws4_request`;
    const empty = createHash("sha256").update("").digest("hex");
    const headers = { host, "x-amz-date": date, ...(token === undefined ? {} : { "x-amz-security-token": token }) };
    const names = Object.keys(headers).join(";");
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
    const canonical = ["GET", path, "", ...lines, "", names, empty].join("\n");
    const text = ["AWS4-HMAC-SHA256", date, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
    const key = scope
      .split("/")
      .reduce<string | Buffer>((before, part) => createHmac("sha256", before).update(part).digest(), `AWS4${secret}`);
    const signature = createHmac("sha256", key).update(text).digest("hex");
    const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return { ...headers, authorization };
  }

  await createUsers();
  await createMethods();
  await api.deploy();
  await createKeys();
  return { api, users, tokens, keys, assumeRole, answer, tokenHeader, keyHeader, denied, byAuthorizer, signed };
}
