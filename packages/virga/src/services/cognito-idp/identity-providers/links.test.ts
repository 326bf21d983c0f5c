import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { password, SignInCloud } from "../sign-in/sign-in.suite.ts";
import { Federation } from "./federation.suite.ts";

let test: SignInCloud;
let federation: Federation;
let UserPoolId: string;

before(async () => {
  test = await SignInCloud.start();
  federation = await Federation.make(test, "linked");
  UserPoolId = federation.app.pool;
});
after(() => test.close());

function link(username: string, source: Readonly<Record<string, string>>) {
  return test.cognito.adminLinkProviderForUser({
    UserPoolId,
    DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: username },
    SourceUser: { ProviderName: "Hospital", ...source },
  });
}

function subject(ProviderAttributeValue: string) {
  return { ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue };
}

async function identitiesOf(Username: string): Promise<readonly object[]> {
  const { UserAttributes } = await test.cognito.adminGetUser({ UserPoolId, Username });
  return JSON.parse(UserAttributes!.find(({ Name }) => Name === "identities")?.Value ?? "[]");
}

describe("users who are linked to a provider", () => {
  it("sign in there as themselves, without joining the provider's group", async () => {
    const sub = await federation.person("ada", { given_name: "Ada" });
    const own = await test.user(UserPoolId, "countess", { email: "countess@example.com" });
    await link("countess", subject(sub));
    const claims = await federation.idClaims(await federation.signIn("ada"));
    assert.deepEqual([claims.sub, claims["cognito:username"]], [own, "countess"]);
    assert.deepEqual([claims.given_name, claims.email], ["Ada", "ada@example.com"]);
    assert.equal(claims["cognito:groups"], undefined);
    const [identity] = (await identitiesOf("countess")) as [{ userId: string; primary: boolean }];
    assert.deepEqual([identity.userId, identity.primary], [sub, false]);
  });

  it("are found by an attribute that the provider maps until they have signed in, and by the provider's word then", async () => {
    const sub = await federation.person("ben");
    await test.user(UserPoolId, "benjamin");
    await link("benjamin", { ProviderAttributeName: "email", ProviderAttributeValue: "ben@example.com" });
    const claims = await federation.idClaims(await federation.signIn("ben"));
    assert.equal(claims["cognito:username"], "benjamin");
    const [identity] = (await identitiesOf("benjamin")) as [{ userId: string }];
    assert.equal(identity.userId, sub);
    await test.cognito.adminUpdateUserAttributes({
      UserPoolId: federation.hospital.pool,
      Username: "ben",
      UserAttributes: [{ Name: "email", Value: "moved@example.com" }],
    });
    const again = await federation.idClaims(await federation.signIn("ben"));
    assert.deepEqual([again["cognito:username"], again.email], ["benjamin", "moved@example.com"]);
  });

  it("are strangers again once the link is taken away or the user is deleted", async () => {
    const sub = await federation.person("cy");
    await test.user(UserPoolId, "cyrus");
    await link("cyrus", subject(sub));
    await test.cognito.adminDisableProviderForUser({ UserPoolId, User: { ProviderName: "Hospital", ...subject(sub) } });
    assert.deepEqual(await identitiesOf("cyrus"), []);
    await link("cyrus", subject(sub));
    await test.cognito.adminDeleteUser({ UserPoolId, Username: "cyrus" });
    const claims = await federation.idClaims(await federation.signIn("cy"));
    assert.equal(claims["cognito:username"], `Hospital_${sub}`);
  });

  it("may be linked to five identities, none of them somebody's", async () => {
    await test.user(UserPoolId, "many");
    for (let number = 1; number <= 5; number++) await link("many", subject(`s${number}`));
    await assert.rejects(link("many", subject("s6")), { name: "LimitExceededException" });
    await test.user(UserPoolId, "other");
    await assert.rejects(link("other", subject("s1")), {
      name: "InvalidParameterException",
      message: "SourceUser is already linked to DestinationUser",
    });
    const sub = await federation.person("dora");
    await federation.signIn("dora");
    await assert.rejects(link("other", subject(sub)), {
      name: "InvalidParameterException",
      message: "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
    });
    await assert.rejects(link("nobody", subject("s9")), { name: "UserNotFoundException" });
    await assert.rejects(link("other", { ProviderName: "Cognito", ...subject("many") }), {
      message: /^Invalid SourceUser: Cognito users with a username\/password/,
    });
    await assert.rejects(link("other", { ProviderAttributeName: "nickname", ProviderAttributeValue: "x" }), {
      message: /nickname is not an attribute that the provider Hospital maps/,
    });
    await assert.rejects(link("other", { ProviderName: "Nowhere", ...subject("x") }), {
      name: "ResourceNotFoundException",
    });
  });

  it("can come from a provider themselves, and local users can lose their password", async () => {
    const sub = await federation.person("eve");
    const { sub: own } = await federation.idClaims(await federation.signIn("eve"));
    const second = await federation.person("eve-at-work");
    await test.cognito.adminLinkProviderForUser({
      UserPoolId,
      DestinationUser: { ProviderName: "Hospital", ProviderAttributeValue: sub },
      SourceUser: { ProviderName: "Hospital", ...subject(second) },
    });
    const claims = await federation.idClaims(await federation.signIn("eve-at-work"));
    assert.equal(claims.sub, own);
    await assert.rejects(
      test.cognito.adminDisableProviderForUser({ UserPoolId, User: { ProviderName: "Hospital", ...subject(sub) } }),
      { name: "NotImplemented" },
    );

    await test.user(UserPoolId, "local");
    const ClientId = await test.client(UserPoolId);
    await test.signIn(ClientId, "local");
    await test.cognito.adminDisableProviderForUser({
      UserPoolId,
      User: { ProviderName: "Cognito", ...subject("local") },
    });
    await assert.rejects(test.signIn(ClientId, "local", password), { name: "NotAuthorizedException" });
  });

  it("cannot set the attribute that names their identities", async () => {
    const UserAttributes = [{ Name: "identities", Value: "[]" }];
    await test.user(UserPoolId, "sly");
    await assert.rejects(test.cognito.adminUpdateUserAttributes({ UserPoolId, Username: "sly", UserAttributes }), {
      name: "InvalidParameterException",
    });
    await assert.rejects(
      test.cognito.adminDeleteUserAttributes({ UserPoolId, Username: "sly", UserAttributeNames: ["identities"] }),
      { name: "InvalidParameterException" },
    );
  });
});
