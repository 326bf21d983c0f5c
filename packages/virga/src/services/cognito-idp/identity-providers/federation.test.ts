import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { authorizeAddress, callback, OAuthSite, TestBrowser } from "../oauth/browser.suite.ts";
import { claimsOf, password, SignInCloud } from "../sign-in/sign-in.suite.ts";
import { Federation, local, oidcDetails } from "./federation.suite.ts";

let test: SignInCloud;
let federation: Federation;

before(async () => {
  test = await SignInCloud.start();
  federation = await Federation.make(test, "federated");
});
after(() => test.close());

describe("signing in with an OpenID Connect provider", () => {
  it("makes a user at the first sign-in, with the attributes that the provider's mapping names", async () => {
    const sub = await federation.person("ada", { given_name: "Ada", family_name: "Lovelace" });
    const end = await federation.signIn("ada", { state: "s", nonce: "n" });
    assert.equal(end.origin + end.pathname, callback);
    assert.equal(end.searchParams.get("state"), "s");
    const Username = `Hospital_${sub}`;
    const user = await test.cognito.adminGetUser({ UserPoolId: federation.app.pool, Username });
    assert.equal(user.UserStatus, "EXTERNAL_PROVIDER");
    const attributes = Object.fromEntries(user.UserAttributes!.map(({ Name, Value }) => [Name, Value]));
    const { sub: own, identities, ...mapped } = attributes;
    assert.deepEqual(mapped, { email: "ada@example.com", email_verified: "true", given_name: "Ada" });
    const identity = { userId: sub, providerName: "Hospital", providerType: "OIDC", issuer: null };
    const created = user.UserCreateDate!.getTime();
    assert.deepEqual(JSON.parse(identities!), [{ ...identity, primary: true, dateCreated: created }]);

    const { body } = await federation.app.token(federation.client, end.searchParams.get("code")!);
    const claims = claimsOf(body.id_token);
    assert.deepEqual([claims.sub, claims.nonce, claims["cognito:username"]], [own, "n", Username]);
    assert.deepEqual(claims["cognito:groups"], [`${federation.app.pool}_Hospital`]);
    assert.deepEqual(claims.identities, [{ ...identity, primary: "true", dateCreated: String(created) }]);
    const headers = { authorization: `Bearer ${body.access_token}` };
    const info = JSON.parse((await federation.app.send("/oauth2/userInfo", { headers })).body);
    assert.equal(info.identities, identities);
    assert.equal(info.email_verified, "true");
  });

  it("updates the user at every later sign-in, and is found by identifier", async () => {
    const sub = await federation.person("ben", { given_name: "Ben" });
    const first = await federation.idClaims(await federation.signIn("ben"));
    const UserAttributes = [{ Name: "given_name", Value: "Benjamin" }];
    await test.cognito.adminUpdateUserAttributes({
      UserPoolId: federation.hospital.pool,
      Username: "ben",
      UserAttributes,
    });
    const browser = new TestBrowser(federation.app);
    const query = { idp_identifier: "hospital.example.com" };
    const atHospital = await browser.open(authorizeAddress(federation.client, query));
    const back = await federation.answer(atHospital!, "ben");
    const second = await federation.idClaims(await federation.return(browser, back));
    assert.deepEqual([first.given_name, second.given_name], ["Ben", "Benjamin"]);
    assert.deepEqual([second.sub, second["cognito:username"]], [first.sub, `Hospital_${sub}`]);
    // The browser is known now, and not asked again.
    assert.ok((await browser.open(authorizeAddress(federation.client)))!.searchParams.has("code"));
  });

  it("is offered on the sign-in page, and is the only way in where a client has no other", async () => {
    const browser = new TestBrowser(federation.app);
    await browser.open(authorizeAddress(federation.client, { state: "s" }));
    const [, href] = /<a href="([^"]*)">Continue with Hospital</.exec(browser.page)!;
    const atHospital = await browser.open(href!.replaceAll("&amp;", "&"));
    assert.equal(atHospital!.searchParams.get("client_id"), federation.registration.client_id);
    assert.equal(atHospital!.searchParams.get("scope"), "openid email profile");

    const only = await federation.app.client({ SupportedIdentityProviders: ["Hospital"] });
    const straight = await new TestBrowser(federation.app).open(authorizeAddress(only));
    assert.match(straight!.pathname, /\/oauth2\/authorize$/);
    const page = new TestBrowser(federation.app);
    await page.open(authorizeAddress(only, {}, "/login"));
    assert.match(page.page, /Continue with Hospital/);
    assert.doesNotMatch(page.page, /type="password"/);
  });

  it("takes a user back once, in the same browser, within five minutes", async () => {
    await federation.person("cy");
    const browser = new TestBrowser(federation.app);
    const ask = authorizeAddress(federation.client, { identity_provider: "Hospital" });
    const back = await federation.answer((await browser.open(ask))!, "cy");
    const stranger = new TestBrowser(federation.app);
    await stranger.open(local(back));
    assert.match(stranger.alert!, /invalid_request/);
    assert.ok((await federation.return(browser, back)).searchParams.has("code"));
    await browser.open(local(back));
    assert.match(browser.alert!, /invalid_request/);

    const other = new TestBrowser(federation.app);
    const late = await federation.answer((await other.open(ask))!, "cy");
    await test.cloud.clock.advance(5 * 60_000);
    await other.open(local(late));
    assert.match(other.alert!, /invalid_request/);
  });

  it("tells the application what the provider says against it", async () => {
    const browser = new TestBrowser(federation.app);
    const ask = authorizeAddress(federation.client, { identity_provider: "Hospital", state: "s" });
    const state = (await browser.open(ask))!.searchParams.get("state")!;
    const query = new URLSearchParams({ state, error: "access_denied", error_description: "Not today" });
    const end = await browser.open(`/oauth2/idpresponse?${query}`);
    assert.deepEqual(Object.fromEntries(end!.searchParams), {
      error_description: "Hospital Error - access_denied Not today",
      state: "s",
      error: "access_denied",
    });
    const again = (await browser.open(ask))!.searchParams.get("state")!;
    const wrong = await browser.open(`/oauth2/idpresponse?${new URLSearchParams({ state: again, code: "none" })}`);
    assert.equal(wrong!.searchParams.get("error_description"), "Hospital Error - 400 invalid_grant");
  });

  it("does not let in users who are disabled or lack what the pool requires", async () => {
    const sub = await federation.person("dora");
    await federation.signIn("dora");
    await test.cognito.adminDisableUser({ UserPoolId: federation.app.pool, Username: `Hospital_${sub}` });
    const end = await federation.signIn("dora");
    assert.equal(end.searchParams.get("error_description"), "User is not enabled");

    const Schema = [{ Name: "family_name", Required: true }];
    const strict = await Federation.make(test, "strict", { Schema });
    await strict.person("eve");
    const refused = await strict.signIn("eve");
    assert.equal(refused.searchParams.get("error_description"), "attributes required: [family_name]");
    assert.equal(refused.searchParams.get("error"), "invalid_request");
  });

  it("believes tokens of the provider's issuer for its own client only", async () => {
    await federation.person("fay");
    const details = oidcDetails(federation.hospital.pool, federation.registration);
    const { body } = await test.get(`/${federation.hospital.pool}/.well-known/openid-configuration`);
    const found = JSON.parse(body);
    const explicit = {
      ...details,
      authorize_url: found.authorization_endpoint,
      token_url: found.token_endpoint,
      jwks_uri: found.jwks_uri,
      attributes_url: found.userinfo_endpoint,
    };
    const other = await test.pool();
    const cases: readonly [object, string | null][] = [
      [explicit, null],
      [{ ...explicit, attributes_request_method: "POST" }, null],
      [{ ...explicit, oidc_issuer: "https://elsewhere.example.com" }, `Bad id_token issuer ${details.oidc_issuer}`],
      [{ ...explicit, jwks_uri: explicit.jwks_uri.replace(federation.hospital.pool, other) }, "Bad id_token signature"],
      [{ ...details, client_secret: "wrong" }, "Hospital Error - 400 invalid_client"],
    ];
    const pool = { UserPoolId: federation.app.pool, ProviderName: "Hospital" };
    for (const [ProviderDetails, error] of cases) {
      await test.cognito.updateIdentityProvider({
        ...pool,
        ProviderDetails: ProviderDetails as Record<string, string>,
      });
      const end = await federation.signIn("fay");
      assert.equal(end.searchParams.get("error_description"), error);
    }
    await test.cognito.updateIdentityProvider({ ...pool, ProviderDetails: details });
  });

  it("leaves its users without a password, until an administrator sets one", async () => {
    const sub = await federation.person("gil");
    await federation.signIn("gil");
    const user = { UserPoolId: federation.app.pool, Username: `Hospital_${sub}` };
    const ClientId = await test.client(federation.app.pool);
    await assert.rejects(test.signIn(ClientId, user.Username), { name: "NotAuthorizedException" });
    await assert.rejects(test.cognito.forgotPassword({ ClientId, Username: user.Username }), {
      name: "NotAuthorizedException",
      message: "User password cannot be reset in the current state.",
    });
    await assert.rejects(test.cognito.adminGetUser({ ...user, Username: "gil@example.com" }), {
      name: "UserNotFoundException",
    });
    await test.cognito.adminSetUserPassword({ ...user, Password: password, Permanent: true });
    assert.equal((await test.cognito.adminGetUser(user)).UserStatus, "CONFIRMED");
    await test.signIn(ClientId, user.Username);
    const claims = await federation.idClaims(await federation.signIn("gil"));
    assert.equal(claims["cognito:username"], user.Username);
  });

  it("writes attributes that the client may write and that can change", async () => {
    await federation.person("hen");
    const client = await federation.app.client({
      SupportedIdentityProviders: ["Hospital"],
      WriteAttributes: ["given_name"],
    });
    const refused = await federation.signIn("hen", { client_id: client });
    assert.equal(refused.searchParams.get("error_description"), "A client attempted to write unauthorized attribute");
    const fixed = await Federation.make(test, "fixed", { Schema: [{ Name: "email", Mutable: false }] });
    await fixed.person("ida");
    assert.ok((await fixed.signIn("ida")).searchParams.has("code"));
    const again = await fixed.signIn("ida");
    assert.equal(again.searchParams.get("error_description"), "user.email: Attribute cannot be updated.\n");
  });

  it("leads back to where the browser uses the pool, which a pool as the provider knows by AWS's name", async () => {
    await federation.person("jo");
    const { pool } = federation.app;
    const base = `/_aws/cognito-idp/${pool}`;
    const browser = new TestBrowser(new OAuthSite(test, pool, "localhost:4566"));
    const ask = authorizeAddress(federation.client, { identity_provider: "Hospital" }, `${base}/oauth2/authorize`);
    const atHospital = await browser.open(ask);
    const redirectUri = `http://localhost:4566${base}/oauth2/idpresponse`;
    assert.equal(atHospital!.searchParams.get("redirect_uri"), redirectUri);
    const end = await federation.return(browser, await federation.answer(atHospital!, "jo"));
    assert.ok(end.searchParams.has("code"));

    const wrong = [
      `http://evil.example.com:4566${base}/oauth2/idpresponse`,
      `${redirectUri}?more`,
      `http://localhost:4566/_aws/cognito-idp/${federation.hospital.pool}/oauth2/idpresponse`,
      "http://other.auth.us-east-1.localhost:4566/oauth2/idpresponse",
      "http://federated-app.auth.us-east-1.localhost:4566/oauth2/elsewhere",
      "no address",
    ];
    for (const redirect_uri of wrong) {
      const address = authorizeAddress(federation.registration.client_id, { redirect_uri });
      const { headers } = await federation.hospital.send(address);
      assert.match(String(headers.location), /^\/error\?error=redirect_mismatch/, redirect_uri);
    }
  });

  it("says by name that it cannot sign in with providers on the internet", async () => {
    const ProviderDetails = { client_id: "x", client_secret: "y", authorize_scopes: "email openid" };
    const provider = { UserPoolId: federation.app.pool, ProviderName: "Google", ProviderType: "Google" } as const;
    await test.cognito.createIdentityProvider({ ...provider, ProviderDetails });
    const client = await federation.app.client({ SupportedIdentityProviders: ["Google"] });
    const browser = new TestBrowser(federation.app);
    await browser.open(authorizeAddress(client, { identity_provider: "Google" }));
    assert.equal(browser.status, 501);
    assert.equal(browser.alert, "Virga does not support signing in with providers of the type Google.");
  });
});
