import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { claimsOf } from "../sign-in/sign-in.suite.ts";
import { Authenticator } from "./authenticator.suite.ts";
import { PasskeyCloud, questionOf } from "./passkeys.suite.ts";

let test: PasskeyCloud;
before(async () => {
  test = await PasskeyCloud.start();
});
after(() => test.base.close());

const notAuthorized = { name: "NotAuthorizedException" };

describe("signing in with a passkey", () => {
  it("gives tokens for a signature of the challenge", async () => {
    const { client, token, sub } = await test.people();
    const passkey = await test.register(token);
    const asked = await test.begin(client, "WEB_AUTHN");
    assert.equal(asked.ChallengeName, "WEB_AUTHN");
    const options = JSON.parse(questionOf(asked)!);
    assert.match(options.challenge, /^[\w-]{22}$/);
    assert.deepEqual(options, {
      challenge: options.challenge,
      timeout: 180_000,
      rpId: "example.com",
      allowCredentials: [{ type: "public-key", id: passkey.id, transports: ["internal"] }],
      userVerification: "preferred",
    });
    const done = await test.answer(client, asked, passkey.assert(questionOf(asked)));
    assert.equal(claimsOf(done.AuthenticationResult!.AccessToken).sub, sub);
    assert.ok(done.AuthenticationResult!.RefreshToken);
  });

  it("works with every kind of key, and with authenticators that do not count", async () => {
    const { client, token } = await test.people();
    const rsa = await test.register(token, { key: "RS256" });
    const uncounted = new Authenticator();
    uncounted.counter = -1;
    const { CredentialCreationOptions } = await test.cognito.startWebAuthnRegistration({ AccessToken: token });
    const Credential = uncounted.register(CredentialCreationOptions);
    await test.cognito.completeWebAuthnRegistration({ AccessToken: token, Credential });
    for (const passkey of [rsa, uncounted, uncounted]) {
      assert.ok((await test.signIn(client, passkey)).AuthenticationResult);
    }
  });

  it("can be chosen among the factors that the user has", async () => {
    const { client, token } = await test.people();
    assert.deepEqual((await test.begin(client)).AvailableChallenges, ["PASSWORD_SRP", "PASSWORD"]);
    assert.equal((await test.begin(client, "WEB_AUTHN")).ChallengeName, "SELECT_CHALLENGE");
    const before = await test.cognito.getUserAuthFactors({ AccessToken: token });
    assert.deepEqual(before.ConfiguredUserAuthFactors, ["PASSWORD"]);

    const passkey = await test.register(token);
    const after = await test.cognito.getUserAuthFactors({ AccessToken: token });
    assert.deepEqual(after.ConfiguredUserAuthFactors, ["PASSWORD", "WEB_AUTHN"]);
    const select = await test.begin(client);
    assert.deepEqual(select.AvailableChallenges, ["PASSWORD_SRP", "PASSWORD", "WEB_AUTHN"]);
    const ChallengeResponses = { USERNAME: "ada", ANSWER: "WEB_AUTHN" };
    const asked = await test.cognito.respondToAuthChallenge({
      ClientId: client,
      ChallengeName: "SELECT_CHALLENGE",
      Session: select.Session,
      ChallengeResponses,
    });
    assert.equal(asked.ChallengeName, "WEB_AUTHN");
    assert.ok((await test.answer(client, asked, passkey.assert(questionOf(asked)))).AuthenticationResult);
  });

  it("can come along with the choice", async () => {
    const { client, token } = await test.people();
    const passkey = await test.register(token);
    const select = await test.begin(client);
    const CREDENTIAL = passkey.assert(questionOf(select));
    const done = await test.cognito.respondToAuthChallenge({
      ClientId: client,
      ChallengeName: "SELECT_CHALLENGE",
      Session: select.Session,
      ChallengeResponses: { USERNAME: "ada", ANSWER: "WEB_AUTHN", CREDENTIAL },
    });
    assert.ok(done.AuthenticationResult);
  });

  it("is there for administrators' sign-ins", async () => {
    const { pool, client, token } = await test.people();
    const passkey = await test.register(token);
    const common = { UserPoolId: pool, ClientId: client };
    const asked = await test.cognito.adminInitiateAuth({
      ...common,
      AuthFlow: "USER_AUTH",
      AuthParameters: { USERNAME: "ada", PREFERRED_CHALLENGE: "WEB_AUTHN" },
    });
    const done = await test.cognito.adminRespondToAuthChallenge({
      ...common,
      ChallengeName: "WEB_AUTHN",
      Session: asked.Session,
      ChallengeResponses: { USERNAME: "ada", CREDENTIAL: passkey.assert(questionOf(asked)) },
    });
    assert.ok(done.AuthenticationResult);
  });

  it("takes an answer once, while the session lasts, also after a restart", async () => {
    const { client, token } = await test.people();
    const passkey = await test.register(token);
    const asked = await test.begin(client, "WEB_AUTHN");
    const expiring = await test.begin(client, "WEB_AUTHN");
    test.base.cloud.restore(test.base.cloud.snapshot());
    const credential = passkey.assert(questionOf(asked));
    assert.ok((await test.answer(client, asked, credential)).AuthenticationResult);
    await assert.rejects(test.answer(client, asked, credential), notAuthorized);
    await test.base.cloud.clock.advance(3 * 60_000);
    await assert.rejects(test.answer(client, expiring, passkey.assert(questionOf(expiring))), notAuthorized);
  });

  it("refuses signatures that are not as they must be", async () => {
    const { client, token } = await test.people({ RelyingPartyId: "example.com", UserVerification: "required" });
    const passkey = await test.register(token);
    const other = await test.begin(client, "WEB_AUTHN");
    const unknown = new Authenticator();
    const attempts: readonly [string, (question: string | undefined) => string][] = [
      ["another challenge", () => passkey.assert(questionOf(other))],
      ["another origin", (question) => passkey.assert(question, { origin: "https://example.org" })],
      ["another relying party", (question) => passkey.assert(question, { rpId: "example.org" })],
      ["an unverified user", (question) => passkey.assert(question, { verifiesUser: false })],
      ["another user", (question) => passkey.assert(question, { userHandle: "AAAA" })],
      ["an unknown passkey", (question) => unknown.assert(question, { userHandle: "" })],
      ["another key", (question) => passkey.assert(question).replace(/"signature":"[^"]*"/, () => forged(question))],
    ];
    const forged = (question: string | undefined) => {
      const { response } = JSON.parse(unknown.assert(question)) as { response: { signature: string } };
      return `"signature":"${response.signature}"`;
    };
    for (const [what, credential] of attempts) {
      const asked = await test.begin(client, "WEB_AUTHN");
      const CREDENTIAL = credential(questionOf(asked)).replace(',"userHandle":""', "");
      await assert.rejects(test.answer(client, asked, CREDENTIAL), notAuthorized, what);
    }
    for (const text of ["", "{", "{}", '"x"']) {
      const asked = await test.begin(client, "WEB_AUTHN");
      await assert.rejects(test.answer(client, asked, text), { name: "InvalidParameterException" });
    }
    assert.ok((await test.signIn(client, passkey)).AuthenticationResult);
  });

  it("refuses an answer with any bit of it changed", async () => {
    const { client, token } = await test.people();
    const passkey = await test.register(token);
    const parts = ["clientDataJSON", "authenticatorData", "signature"] as const;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parts), fc.nat(), fc.nat(7), async (part, at, bit) => {
        const asked = await test.begin(client, "WEB_AUTHN");
        const credential = JSON.parse(passkey.assert(questionOf(asked))) as { response: Record<string, string> };
        const bytes = Buffer.from(credential.response[part]!, "base64url");
        // How a signature's two numbers are framed is not part of what they say.
        const from = part === "signature" ? bytes.length - 16 : 0;
        bytes[from + (at % (bytes.length - from))]! ^= 1 << bit;
        credential.response[part] = bytes.toString("base64url");
        const { name } = await test.answer(client, asked, JSON.stringify(credential)).then(
          () => new Error(),
          (error: Error) => error,
        );
        assert.match(name, /^(NotAuthorized|InvalidParameter)Exception$/);
      }),
      { numRuns: 50 },
    );
    assert.deepEqual(test.base.cloud.reports, []);
  });

  it("refuses a counter that has been seen: the passkey may have been copied", async () => {
    const { client, token } = await test.people();
    const passkey = await test.register(token);
    passkey.counter = 6;
    assert.ok((await test.signIn(client, passkey)).AuthenticationResult);
    passkey.counter = 6;
    await assert.rejects(test.signIn(client, passkey), notAuthorized);
    assert.ok((await test.signIn(client, passkey)).AuthenticationResult);
  });

  it("ends with the passkey, also for a challenge under way", async () => {
    const { client, token } = await test.people();
    const passkey = await test.register(token);
    const asked = await test.begin(client, "WEB_AUTHN");
    await test.cognito.deleteWebAuthnCredential({ AccessToken: token, CredentialId: passkey.id });
    await assert.rejects(test.answer(client, asked, passkey.assert(questionOf(asked))), notAuthorized);
    assert.deepEqual((await test.begin(client)).AvailableChallenges, ["PASSWORD_SRP", "PASSWORD"]);
  });

  it("is for passkeys of the pool's present relying party", async () => {
    const { pool, client, token } = await test.people();
    const passkey = await test.register(token);
    const configure = (RelyingPartyId: string) =>
      test.cognito.setUserPoolMfaConfig({ UserPoolId: pool, WebAuthnConfiguration: { RelyingPartyId } });
    await configure("example.org");
    assert.equal((await test.begin(client, "WEB_AUTHN")).ChallengeName, "SELECT_CHALLENGE");
    await configure("example.com");
    assert.ok((await test.signIn(client, passkey)).AuthenticationResult);
  });

  it("is not for users who may not sign in", async () => {
    const { pool, client, token } = await test.people();
    const passkey = await test.register(token);
    const asked = await test.begin(client, "WEB_AUTHN");
    await test.cognito.adminDisableUser({ UserPoolId: pool, Username: "ada" });
    await assert.rejects(test.answer(client, asked, passkey.assert(questionOf(asked))), notAuthorized);
    await assert.rejects(test.begin(client, "WEB_AUTHN"), notAuthorized);
  });

  it("does not show that a user does not exist", async () => {
    const { client } = await test.people(undefined, { PreventUserExistenceErrors: "ENABLED" });
    const asked = await test.begin(client, "WEB_AUTHN", "nobody");
    assert.deepEqual(asked.AvailableChallenges, ["PASSWORD_SRP", "PASSWORD"]);
  });
});
