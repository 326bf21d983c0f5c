import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from "amazon-cognito-identity-js";
import { createTestCloud, type TestCloud } from "virga/testing";
import { DeployedPlatform, user } from "./deployed-platform.suite.ts";
import { newPassword, signIn, signInFirst, verified } from "./sign-in.suite.ts";

describe("signing in", () => {
  let cloud: TestCloud;
  let platform: DeployedPlatform;
  let username: string;

  before(async () => {
    // Libraries compare the times in tokens with the machine's.
    cloud = await createTestCloud({ now: Date.now() });
    platform = await DeployedPlatform.deploy(cloud);
    const { body } = await platform.createUser({ ...user, currentLocation: "Ward 3" });
    username = body.username!;
  });

  after(() => cloud?.close());

  it("begins with the temporary password, and gives tokens that say who the user is", async () => {
    const { IdToken, AccessToken } = await signInFirst(platform, username);
    const claims = await verified(platform, "id", IdToken!);
    assert.deepEqual(
      ["cognito:username", "firstName", "lastName", "currentLocation", "roles"].map((name) => claims[name]),
      [username, "Ada", "Lovelace", "Ward 3", ["patient"]],
    );
    const access = await verified(platform, "access", AccessToken!);
    assert.deepEqual([access.username, access.roles, access.firstName], [username, ["patient"], undefined]);
  });

  it("lets the user see it at GET /me, and nobody without a token", async () => {
    const { IdToken } = await signIn(platform, username);
    const me = await platform.call({ method: "GET", path: "me", headers: { authorization: IdToken! } });
    assert.deepEqual(
      [me.status, me.body],
      [
        200,
        {
          username,
          emailAddress: "ada@example.com",
          firstName: "Ada",
          lastName: "Lovelace",
          currentLocation: "Ward 3",
          roles: ["patient"],
        },
      ],
    );
    const stranger = await platform.call({ method: "GET", path: "me" });
    assert.deepEqual([stranger.status, stranger.body], [401, { message: "Unauthorized" }]);
  });

  it("shows names as they are at GET /me, with quotes and backslashes", async () => {
    const names = {
      firstName: `O'Brien "the\\'Great"`,
      lastName: "李 \\u0041 😀",
      emailAddress: "o.brien@example.com",
    };
    const { body } = await platform.createUser({ ...user, ...names });
    const { IdToken } = await signInFirst(platform, body.username!);
    const me = await platform.call({ method: "GET", path: "me", headers: { authorization: IdToken! } });
    assert.deepEqual([me.body.firstName, me.body.lastName], [names.firstName, names.lastName]);
  });

  it("works in a browser's library, which sends no password (SRP)", async () => {
    const { body } = await platform.createUser({ ...user, firstName: "O'Brien", emailAddress: "grace@example.com" });
    const { UserPoolId = "", UserPoolClientId = "" } = platform.outputs;
    const pool = new CognitoUserPool({ UserPoolId, ClientId: UserPoolClientId, endpoint: await cloud.listen() });
    // By the email address, which is an alias.
    const cognitoUser = new CognitoUser({ Username: "grace@example.com", Pool: pool });
    const Password = await platform.temporaryPassword(body.username!);
    const session = await new Promise<CognitoUserSession>((resolve, reject) => {
      cognitoUser.authenticateUser(new AuthenticationDetails({ Username: "grace@example.com", Password }), {
        onSuccess: resolve,
        onFailure: reject,
        newPasswordRequired: () =>
          cognitoUser.completeNewPasswordChallenge(newPassword, {}, { onSuccess: resolve, onFailure: reject }),
      });
    });
    assert.ok(session.isValid());
    const claims = await verified(platform, "id", session.getIdToken().getJwtToken());
    assert.deepEqual(
      ["cognito:username", "firstName", "currentLocation", "roles"].map((name) => claims[name]),
      [body.username, "O'Brien", undefined, ["patient"]],
    );
  });
});
