import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { claimsOf, SignInCloud } from "../sign-in/sign-in.suite.ts";

let test: SignInCloud;

before(async () => {
  test = await SignInCloud.start();
});
after(() => test.close());

const hour = 3_600_000;
const day = 24 * hour;

async function signedIn(settings: Parameters<SignInCloud["client"]>[1] = {}) {
  const pool = await test.pool();
  const client = await test.client(pool, settings);
  await test.user(pool, "ada", { email: "ada@example.com" });
  const { AuthenticationResult } = await test.signIn(client, "ada");
  return { pool, client, tokens: AuthenticationResult! };
}

const revoked = { name: "NotAuthorizedException", message: "Access Token has been revoked" };
const refreshRevoked = { name: "NotAuthorizedException", message: "Refresh Token has been revoked" };

describe("a pool's keys", () => {
  it("sign ID and access tokens apart and are published at AWS's addresses", async () => {
    const { pool, tokens } = await signedIn();
    const kidOf = (token: string) =>
      (JSON.parse(Buffer.from(token.split(".")[0]!, "base64url").toString()) as { kid: string; alg: string }).kid;
    const kids = [kidOf(tokens.IdToken!), kidOf(tokens.AccessToken!)];
    assert.notEqual(kids[0], kids[1]);
    for (const host of [
      "localhost:4566",
      "cognito-idp.us-east-1.amazonaws.com",
      "cognito-idp.us-east-1.localhost:4566",
    ]) {
      const { status, body } = await test.get(`/${pool}/.well-known/jwks.json`, host);
      assert.equal(status, 200);
      const { keys } = JSON.parse(body) as { keys: Record<string, string>[] };
      assert.deepEqual(
        keys.map(({ kid }) => kid),
        kids,
      );
      assert.deepEqual(Object.keys(keys[0]!), ["alg", "e", "kid", "kty", "n", "use"]);
    }
    assert.equal((await test.get("/us-east-1_Nothing/.well-known/jwks.json")).status, 404);
    const { body } = await test.get(`/${pool}/.well-known/openid-configuration`);
    const discovery = JSON.parse(body) as Record<string, unknown>;
    assert.equal(discovery.issuer, `https://cognito-idp.us-east-1.amazonaws.com/${pool}`);
    assert.match(String(discovery.jwks_uri), new RegExp(`/${pool}/.well-known/jwks.json$`));
  });

  it("verify with aws-jwt-verify and jose over the network", async () => {
    const real = await SignInCloud.start();
    try {
      const endpoint = await real.cloud.listen();
      const pool = await real.pool();
      const client = await real.client(pool);
      await real.user(pool, "ada");
      // The libraries read the machine's clock.
      await real.cloud.clock.advanceTo(Math.max(Date.now(), real.cloud.clock.now()));
      const { AuthenticationResult: tokens } = await real.signIn(client, "ada");
      const jwksUri = `${endpoint}/${pool}/.well-known/jwks.json`;
      const jwks = (await (await fetch(jwksUri)).json()) as { keys: { kid: string; kty: string }[] };
      for (const [tokenUse, token] of [
        ["id", tokens!.IdToken!],
        ["access", tokens!.AccessToken!],
      ] as const) {
        const verifier = CognitoJwtVerifier.create({ userPoolId: pool, tokenUse, clientId: client });
        verifier.cacheJwks(jwks as never);
        assert.equal((await verifier.verify(token)).token_use, tokenUse);
        const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(jwksUri)), {
          issuer: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
        });
        assert.equal(payload.token_use, tokenUse);
      }
    } finally {
      await real.close();
    }
  });

  it("stay the same in a fork of the cloud", async () => {
    const { pool, client } = await signedIn();
    const fork = await test.cloud.fork();
    try {
      const path = `/${pool}/.well-known/jwks.json`;
      const request = { method: "GET", path, rawQuery: "", headers: {}, body: new Uint8Array(), sourceIp: "::1" };
      const { body } = await fork.runtime.handle(request);
      assert.equal(String(body), (await test.get(path)).body);
      assert.ok(client);
    } finally {
      await fork.close();
    }
  });
});

describe("an access token", () => {
  it("is refused once it has expired, and if it is none", async () => {
    const { tokens } = await signedIn({ AccessTokenValidity: 5, TokenValidityUnits: { AccessToken: "minutes" } });
    assert.equal(tokens.ExpiresIn, 300);
    const AccessToken = tokens.AccessToken!;
    assert.equal((await test.cognito.getUser({ AccessToken })).Username, "ada");
    const invalid = { name: "NotAuthorizedException", message: "Invalid Access Token" };
    await assert.rejects(test.cognito.getUser({ AccessToken: tokens.IdToken }), invalid);
    await assert.rejects(test.cognito.getUser({ AccessToken: "not.a.token" }), invalid);
    const [header, , signature] = AccessToken.split(".");
    const forged = Buffer.from(JSON.stringify({ ...claimsOf(AccessToken), username: "eve" })).toString("base64url");
    await assert.rejects(test.cognito.getUser({ AccessToken: `${header}.${forged}.${signature}` }), invalid);
    await test.cloud.clock.advance(300_000);
    await assert.rejects(test.cognito.getUser({ AccessToken }), {
      name: "NotAuthorizedException",
      message: "Access Token has expired",
    });
  });

  it("is revoked by signing out everywhere, by administrators too", async () => {
    const { pool, client, tokens } = await signedIn();
    await test.cognito.globalSignOut({ AccessToken: tokens.AccessToken });
    await assert.rejects(test.cognito.getUser({ AccessToken: tokens.AccessToken }), revoked);
    await assert.rejects(test.refresh(client, tokens.RefreshToken!), refreshRevoked);
    const { AuthenticationResult: again } = await test.signIn(client, "ada");
    await test.cognito.adminUserGlobalSignOut({ UserPoolId: pool, Username: "ada" });
    await assert.rejects(test.cognito.getUser({ AccessToken: again!.AccessToken }), revoked);
  });

  it("ends with its user", async () => {
    const { pool, client, tokens } = await signedIn();
    await test.cognito.adminDisableUser({ UserPoolId: pool, Username: "ada" });
    await test.cognito.adminEnableUser({ UserPoolId: pool, Username: "ada" });
    await assert.rejects(test.cognito.getUser({ AccessToken: tokens.AccessToken }), revoked);
    const { AuthenticationResult: again } = await test.signIn(client, "ada");
    await test.cognito.adminDeleteUser({ UserPoolId: pool, Username: "ada" });
    await assert.rejects(test.cognito.getUser({ AccessToken: again!.AccessToken }), { name: "UserNotFoundException" });
    await assert.rejects(test.refresh(client, again!.RefreshToken!), refreshRevoked);
  });
});

describe("a refresh token", () => {
  it("gives new tokens of the same sign-in until it expires", async () => {
    const { client, tokens } = await signedIn({
      RefreshTokenValidity: 2,
      TokenValidityUnits: { RefreshToken: "hours" },
    });
    await test.cloud.clock.advance(hour);
    const { AuthenticationResult: fresh } = await test.refresh(client, tokens.RefreshToken!);
    assert.equal(fresh!.RefreshToken, undefined);
    const [before, now] = [claimsOf(tokens.IdToken), claimsOf(fresh!.IdToken)];
    for (const claim of ["sub", "auth_time", "origin_jti", "event_id"]) assert.equal(now[claim], before[claim]);
    assert.notEqual(now.jti, before.jti);
    assert.equal(now.iat, (before.iat as number) + 3600);
    await test.cloud.clock.advance(hour);
    await assert.rejects(test.refresh(client, tokens.RefreshToken!), {
      name: "NotAuthorizedException",
      message: "Refresh Token has expired",
    });
  });

  it("is the client's own", async () => {
    const { pool, tokens } = await signedIn();
    const invalid = { name: "NotAuthorizedException", message: "Invalid Refresh Token" };
    await assert.rejects(test.refresh(await test.client(pool), tokens.RefreshToken!), invalid);
    await assert.rejects(test.refresh(await test.client(pool), "nonsense"), invalid);
  });

  it("can be revoked, with the tokens of its sign-in but no others", async () => {
    const { client, tokens } = await signedIn();
    const { AuthenticationResult: other } = await test.signIn(client, "ada");
    await test.cognito.revokeToken({ ClientId: client, Token: tokens.RefreshToken });
    await assert.rejects(test.refresh(client, tokens.RefreshToken!), refreshRevoked);
    await assert.rejects(test.cognito.getUser({ AccessToken: tokens.AccessToken }), revoked);
    await test.cognito.getUser({ AccessToken: other!.AccessToken });
    await test.cognito.revokeToken({ ClientId: client, Token: tokens.RefreshToken });
    await assert.rejects(test.cognito.revokeToken({ ClientId: client, Token: other!.AccessToken }), {
      name: "UnsupportedTokenTypeException",
    });
  });

  it("cannot be revoked where the client does not allow it, and tokens then have no origin_jti", async () => {
    const { client, tokens } = await signedIn({ EnableTokenRevocation: false });
    assert.equal(claimsOf(tokens.AccessToken).origin_jti, undefined);
    await assert.rejects(test.cognito.revokeToken({ ClientId: client, Token: tokens.RefreshToken }), {
      name: "UnsupportedOperationException",
    });
  });

  it("rotates with a grace period, for the rest of its time", async () => {
    const { client, tokens } = await signedIn({
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 10 },
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
      RefreshTokenValidity: 1,
    });
    const exchange = async (RefreshToken: string | undefined) =>
      (await test.cognito.getTokensFromRefreshToken({ ClientId: client, RefreshToken })).AuthenticationResult!;
    const second = await exchange(tokens.RefreshToken);
    assert.notEqual(second.RefreshToken, tokens.RefreshToken);
    await exchange(tokens.RefreshToken);
    await test.cloud.clock.advance(10_000);
    await assert.rejects(exchange(tokens.RefreshToken), { name: "RefreshTokenReuseException" });
    const third = await exchange(second.RefreshToken);
    await test.cloud.clock.advance(day - 10_000);
    await assert.rejects(exchange(third.RefreshToken), { message: "Refresh Token has expired" });
  });

  it("is forgotten some time after it has expired", async () => {
    const { client } = await signedIn({ RefreshTokenValidity: 1 });
    const count = () => [...test.cloud.runtime.host.store.range({ start: "" as never, end: "\u00ff" as never })].length;
    for (let index = 0; index < 30; index++) await test.signIn(client, "ada");
    const many = count();
    await test.cloud.clock.advance(2 * day);
    for (let index = 0; index < 20; index++) await test.signIn(client, "ada");
    assert.ok(count() < many);
  });
});
