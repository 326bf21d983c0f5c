import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { createLocalJWKSet, jwtVerify } from "jose";
import { appCode } from "../mfa/totp.suite.ts";
import { claimsOf, password, SignInCloud } from "../sign-in/sign-in.suite.ts";
import { authorizeAddress, callback, challenge, OAuthSite, TestBrowser, verifier } from "./browser.suite.ts";

let test: SignInCloud;
let site: OAuthSite;
let client: string;

before(async () => {
  test = await SignInCloud.start();
  site = await OAuthSite.make(test, "signing-in");
  client = await site.client();
  await test.user(site.pool, "ada", { email: "ada@example.com", email_verified: "true", name: "Ada" });
});
after(() => test.close());

const ada = { username: "ada", password };

async function signIn(more: Readonly<Record<string, string>> = {}, browser = new TestBrowser(site)): Promise<URL> {
  await browser.open(authorizeAddress(client, more));
  const back = await browser.submit(ada);
  assert.ok(back, browser.alert);
  return back;
}

describe("signing in on a pool's page", () => {
  it("gives a code that PKCE's verifier turns into tokens, once", async () => {
    const pkce = { code_challenge: challenge, code_challenge_method: "S256" };
    const back = await signIn({ ...pkce, scope: "openid email", state: "a b&c", nonce: "n-1" });
    assert.equal(back.origin + back.pathname, callback);
    assert.equal(back.searchParams.get("state"), "a b&c");
    const code = back.searchParams.get("code")!;
    const { status, body, answer } = await site.token(client, code, { code_verifier: verifier });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ["id_token", "access_token", "refresh_token", "expires_in", "token_type"]);
    assert.deepEqual([body.token_type, body.expires_in], ["Bearer", 3600]);
    assert.equal(answer.headers["cache-control"], "no-cache, no-store, max-age=0, must-revalidate");
    assert.equal(answer.headers["access-control-allow-origin"], "*");

    const keys = JSON.parse((await test.get(`/${site.pool}/.well-known/jwks.json`)).body);
    const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${site.pool}`;
    const currentDate = new Date(test.cloud.clock.now());
    const options = { issuer, audience: client, currentDate };
    const { payload } = await jwtVerify(body.id_token!, createLocalJWKSet(keys), options);
    assert.equal(payload.nonce, "n-1");
    assert.equal(payload.email, "ada@example.com");
    assert.equal(payload.name, undefined);
    const half = createHash("sha256").update(body.access_token!).digest().subarray(0, 16);
    assert.equal(payload.at_hash, half.toString("base64url"));
    const access = claimsOf(body.access_token);
    assert.deepEqual([access.scope, access.version, access.username], ["openid email", 2, "ada"]);

    const again = await site.token(client, code, { code_verifier: verifier });
    assert.deepEqual([again.status, again.body], [400, { error: "invalid_grant" }]);
  });

  it("is remembered for an hour, and ended by signing out", async () => {
    const browser = new TestBrowser(site);
    await signIn({}, browser);
    assert.ok(await browser.open(authorizeAddress(client)));
    assert.equal(await browser.open(authorizeAddress(client, { prompt: "login" })), undefined);
    const other = new TestBrowser(site);
    const refused = await other.open(authorizeAddress(client, { prompt: "none", state: "x" }));
    assert.equal(refused!.search, "?error=login_required&state=x");
    const bye = await browser.open(`/logout?client_id=${client}&logout_uri=https://app.example.com/bye`);
    assert.equal(bye!.href, "https://app.example.com/bye");
    assert.equal(await browser.open(authorizeAddress(client)), undefined);
    await browser.submit(ada);
    assert.ok(await browser.open(authorizeAddress(client)));
    await test.cloud.clock.advance(3_600_000);
    assert.equal(await browser.open(authorizeAddress(client)), undefined);
    await browser.submit(ada);
    assert.equal(await browser.open(authorizeAddress(client, {}, "/logout")), undefined);
    assert.equal(browser.title, "Sign in");
    assert.equal(browser.cookies.has("cognito"), false);
  });

  it("keeps its cookies from scripts and other sites, and from HTTP where the browser came by HTTPS", async () => {
    const cookie = async (headers: Record<string, string>, at = site, base = "") =>
      String((await at.send(authorizeAddress(client, {}, `${base}/login`), { headers })).headers["set-cookie"]);
    assert.match(await cookie({}), /^XSRF-TOKEN=[0-9a-f-]{36}; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.match(await cookie({ "x-forwarded-proto": "https" }), /; Secure$/);
    const base = `/_aws/cognito-idp/${site.pool}`;
    const own = new OAuthSite(test, site.pool, "localhost:4566");
    assert.ok((await cookie({}, own, base)).includes(`; Path=${base}; `));
  });

  it("does not go on for users who have been disabled or deleted", async () => {
    const UserPoolId = site.pool;
    await test.user(UserPoolId, "eve");
    const browser = new TestBrowser(site);
    await browser.open(authorizeAddress(client));
    const back = await browser.submit({ username: "eve", password });
    await test.cognito.adminDisableUser({ UserPoolId, Username: "eve" });
    assert.equal(await browser.open(authorizeAddress(client)), undefined);
    assert.equal((await site.token(client, back!.searchParams.get("code")!)).body.error, "invalid_grant");
    await test.cognito.adminDeleteUser({ UserPoolId, Username: "eve" });
    await test.user(UserPoolId, "eve");
    assert.equal(await browser.open(authorizeAddress(client)), undefined);
  });

  it("gives tokens at once in the implicit flow", async () => {
    const back = await signIn({ response_type: "token", scope: "openid", state: "s" });
    const fragment = new URLSearchParams(back.hash.slice(1));
    assert.deepEqual([...fragment.keys()], ["id_token", "access_token", "expires_in", "token_type", "state"]);
    assert.equal(claimsOf(fragment.get("id_token")!).name, "Ada");
    const account = await signIn({ response_type: "token", scope: "aws.cognito.signin.user.admin" });
    const AccessToken = new URLSearchParams(account.hash.slice(1)).get("access_token")!;
    assert.equal(new URLSearchParams(account.hash.slice(1)).has("id_token"), false);
    assert.equal((await test.cognito.getUser({ AccessToken })).Username, "ada");
  });

  it("says what is wrong, without telling the application", async () => {
    const browser = new TestBrowser(site);
    await browser.open(authorizeAddress(client, { login_hint: 'a"><b' }));
    assert.match(browser.page, /value="a&quot;&gt;&lt;b"/);
    assert.equal(await browser.submit({ ...ada, password: "Wrong-horse-1" }), undefined);
    assert.deepEqual([browser.status, browser.alert], [400, "Incorrect username or password."]);
    browser.cookies.delete("XSRF-TOKEN");
    assert.equal(await browser.submit(ada), undefined);
    assert.deepEqual([browser.status, browser.alert], [403, "This page has expired. Please sign in again."]);
    assert.ok(await browser.submit(ada));
  });

  it("works for clients with a secret, and below the runtime's own address", async () => {
    const secretive = await site.client({ GenerateSecret: true });
    const ids = { UserPoolId: site.pool, ClientId: secretive };
    const { UserPoolClient } = await test.cognito.describeUserPoolClient(ids);
    const own = new OAuthSite(test, site.pool, "localhost:4566");
    const browser = new TestBrowser(own);
    const base = `/_aws/cognito-idp/${site.pool}`;
    await browser.open(authorizeAddress(secretive, {}, `${base}/oauth2/authorize`));
    const back = await browser.submit(ada);
    const code = back!.searchParams.get("code")!;
    const form = { grant_type: "authorization_code", code, redirect_uri: callback };
    const Basic = Buffer.from(`${secretive}:${UserPoolClient!.ClientSecret}`).toString("base64");
    const { body } = await own.post(`${base}/oauth2/token`, form, { authorization: `Basic ${Basic}` });
    assert.equal(claimsOf(body.id_token).aud, secretive);
  });
});

describe("the steps after the password", () => {
  it("replace a temporary password and ask for what is missing", async () => {
    const strict = await OAuthSite.make(test, "new-password", { Schema: [{ Name: "name", Required: true }] });
    const app = await strict.client();
    const TemporaryPassword = "Temporary-1";
    await test.cognito.adminCreateUser({ UserPoolId: strict.pool, Username: "bob", TemporaryPassword });
    const browser = new TestBrowser(strict);
    await browser.open(authorizeAddress(app, { scope: "openid profile" }));
    await browser.submit({ username: "bob", password: TemporaryPassword });
    assert.equal(browser.title, "Choose a new password");
    await browser.submit({ new_password: "short", "userAttributes.name": "Bob" });
    assert.match(browser.alert!, /Password not long enough/);
    const back = await browser.submit({ new_password: password, "userAttributes.name": "Bob" });
    const { body } = await strict.token(app, back!.searchParams.get("code")!);
    assert.equal(claimsOf(body.id_token).name, "Bob");
  });

  it("ask for codes by SMS, e-mail and authenticator apps", async () => {
    const safe = await OAuthSite.make(test, "second-factors", {
      EmailConfiguration: {
        EmailSendingAccount: "DEVELOPER",
        SourceArn: "arn:aws:ses:us-east-1:000000000000:identity/a@example.com",
      },
    });
    const app = await safe.client();
    await test.cognito.setUserPoolMfaConfig({
      UserPoolId: safe.pool,
      MfaConfiguration: "ON",
      SoftwareTokenMfaConfiguration: { Enabled: true },
      EmailMfaConfiguration: { Message: "{####}", Subject: "Code" },
    });
    const browser = new TestBrowser(safe);
    await test.user(safe.pool, "app");
    await browser.open(authorizeAddress(app));
    await browser.submit({ username: "app", password });
    assert.equal(browser.title, "Set up an authenticator app");
    const secret = /<code>(\w+)<\/code>/.exec(browser.page)![1]!;
    await browser.submit({ code: "000000" });
    assert.equal(browser.alert, "Code mismatch");
    assert.ok(await browser.submit({ code: appCode(secret, test.cloud.clock.now()) }), browser.alert);
    await test.cloud.clock.advance(60_000);
    await browser.open(authorizeAddress(app, { prompt: "login" }));
    await browser.submit({ username: "app", password });
    assert.equal(browser.title, "Enter your code");
    assert.ok(await browser.submit({ code: appCode(secret, test.cloud.clock.now()) }), browser.alert);

    await test.user(safe.pool, "mail", { email: "mail@example.com", email_verified: "true" });
    await browser.open(authorizeAddress(app, { prompt: "login" }));
    await browser.submit({ username: "mail", password });
    assert.match(browser.page, /A code was sent to m\*\*\*@e\*\*\*/);
    await browser.submit({ code: "wrong" });
    assert.equal(browser.alert, "Invalid code or auth state for the user.");
    const [message] = await test.inbox(safe.pool);
    assert.ok(await browser.submit({ code: message!.code }), browser.alert);
    // Sessions end after three minutes: then it begins again.
    await browser.open(authorizeAddress(app, { prompt: "login" }));
    await browser.submit({ username: "mail", password });
    await test.cloud.clock.advance(4 * 60_000);
    await browser.submit({ code: "1" });
    assert.deepEqual([browser.title, browser.alert], ["Sign in", "Invalid session for the user, session is expired."]);
  });
});

describe("accounts", () => {
  it("are made, confirmed and then used", async () => {
    const open = await OAuthSite.make(test, "sign-up", { AutoVerifiedAttributes: ["email"] });
    const app = await open.client({ GenerateSecret: true });
    const browser = new TestBrowser(open);
    await browser.open(authorizeAddress(app, {}, "/signup"));
    await browser.submit({ username: "new", password: "weak", "requiredAttributes.email": "new@example.com" });
    assert.match(browser.alert!, /Password not long enough|password/);
    await browser.submit({ username: "new", password, "requiredAttributes.email": "new@example.com" });
    assert.equal(browser.title, "Confirm your account");
    await browser.submit({}, "resendcode");
    await browser.submit({ code: "1" }, "confirm");
    assert.equal(browser.status, 400);
    // Signing in too early leads to the same page.
    await browser.open(authorizeAddress(app));
    await browser.submit({ username: "new", password });
    assert.equal(browser.title, "Confirm your account");
    const [message] = await test.inbox(open.pool);
    await browser.submit({ code: message!.code }, "confirm");
    assert.match(browser.page, /Your account is confirmed/);
    assert.ok(await browser.submit({ username: "new", password }));
  });

  it("get new passwords by code", async () => {
    const open = await OAuthSite.make(test, "forgot");
    const app = await open.client();
    await test.user(open.pool, "ada", { email: "ada@example.com", email_verified: "true" });
    const browser = new TestBrowser(open);
    await browser.open(authorizeAddress(app, {}, "/forgotPassword"));
    await browser.submit({ username: "nobody" });
    assert.equal(browser.status, 400);
    await browser.submit({ username: "ada" });
    assert.equal(browser.title, "Choose a new password");
    await browser.submit({ code: "1", password: "Another-horse-2" });
    assert.equal(browser.status, 400);
    const [message] = await test.inbox(open.pool);
    await browser.submit({ code: message!.code, password: "Another-horse-2" });
    assert.match(browser.page, /Your password is changed/);
    assert.ok(await browser.submit({ username: "ada", password: "Another-horse-2" }));
  });

  it("are not offered where only administrators make users", async () => {
    const closed = await OAuthSite.make(test, "closed", { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    const app = await closed.client();
    const browser = new TestBrowser(closed);
    await browser.open(authorizeAddress(app));
    assert.doesNotMatch(browser.page, /signup/);
    await browser.open(authorizeAddress(app, {}, "/signup"));
    await browser.submit({ username: "new", password });
    assert.equal(browser.alert, "SignUp is not permitted for this user pool");
  });
});
