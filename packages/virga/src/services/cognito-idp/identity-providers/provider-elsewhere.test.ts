import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, beforeEach, describe, it } from "node:test";
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from "jose";
import { authorizeAddress, OAuthSite, TestBrowser } from "../oauth/browser.suite.ts";
import { SignInCloud } from "../sign-in/sign-in.suite.ts";

/** What the provider answers, changed by tests. */
interface Answers {
  claims: Record<string, unknown>;
  userInfo: Record<string, unknown> | undefined;
  algorithm: string;
  token: (() => string) | undefined;
}

const secret = "a-secret-that-is-long-enough-to-sign-with";
let test: SignInCloud;
let site: OAuthSite;
let client: string;
let server: Server;
let origin: string;
let answers: Answers;
let nonce = "";
const keys = new Map<string, { readonly privateKey: CryptoKey | Uint8Array; readonly jwk?: object }>();
const forms: URLSearchParams[] = [];

async function handle(request: IncomingMessage): Promise<{ readonly status: number; readonly body: string }> {
  const { pathname } = new URL(request.url!, origin);
  switch (pathname) {
    case "/.well-known/openid-configuration":
      return json({
        issuer: origin,
        authorization_endpoint: `${origin}/authorize?tenant=x`,
        token_endpoint: `${origin}/token`,
        jwks_uri: `${origin}/keys`,
        ...(answers.userInfo && { userinfo_endpoint: `${origin}/me` }),
      });
    case "/keys":
      return json({ keys: [...keys.values()].flatMap(({ jwk }) => jwk ?? []) });
    case "/token":
      return tokens(new URLSearchParams(await text(request)));
    case "/me":
      return request.headers.authorization === "Bearer access" ? json(answers.userInfo!) : { status: 401, body: "" };
    default:
      return { status: 404, body: "" };
  }
}

function json(value: object): { readonly status: number; readonly body: string } {
  return { status: 200, body: JSON.stringify(value) };
}

async function tokens(form: URLSearchParams) {
  forms.push(form);
  if (answers.token) return { status: 200, body: answers.token() };
  const { algorithm, claims } = answers;
  const token = new SignJWT({ nonce, ...claims }).setProtectedHeader({ alg: algorithm, kid: algorithm });
  return json({ id_token: await token.sign(keys.get(algorithm)!.privateKey), access_token: "access" });
}

before(async () => {
  test = await SignInCloud.start();
  const Schema = ["roles", "access"].map((Name) => ({ Name, AttributeDataType: "String" as const, Mutable: true }));
  site = await OAuthSite.make(test, "elsewhere", { Schema });
  server = createServer((request, response) => {
    void handle(request).then(({ status, body }) => response.writeHead(status).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const algorithm of ["RS256", "ES256", "ES512"]) {
    const { privateKey, publicKey } = await generateKeyPair(algorithm);
    keys.set(algorithm, { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: algorithm } });
  }
  keys.set("HS256", { privateKey: Buffer.from(secret) });
  await test.cognito.createIdentityProvider({
    UserPoolId: site.pool,
    ProviderName: "Lodge",
    ProviderType: "OIDC",
    ProviderDetails: {
      client_id: "app",
      client_secret: secret,
      oidc_issuer: origin,
      authorize_scopes: "openid profile",
      attributes_request_method: "GET",
    },
    AttributeMapping: { name: "name", "custom:roles": "roles", "custom:access": "access_token" },
  });
  client = await site.client({ SupportedIdentityProviders: ["COGNITO", "Lodge"] });
});
after(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await test.close();
});
beforeEach(() => {
  forms.length = 0;
  answers = {
    claims: { iss: origin, aud: "app", sub: "7", exp: Math.floor(test.cloud.clock.now() / 1000) + 60 },
    userInfo: undefined,
    algorithm: "RS256",
    token: undefined,
  };
});

/** Goes to the provider and comes back with a code. */
async function signIn(): Promise<URL> {
  const browser = new TestBrowser(site);
  const there = (await browser.open(authorizeAddress(client, { identity_provider: "Lodge", login_hint: "ada" })))!;
  if (!there.href.startsWith(origin)) return there;
  assert.deepEqual([there.searchParams.get("tenant"), there.searchParams.get("login_hint")], ["x", "ada"]);
  nonce = there.searchParams.get("nonce")!;
  const query = new URLSearchParams({ state: there.searchParams.get("state")!, code: "c-1" });
  return (await browser.open(`/oauth2/idpresponse?${query}`))!;
}

function description(end: URL): string | null {
  return end.searchParams.get("error_description");
}

describe("a provider outside of the runtime", () => {
  it("is asked over HTTP, as a client that posts its secret", async () => {
    answers.claims = { ...answers.claims, name: "From the token", roles: ["nurse", 7] };
    answers.userInfo = { sub: "7", name: "From userInfo" };
    const end = await signIn();
    assert.equal(description(end), null);
    assert.deepEqual(Object.fromEntries(forms[0]!), {
      grant_type: "authorization_code",
      code: "c-1",
      redirect_uri: `http://${site.host}/oauth2/idpresponse`,
      client_id: "app",
      client_secret: secret,
    });
    const user = await test.cognito.adminGetUser({ UserPoolId: site.pool, Username: "Lodge_7" });
    const attributes = Object.fromEntries(user.UserAttributes!.map(({ Name, Value }) => [Name, Value]));
    assert.equal(attributes.name, "From userInfo");
    assert.equal(attributes["custom:roles"], '["nurse",7]');
    assert.equal(attributes["custom:access"], "access");
  });

  it("may sign ID tokens with keys of its own or with the client's secret", async () => {
    for (const algorithm of ["RS256", "ES256", "ES512", "HS256"]) {
      answers.algorithm = algorithm;
      assert.equal(description(await signIn()), null, algorithm);
    }
  });

  it("is not believed where its answers do not hold", async () => {
    const now = Math.floor(test.cloud.clock.now() / 1000);
    const cases: readonly [Partial<Answers>, string][] = [
      [{ claims: { ...answers.claims, iss: "https://other" } }, "Bad id_token issuer https://other"],
      [{ claims: { ...answers.claims, aud: "another" } }, "Bad id_token audience another"],
      [{ claims: { ...answers.claims, aud: ["app", "another"] } }, "Bad id_token audience app,another"],
      [{ claims: { ...answers.claims, exp: now } }, "Expired id_token"],
      [{ claims: { ...answers.claims, nonce: "stale" } }, "Bad id_token nonce"],
      [{ userInfo: { sub: "8" } }, "Lodge told of another user"],
      [{ claims: { ...answers.claims, sub: undefined } }, "Lodge gave no sub to make the username of"],
      [{ claims: { ...answers.claims, sub: "x".repeat(128) } }, `The username Lodge_${"x".repeat(128)} is too long`],
      [{ token: () => "rubbish" }, "Lodge Error - 200"],
      [{ token: () => "{}" }, "Lodge gave no id_token"],
      [{ token: () => '{"id_token":"a.b.c"}' }, "Invalid id_token"],
      [
        { token: () => "x".repeat(1024 * 1024 + 1) },
        `Unable to contact ${origin}/token: its answer is larger than 1 MB`,
      ],
    ];
    const usual = answers;
    for (const [change, error] of cases) {
      answers = { ...usual, ...change };
      assert.equal(description(await signIn()), error);
    }
    answers = usual;
    answers.token = () => {
      const parts = [{ alg: "none" }, { ...usual.claims, nonce }];
      const [header, claims] = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
      return JSON.stringify({ id_token: `${header}.${claims}.` });
    };
    assert.equal(description(await signIn()), "The id_token is signed with none, which is not supported");
  });

  it("that cannot be reached is named to the application", async () => {
    const ProviderDetails = {
      client_id: "app",
      oidc_issuer: "http://127.0.0.1:1",
      authorize_scopes: "openid",
      attributes_request_method: "GET",
    };
    const provider = { UserPoolId: site.pool, ProviderName: "Gone", ProviderType: "OIDC" } as const;
    await test.cognito.createIdentityProvider({ ...provider, ProviderDetails });
    const app = await site.client({ SupportedIdentityProviders: ["Gone"] });
    const end = await new TestBrowser(site).open(authorizeAddress(app, { state: "s" }));
    assert.match(
      description(end!)!,
      /^Unable to contact http:\/\/127\.0\.0\.1:1\/\.well-known\/openid-configuration: /,
    );
    assert.deepEqual([end!.searchParams.get("error"), end!.searchParams.get("state")], ["invalid_request", "s"]);
  });
});
