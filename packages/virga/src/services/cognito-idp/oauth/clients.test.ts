import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { claimsOf, password, SignInCloud } from "../sign-in/sign-in.suite.ts";
import { triggerFunction } from "../sign-in/trigger-function.suite.ts";
import { authorizeAddress, callback, challenge, OAuthSite, TestBrowser, verifier } from "./browser.suite.ts";

let test: SignInCloud;
let site: OAuthSite;
let client: string;
const minute = 60_000;

before(async () => {
  test = await SignInCloud.start();
  site = await OAuthSite.make(test, "clients");
  client = await site.client();
  await test.user(site.pool, "ada", { email: "ada@example.com", email_verified: "true", phone_number: "+15550100" });
});
after(() => test.close());

/** A code for ada. */
async function code(more: Readonly<Record<string, string>> = {}, app = client, at = site): Promise<string> {
  const browser = new TestBrowser(at);
  await browser.open(authorizeAddress(app, more));
  const back = await browser.submit({ username: "ada", password });
  return back!.searchParams.get("code")!;
}

async function tokens(more: Readonly<Record<string, string>> = {}, app = client): Promise<Record<string, string>> {
  return (await site.token(app, await code(more, app))).body;
}

function basic(id: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` };
}

async function secretOf(ClientId: string): Promise<string> {
  const { UserPoolClient } = await test.cognito.describeUserPoolClient({ UserPoolId: site.pool, ClientId });
  return UserPoolClient!.ClientSecret!;
}

describe("POST /oauth2/token", () => {
  it("refuses what it can't read or doesn't know", async () => {
    const cases: readonly [Readonly<Record<string, string>>, string][] = [
      [{}, "invalid_request"],
      [{ grant_type: "authorization_code" }, "invalid_request"],
      [{ client_id: client }, "invalid_request"],
      [{ client_id: "nobody", grant_type: "refresh_token" }, "invalid_client"],
      [{ client_id: client, client_secret: "x", grant_type: "refresh_token" }, "invalid_client"],
      [{ client_id: client, grant_type: "password" }, "unsupported_grant_type"],
      [{ client_id: client, grant_type: "refresh_token" }, "invalid_request"],
      [{ client_id: client, grant_type: "refresh_token", refresh_token: "x" }, "invalid_grant"],
      [{ client_id: client, grant_type: "authorization_code", code: "x" }, "invalid_request"],
      [{ client_id: client, grant_type: "authorization_code", code: "x", redirect_uri: callback }, "invalid_grant"],
      [{ client_id: client, grant_type: "client_credentials" }, "unauthorized_client"],
    ];
    for (const [form, error] of cases) {
      const { status, body } = await site.post("/oauth2/token", form);
      assert.deepEqual([status, body], [400, { error }], JSON.stringify(form));
    }
    const json = { method: "POST", headers: { "content-type": "application/json" } };
    assert.equal((await site.send("/oauth2/token", json)).body, '{"error":"invalid_request"}');
    const twice = `grant_type=refresh_token&grant_type=refresh_token&client_id=${client}`;
    assert.equal((await site.send("/oauth2/token", { form: twice })).body, '{"error":"invalid_request"}');
    const get = await site.send("/oauth2/token");
    assert.deepEqual([get.status, get.headers.allow], [405, "POST"]);
    const aws = new OAuthSite(test, site.pool, "clients.auth.us-east-1.amazoncognito.com");
    assert.equal((await aws.send("/oauth2/token", { form: {} })).status, 400);
    const elsewhere = new OAuthSite(test, site.pool, "clients.auth.eu-west-1.amazoncognito.com");
    assert.equal((await elsewhere.send("/oauth2/token", { form: {} })).status, 404);
    const nowhere = new OAuthSite(test, site.pool, "nowhere.auth.us-east-1.amazoncognito.com");
    assert.equal((await nowhere.send("/oauth2/token", { form: {} })).status, 404);
    const noDomain = new OAuthSite(test, await test.pool(), "localhost:4566");
    const address = `/_aws/cognito-idp/${noDomain.pool}/oauth2/token`;
    assert.equal((await noDomain.send(address, { form: {} })).status, 404);
  });

  it("gives a code's tokens to its client and address only, for five minutes", async () => {
    const other = await site.client({ CallbackURLs: [callback, "https://app.example.com/other"] });
    assert.equal((await site.token(other, await code())).body.error, "invalid_grant");
    const redirected = { redirect_uri: "https://app.example.com/other" };
    assert.equal((await site.token(other, await code({}, other), redirected)).body.error, "invalid_grant");
    const foreign = { redirect_uri: "https://evil.example" };
    assert.equal((await site.token(client, await code(), foreign)).body.error, "unauthorized_client");
    const late = await code();
    await test.cloud.clock.advance(5 * minute);
    assert.equal((await site.token(client, late)).body.error, "invalid_grant");
  });

  it("insists on PKCE's verifier exactly where there is a challenge", async () => {
    const pkce = { code_challenge: challenge, code_challenge_method: "S256" };
    assert.equal((await site.token(client, await code(pkce))).body.error, "invalid_grant");
    const wrong = { code_verifier: `${verifier}x` };
    assert.equal((await site.token(client, await code(pkce), wrong)).body.error, "invalid_grant");
    assert.equal((await site.token(client, await code(), { code_verifier: verifier })).body.error, "invalid_grant");
  });

  it("takes a secret in the header or the form", async () => {
    const app = await site.client({ GenerateSecret: true });
    const secret = await secretOf(app);
    const form = { grant_type: "refresh_token", refresh_token: "x" };
    const errorOf = async (more: object, headers?: Record<string, string>) =>
      (await site.post("/oauth2/token", { ...form, ...more }, headers)).body.error;
    assert.equal(await errorOf({ client_id: app, client_secret: secret }), "invalid_grant");
    assert.equal(await errorOf({}, basic(app, secret)), "invalid_grant");
    assert.equal(await errorOf({ client_id: app }, basic(app, secret)), "invalid_grant");
    assert.equal(await errorOf({ client_id: client }, basic(app, secret)), "invalid_client");
    assert.equal(await errorOf({ client_id: app }), "invalid_client");
    assert.equal(await errorOf({}, basic(app, "wrong")), "invalid_client");
    assert.equal(await errorOf({}, { authorization: "Basic ***" }), "invalid_client");
    assert.equal(await errorOf({}, basic(app, "%")), "invalid_client");
  });

  it("refreshes, keeping scopes, and rotates where the client says so", async () => {
    const { refresh_token, ...first } = await tokens({ scope: "openid email", nonce: "n" });
    const form = { grant_type: "refresh_token", client_id: client, refresh_token: refresh_token! };
    const { body } = await site.post("/oauth2/token", form);
    assert.deepEqual(Object.keys(body), ["id_token", "access_token", "expires_in", "token_type"]);
    const [before, after] = [claimsOf(first.id_token), claimsOf(body.id_token)];
    assert.equal(after.auth_time, before.auth_time);
    assert.equal(after.origin_jti, before.origin_jti);
    assert.equal(after.phone_number, undefined);
    assert.equal(claimsOf(body.access_token).scope, "openid email");

    const rotating = await site.client({ RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 } });
    const given = (await tokens({}, rotating)).refresh_token!;
    const refresh = { grant_type: "refresh_token", client_id: rotating, refresh_token: given };
    const rotated = (await site.post("/oauth2/token", refresh)).body;
    assert.ok(rotated.refresh_token);
    await test.cloud.clock.advance(1000);
    assert.equal((await site.post("/oauth2/token", refresh)).body.error, "invalid_grant");
    const next = { ...refresh, refresh_token: rotated.refresh_token! };
    assert.equal((await site.post("/oauth2/token", next)).status, 200);
  });

  it("asks PreTokenGeneration, and tells the client why it refuses", async () => {
    const trigger = await triggerFunction(
      test.cloud,
      "hosted",
      `if (event.request.userAttributes.email === "no@example.com") throw new Error("not today");
       event.response.claimsOverrideDetails = { claimsToAddOrOverride: { source: event.triggerSource, at_hash: "x" } };`,
    );
    const asking = await OAuthSite.make(test, "asking", { LambdaConfig: { PreTokenGeneration: trigger } });
    const app = await asking.client();
    await test.user(asking.pool, "ada");
    const { body } = await asking.token(app, await code({}, app, asking));
    assert.equal(claimsOf(body.id_token).source, "TokenGeneration_HostedAuth");
    assert.notEqual(claimsOf(body.id_token).at_hash, "x");
    const UserAttributes = [{ Name: "email", Value: "no@example.com" }];
    const user = { UserPoolId: asking.pool, Username: "ada" };
    await test.cognito.adminUpdateUserAttributes({ ...user, UserAttributes });
    const error_description = "PreTokenGeneration failed with error not today.";
    const refused = await asking.token(app, await code({}, app, asking));
    assert.deepEqual([refused.status, refused.body], [400, { error: "invalid_grant", error_description }]);
    const browser = new TestBrowser(asking);
    await browser.open(authorizeAddress(app, { response_type: "token" }));
    const back = await browser.submit({ username: "ada", password });
    assert.equal(back!.searchParams.get("error_description"), error_description);
  });
});

describe("client_credentials", () => {
  async function machine(at: OAuthSite, settings: object = {}) {
    const Scopes = ["read", "write"].map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName }));
    await at.test.cognito.createResourceServer({ UserPoolId: at.pool, Identifier: "api", Name: "API", Scopes });
    const { UserPoolClient } = await at.test.cognito.createUserPoolClient({
      UserPoolId: at.pool,
      ClientName: "machine",
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["client_credentials"],
      AllowedOAuthScopes: ["api/read", "api/write"],
      ...settings,
    });
    const { ClientId: id, ClientSecret: secret } = UserPoolClient!;
    const ask = (more: Readonly<Record<string, string>> = {}) =>
      at.post("/oauth2/token", { grant_type: "client_credentials", ...more }, basic(id!, secret!));
    return { id: id!, ask };
  }

  it("gives a machine an access token with the scopes it asks for", async () => {
    const at = await OAuthSite.make(test, "machines");
    const { id, ask } = await machine(at);
    const { body } = await ask({ scope: "api/read" });
    assert.deepEqual(Object.keys(body), ["access_token", "expires_in", "token_type"]);
    const claims = claimsOf(body.access_token);
    assert.deepEqual(
      [claims.sub, claims.client_id, claims.scope, claims.token_use, claims.version],
      [id, id, "api/read", "access", 2],
    );
    for (const name of ["username", "cognito:groups", "origin_jti", "event_id"]) assert.equal(name in claims, false);
    assert.equal(claimsOf((await ask()).body.access_token).scope, "api/read api/write");
    assert.equal((await ask({ scope: "api/delete" })).body.error, "invalid_scope");
    assert.equal((await ask({ scope: "openid" })).body.error, "invalid_scope");
    await test.cognito.deleteResourceServer({ UserPoolId: at.pool, Identifier: "api" });
    assert.equal((await ask({ scope: "api/read" })).body.error, "invalid_scope");
    const info = await at.send("/oauth2/userInfo", { headers: { authorization: `Bearer ${body.access_token}` } });
    assert.equal(info.status, 401);
    await assert.rejects(test.cognito.getUser({ AccessToken: body.access_token }), { name: "NotAuthorizedException" });
  });

  it("is not there for clients whose OAuth flows are off", async () => {
    const { ask } = await machine(await OAuthSite.make(test, "machines-off"), {
      AllowedOAuthFlowsUserPoolClient: false,
    });
    assert.equal((await ask()).body.error, "invalid_grant");
  });

  it("lets version 3 of PreTokenGeneration change claims and scopes", async () => {
    const LambdaArn = await triggerFunction(
      test.cloud,
      "machine",
      `const { request, triggerSource, version } = event;
       event.response.claimsAndScopeOverrideDetails = {
         accessTokenGeneration: {
           claimsToAddOrOverride: { seen: { ...request, triggerSource, version }, sub: "x" },
           scopesToAdd: ["api/extra"],
           scopesToSuppress: ["api/write"],
         },
       };`,
    );
    const at = await OAuthSite.make(test, "machine-claims", {
      LambdaConfig: { PreTokenGenerationConfig: { LambdaArn, LambdaVersion: "V3_0" } },
    });
    const { id, ask } = await machine(at);
    const { body } = await ask({ aws_client_metadata: '{"tenant":"one"}' });
    const claims = claimsOf(body.access_token);
    assert.deepEqual([claims.sub, claims.scope], [id, "api/read api/extra"]);
    const seen = claims.seen as Record<string, unknown>;
    assert.deepEqual(seen.clientMetadata, { tenant: "one" });
    assert.deepEqual(seen.scopes, ["api/read", "api/write"]);
    assert.deepEqual([seen.triggerSource, seen.version], ["TokenGeneration_ClientCredentials", "3"]);
    for (const aws_client_metadata of ["{", "[]", "null", '{"a":1}']) {
      assert.equal((await ask({ aws_client_metadata })).body.error, "invalid_request");
    }
  });
});

describe("/oauth2/userInfo", () => {
  async function info(token: string | undefined, at = site) {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { status, body, headers: answered } = await at.send("/oauth2/userInfo", { headers });
    return { status, body: JSON.parse(body) as Record<string, string>, challenge: answered["www-authenticate"] };
  }

  it("tells what the scopes let through", async () => {
    const all = await info((await tokens({ scope: "openid profile" })).access_token);
    const { sub, ...rest } = all.body;
    assert.ok(sub);
    assert.deepEqual(rest, {
      email: "ada@example.com",
      email_verified: "true",
      phone_number: "+15550100",
      phone_number_verified: "false",
      username: "ada",
    });
    const phone = await info((await tokens({ scope: "openid phone" })).access_token);
    assert.deepEqual(Object.keys(phone.body), ["sub", "phone_number", "phone_number_verified", "username"]);
    assert.deepEqual((await info((await tokens({ scope: "openid" })).access_token)).body, all.body);
  });

  it("refuses every other token", async () => {
    const gone = "Access token is expired, disabled, or deleted, or the user has globally signed out.";
    const missing = await info(undefined);
    assert.deepEqual([missing.status, missing.body.error], [400, "invalid_request"]);
    const { access_token, refresh_token, id_token } = await tokens();
    for (const token of ["x", `${access_token}x`, id_token, refresh_token]) {
      const { status, challenge: header } = await info(token);
      assert.deepEqual([status, header], [401, `error="invalid_token", error_description="${gone}"`]);
    }
    const account = await tokens({ scope: "aws.cognito.signin.user.admin" });
    const noScope = await info(account.access_token);
    assert.equal(noScope.body.error_description, "Access token does not contain openid scope");
    const other = await OAuthSite.make(test, "another-pool");
    assert.equal((await info(access_token, other)).status, 401);
    assert.equal((await info(access_token)).status, 200);
    await test.cognito.adminUserGlobalSignOut({ UserPoolId: site.pool, Username: "ada" });
    assert.equal((await info(access_token)).status, 401);
  });
});

describe("POST /oauth2/revoke", () => {
  it("ends a sign-in", async () => {
    const { access_token, refresh_token } = await tokens();
    const revoked = await site.post("/oauth2/revoke", { token: refresh_token!, client_id: client });
    assert.deepEqual([revoked.status, revoked.answer.body], [200, ""]);
    const refresh = { grant_type: "refresh_token", client_id: client, refresh_token: refresh_token! };
    assert.equal((await site.post("/oauth2/token", refresh)).body.error, "invalid_grant");
    const headers = { authorization: `Bearer ${access_token}` };
    assert.equal((await site.send("/oauth2/userInfo", { headers })).status, 401);
    assert.equal((await site.post("/oauth2/revoke", { token: refresh_token!, client_id: client })).status, 200);
  });

  it("says what it does not revoke", async () => {
    const { access_token, refresh_token } = await tokens();
    const off = await site.client({ EnableTokenRevocation: false });
    const cases: readonly [Readonly<Record<string, string>>, number, string][] = [
      [{ client_id: client }, 400, "invalid_request"],
      [{ token: refresh_token! }, 400, "invalid_request"],
      [{ token: refresh_token!, client_id: off }, 400, "invalid_request"],
      [{ token: access_token!, client_id: client }, 400, "unsupported_token_type"],
      [{ token: refresh_token!, client_id: "nobody" }, 401, "invalid_client"],
    ];
    for (const [form, status, error] of cases) {
      const answer = await site.post("/oauth2/revoke", form);
      assert.deepEqual([answer.status, answer.body], [status, { error }], JSON.stringify(form));
    }
  });
});

it("pages of any site may ask for tokens, and for no page of the pool's", async () => {
  const endpoint = await test.cloud.listen();
  const base = `${endpoint}/_aws/cognito-idp/${site.pool}`;
  const headers = { origin: "https://app.example.com", "sec-fetch-site": "cross-site" };
  const preflight = await fetch(`${base}/oauth2/token`, { method: "OPTIONS", headers });
  assert.equal(preflight.status, 200);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  assert.equal(preflight.headers.get("access-control-allow-methods"), "POST");
  const form = { method: "POST", headers, body: new URLSearchParams({ client_id: client }) };
  assert.equal((await fetch(`${base}/oauth2/token`, form)).status, 400);
  assert.equal((await fetch(`${base}/login`, form)).status, 403);
});

it("the discovery document of a pool with a domain names addresses that answer", async () => {
  const endpoint = await test.cloud.listen();
  const discover = async (pool: string) =>
    (await (await fetch(`${endpoint}/${pool}/.well-known/openid-configuration`)).json()) as Record<string, string>;
  const found = await discover(site.pool);
  const authorize = await fetch(authorizeAddress(client, {}, found.authorization_endpoint), { redirect: "manual" });
  assert.match(authorize.headers.get("location")!, /\/login\?response_type=code/);
  const page = await fetch(new URL(authorize.headers.get("location")!, endpoint));
  assert.match(await page.text(), /<h1>Sign in<\/h1>/);
  const post = { method: "POST", body: new URLSearchParams({ client_id: client }) };
  assert.deepEqual(await (await fetch(found.token_endpoint!, post)).json(), { error: "invalid_request" });
  assert.deepEqual(await (await fetch(found.revocation_endpoint!, post)).json(), { error: "invalid_request" });
  assert.equal((await fetch(found.userinfo_endpoint!)).status, 400);
  const bye = "https://app.example.com/bye";
  const query = new URLSearchParams({ client_id: client, logout_uri: bye });
  const left = await fetch(`${found.end_session_endpoint}?${query}`, { redirect: "manual" });
  assert.equal(left.headers.get("location"), bye);
  assert.equal("token_endpoint" in (await discover(await test.pool())), false);
});

it("codes, sessions and domains survive with the store, and go with their pool", async () => {
  const at = await OAuthSite.make(test, "snapshots");
  const app = await at.client();
  await test.user(at.pool, "ada");
  const given = await code({}, app, at);
  const kept = test.cloud.snapshot();
  await test.cognito.deleteUserPoolDomain({ UserPoolId: at.pool, Domain: "snapshots" });
  await test.cognito.deleteUserPool({ UserPoolId: at.pool });
  assert.equal((await at.send("/oauth2/token", { form: {} })).status, 404);
  await test.cloud.restore(kept);
  assert.equal((await at.token(app, given)).status, 200);
});
