import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { Authenticator, type AuthenticatorSettings } from "./authenticator.suite.ts";
import { PasskeyCloud, type PasskeyPool } from "./passkeys.suite.ts";

let test: PasskeyCloud;
before(async () => {
  test = await PasskeyCloud.start();
});
after(() => test.base.close());

interface Options {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
  readonly timeout: number;
}

async function start(AccessToken: string): Promise<Options> {
  const { CredentialCreationOptions } = await test.cognito.startWebAuthnRegistration({ AccessToken });
  return CredentialCreationOptions as unknown as Options;
}

const refused = (name: string) => ({ name });

describe("StartWebAuthnRegistration", () => {
  it("gives the options to create a passkey with", async () => {
    const { token, sub } = await test.people();
    const first = await test.register(token);
    const options = await start(token);
    assert.match(options.challenge, /^[\w-]{22}$/);
    assert.deepEqual(options, {
      authenticatorSelection: { requireResidentKey: true, residentKey: "required", userVerification: "preferred" },
      challenge: options.challenge,
      excludeCredentials: [{ id: first.id, type: "public-key" }],
      pubKeyCredParams: [
        { alg: -7, type: "public-key" },
        { alg: -257, type: "public-key" },
      ],
      rp: { id: "example.com", name: "example.com" },
      timeout: 60_000,
      user: { displayName: "ada", id: Buffer.from(sub).toString("base64url"), name: "ada" },
    });
  });

  it("is for the pool's domain unless another one is configured, and needs one of them", async () => {
    const { pool, token } = await test.people({});
    await assert.rejects(start(token), refused("WebAuthnConfigurationMissingException"));
    await test.cognito.createUserPoolDomain({ UserPoolId: pool, Domain: "passkey-people" });
    assert.equal((await start(token)).rp.id, "passkey-people.auth.us-east-1.amazoncognito.com");
    const CertificateArn = "arn:aws:acm:us-east-1:000000000000:certificate/a";
    await test.cognito.createUserPoolDomain({
      UserPoolId: pool,
      Domain: "id.passkeys.example.com",
      CustomDomainConfig: { CertificateArn },
    });
    assert.equal((await start(token)).rp.id, "id.passkeys.example.com");
    const WebAuthnConfiguration = { RelyingPartyId: "passkeys.example.com", UserVerification: "required" as const };
    await test.cognito.setUserPoolMfaConfig({ UserPoolId: pool, WebAuthnConfiguration });
    const { rp, authenticatorSelection } = (await start(token)) as Options & {
      authenticatorSelection: { userVerification: string };
    };
    assert.deepEqual([rp.id, authenticatorSelection.userVerification], ["passkeys.example.com", "required"]);
  });

  it("needs a pool that allows passkeys", async () => {
    const pool = await test.base.pool();
    const client = await test.base.client(pool);
    await test.base.user(pool, "ada");
    const token = await test.token(client);
    await assert.rejects(start(token), refused("WebAuthnNotEnabledException"));
    await assert.rejects(
      test.cognito.completeWebAuthnRegistration({ AccessToken: token, Credential: {} }),
      refused("WebAuthnNotEnabledException"),
    );
    await assert.rejects(start("a.b.c"), refused("NotAuthorizedException"));
  });
});

describe("CompleteWebAuthnRegistration", () => {
  let people: PasskeyPool;
  before(async () => {
    people = await test.people();
  });

  async function complete(settings: AuthenticatorSettings, change: (options: Options) => Options = (same) => same) {
    const Credential = new Authenticator(settings).register(change(await start(people.token)));
    return test.cognito.completeWebAuthnRegistration({ AccessToken: people.token, Credential });
  }

  it("takes the kinds of keys and attestations that were asked for", async () => {
    await complete({});
    await complete({ key: "RS256" });
    await complete({ attestation: "packed" });
    await complete({ key: "RS256", attestation: "packed" });
    await complete({ verifiesUser: false });
    await assert.rejects(complete({ key: "ES384" }), refused("WebAuthnCredentialNotSupportedException"));
    await assert.rejects(complete({ attestation: "forged" }), refused("InvalidParameterException"));
    for (const attestation of ["certified", "fido-u2f"] as const) {
      await assert.rejects(complete({ attestation }), refused("WebAuthnCredentialNotSupportedException"));
    }
  });

  it("takes passkeys of the relying party from its own pages and apps", async () => {
    await complete({ origin: "https://app.example.com:8443" });
    await complete({ origin: `android:apk-key-hash:${"A".repeat(43)}` });
    for (const origin of ["https://example.org", "https://notexample.com", "http://example.com", "https://com", "x"]) {
      await assert.rejects(complete({ origin }), refused("WebAuthnOriginNotAllowedException"));
    }
    await assert.rejects(complete({ rpId: "app.example.com" }), refused("WebAuthnRelyingPartyMismatchException"));
  });

  it("takes localhost without encryption", async () => {
    const { token } = await test.people({ RelyingPartyId: "localhost" });
    await test.register(token, { origin: "http://localhost:3000" });
    await assert.rejects(test.register(token, { origin: "http://127.0.0.1:3000" }), {
      name: "WebAuthnOriginNotAllowedException",
    });
  });

  it("takes a challenge once, from the client that it was made for, while it lasts", async () => {
    const { pool, token } = await test.people();
    const other = await test.token(await test.base.client(pool));
    const register = async (AccessToken: string, options: Options) =>
      test.cognito.completeWebAuthnRegistration({ AccessToken, Credential: new Authenticator().register(options) });
    const notFound = refused("WebAuthnChallengeNotFoundException");

    const options = await start(token);
    await assert.rejects(register(other, options), refused("WebAuthnClientMismatchException"));
    await assert.rejects(register(token, { ...options, challenge: "AAAAAAAAAAAAAAAAAAAAAA" }), notFound);
    await register(token, options);
    await assert.rejects(register(token, options), notFound);

    const expiring = await start(token);
    await test.base.cloud.clock.advance(3 * 60_000);
    await assert.rejects(register(token, expiring), notFound);
  });

  it("has one registration under way for a user, which a new one replaces", async () => {
    const before = await start(people.token);
    await start(people.token);
    const Credential = new Authenticator().register(before);
    await assert.rejects(
      test.cognito.completeWebAuthnRegistration({ AccessToken: people.token, Credential }),
      refused("WebAuthnChallengeNotFoundException"),
    );
  });

  it("takes only authenticators that verify the user where that is required", async () => {
    const { token } = await test.people({ RelyingPartyId: "example.com", UserVerification: "required" });
    await assert.rejects(test.register(token, { verifiesUser: false }), {
      name: "WebAuthnCredentialNotSupportedException",
    });
    await test.register(token);
  });

  it("refuses what is no registration", async () => {
    const { token } = await test.people();
    const options = await start(token);
    const authenticator = new Authenticator();
    const good = authenticator.register(options);
    const foreign = new Authenticator().register(options);
    const bad = [
      {},
      [],
      "text",
      { ...good, id: "AAAA" },
      { ...good, id: foreign.id, rawId: foreign.id },
      { ...good, type: "password" },
      { ...good, authenticatorAttachment: 1 },
      { ...good, response: {} },
      { ...good, response: { ...good.response, transports: "internal" } },
      { ...good, response: { ...good.response, clientDataJSON: "AAAA" } },
      { ...good, response: { ...good.response, attestationObject: "AAAA" } },
      { ...good, response: { ...good.response, attestationObject: good.response.attestationObject.slice(0, 80) } },
    ];
    for (const Credential of bad) {
      await assert.rejects(test.cognito.completeWebAuthnRegistration({ AccessToken: token, Credential }), {
        name: "InvalidParameterException",
        message: "Credential data is not valid",
      });
    }
    await test.cognito.completeWebAuthnRegistration({ AccessToken: token, Credential: good });
    // A passkey that the user has already.
    const Credential = authenticator.register(await start(token));
    await assert.rejects(test.cognito.completeWebAuthnRegistration({ AccessToken: token, Credential }), {
      name: "InvalidParameterException",
    });
  });

  it("withstands whatever is said to be an attestation", async () => {
    const { token } = await test.people();
    const change = fc.record({ at: fc.nat(), to: fc.nat(255), cut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const good = new Authenticator({ attestation: "packed" }).register(await start(token));
        let bytes = Buffer.from(good.response.attestationObject, "base64url");
        for (const { at, to, cut } of changes) {
          bytes[at % bytes.length] = to;
          if (cut) bytes = bytes.subarray(0, Math.max(1, at % bytes.length));
        }
        const response = { ...good.response, attestationObject: bytes.toString("base64url") };
        const Credential = { ...good, response };
        const error = await test.cognito.completeWebAuthnRegistration({ AccessToken: token, Credential }).then(
          () => undefined,
          ({ name }: Error) => name,
        );
        if (response.attestationObject === good.response.attestationObject) assert.equal(error, undefined);
        else assert.match(error ?? "", /^(InvalidParameter|WebAuthn(RelyingPartyMismatch|CredentialNotSupported))Exc/);
      }),
      { numRuns: 100 },
    );
    assert.deepEqual(test.base.cloud.reports, []);
  });

  it("survives a restart in between", async () => {
    const { token } = await test.people();
    const authenticator = new Authenticator();
    const options = await start(token);
    test.base.cloud.restore(test.base.cloud.snapshot());
    const Credential = authenticator.register(options);
    await test.cognito.completeWebAuthnRegistration({ AccessToken: token, Credential });
  });
});

describe("a user's passkeys", () => {
  it("are listed page by page, 20 at most, and can be deleted", async () => {
    const { token } = await test.people();
    const ids: string[] = [];
    for (let number = 0; number < 20; number++) ids.push((await test.register(token)).id);
    await assert.rejects(start(token), refused("LimitExceededException"));

    const { Credentials } = await test.cognito.listWebAuthnCredentials({ AccessToken: token });
    assert.deepEqual(
      Credentials!.map(({ CredentialId }) => CredentialId),
      ids,
    );
    assert.deepEqual(Credentials![0], {
      CredentialId: ids[0],
      FriendlyCredentialName: "Passkey 1",
      RelyingPartyId: "example.com",
      AuthenticatorAttachment: "platform",
      AuthenticatorTransports: ["internal"],
      CreatedAt: new Date(test.base.cloud.clock.now()),
    });

    const page = await test.cognito.listWebAuthnCredentials({ AccessToken: token, MaxResults: 12 });
    assert.equal(page.Credentials!.length, 12);
    // The page's last one: the next page goes on all the same.
    await test.cognito.deleteWebAuthnCredential({ AccessToken: token, CredentialId: ids[11] });
    const rest = await test.cognito.listWebAuthnCredentials({ AccessToken: token, NextToken: page.NextToken });
    assert.deepEqual(
      rest.Credentials!.map(({ CredentialId }) => CredentialId),
      ids.slice(12),
    );
    assert.equal(rest.NextToken, undefined);
    await assert.rejects(
      test.cognito.listWebAuthnCredentials({ AccessToken: token, NextToken: "x" }),
      refused("InvalidParameterException"),
    );
    await assert.rejects(
      test.cognito.deleteWebAuthnCredential({ AccessToken: token, CredentialId: ids[11] }),
      refused("ResourceNotFoundException"),
    );
    await test.register(token);
  });

  it("end with the user", async () => {
    const { pool, client, token } = await test.people();
    await test.register(token);
    await test.cognito.adminDeleteUser({ UserPoolId: pool, Username: "ada" });
    await test.base.user(pool, "ada");
    const { Credentials } = await test.cognito.listWebAuthnCredentials({ AccessToken: await test.token(client) });
    assert.deepEqual(Credentials, []);
  });
});
