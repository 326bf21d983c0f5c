import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
} from "amazon-cognito-identity-js";
import { appCode } from "../mfa/totp.suite.ts";
import { claimsOf, password, SignInCloud } from "./sign-in.suite.ts";
import { triggerFunction } from "./trigger-function.suite.ts";

let test: SignInCloud;
let endpoint: string;

before(async () => {
  test = await SignInCloud.start();
  endpoint = await test.cloud.listen();
});
after(() => test.close());

class Storage implements ICognitoStorage {
  readonly #items = new Map<string, string>();
  setItem = (key: string, value: string) => void this.#items.set(key, value);
  getItem = (key: string) => this.#items.get(key) ?? null;
  removeItem = (key: string) => void this.#items.delete(key);
  clear = () => this.#items.clear();
}

/** A user of a browser's storage, as the library sees it. */
function person(pool: string, client: string, storage = new Storage(), Username = "ada"): CognitoUser {
  const Pool = new CognitoUserPool({ UserPoolId: pool, ClientId: client, Storage: storage, endpoint });
  return new CognitoUser({ Username, Pool, Storage: storage });
}

type Outcome =
  | { readonly kind: "session"; readonly session: CognitoUserSession; readonly mustConfirm?: boolean }
  | { readonly kind: "new password"; readonly required: readonly string[] }
  | { readonly kind: "question"; readonly seen: string }
  | { readonly kind: "code" };

/** The callbacks of a step of signing in, as a promise of what it came to. */
function outcome(step: (callbacks: Parameters<CognitoUser["authenticateUser"]>[1]) => void): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    step({
      onSuccess: (session, mustConfirm) =>
        resolve({ kind: "session", session, ...(mustConfirm !== undefined && { mustConfirm }) }),
      onFailure: reject,
      newPasswordRequired: (_attributes, required: readonly string[]) => resolve({ kind: "new password", required }),
      customChallenge: ({ seen }: { readonly seen: string }) => resolve({ kind: "question", seen }),
      mfaRequired: () => resolve({ kind: "code" }),
      totpRequired: () => resolve({ kind: "code" }),
    });
  });
}

function signIn(user: CognitoUser, Password = password): Promise<Outcome> {
  const details = new AuthenticationDetails({ Username: user.getUsername(), Password });
  return outcome((callbacks) => user.authenticateUser(details, callbacks));
}

async function signedIn(user: CognitoUser): Promise<CognitoUserSession> {
  const result = await signIn(user);
  assert.equal(result.kind, "session");
  return (result as Outcome & { kind: "session" }).session;
}

const wrong = { name: "NotAuthorizedException", message: "Incorrect username or password." };

describe("amazon-cognito-identity-js", () => {
  it("signs in over SRP and refreshes", async () => {
    const pool = await test.pool();
    const client = await test.client(pool);
    for (let index = 0; index < 5; index++) await test.user(pool, `user${index}`);
    for (let index = 0; index < 5; index++) {
      const user = person(pool, client, new Storage(), `user${index}`);
      const session = await signedIn(user);
      assert.equal(session.getIdToken().payload["cognito:username"], `user${index}`);
      const refreshed = await new Promise<CognitoUserSession>((resolve, reject) =>
        user.refreshSession(session.getRefreshToken(), (error: unknown, result: CognitoUserSession) =>
          error ? reject(error) : resolve(result),
        ),
      );
      assert.ok(refreshed.getAccessToken().getJwtToken());
    }
    await assert.rejects(signIn(person(pool, client, new Storage(), "user0"), "Wrong-horse-1"), wrong);
  });

  it("takes an alias for the username", async () => {
    const pool = await test.pool({ UsernameAttributes: ["email"] });
    const client = await test.client(pool);
    const sub = await test.user(pool, "ada@example.com");
    const session = await signedIn(person(pool, client, new Storage(), "ada@example.com"));
    assert.equal(session.getAccessToken().payload.username, sub);
  });

  it("cannot tell users who do not exist from wrong passwords, where the client hides it", async () => {
    const pool = await test.pool();
    const client = await test.client(pool, { PreventUserExistenceErrors: "ENABLED" });
    await assert.rejects(signIn(person(pool, client, new Storage(), "nobody")), wrong);
    const AuthParameters = { USERNAME: "nobody", SRP_A: "5".repeat(700) };
    const input = { ClientId: client, AuthFlow: "USER_SRP_AUTH", AuthParameters } as const;
    const [first, second] = [await test.cognito.initiateAuth(input), await test.cognito.initiateAuth(input)];
    assert.equal(first.ChallengeName, "PASSWORD_VERIFIER");
    assert.equal(first.ChallengeParameters!.SALT, second.ChallengeParameters!.SALT);
    const zero = { ...input, AuthParameters: { USERNAME: "nobody", SRP_A: "0" } };
    await assert.rejects(test.cognito.initiateAuth(zero), { name: "InvalidParameterException" });
  });

  it("proves the password first and then answers custom challenges", async () => {
    const trigger = await triggerFunction(
      test.cloud,
      "custom-after-password",
      `const { request, response, triggerSource } = event;
       const names = (request.session ?? []).map(({ challengeName }) => challengeName).join(" ");
       if (triggerSource.startsWith("Define")) {
         const next = { SRP_A: "PASSWORD_VERIFIER", "SRP_A PASSWORD_VERIFIER": "CUSTOM_CHALLENGE" };
         response.challengeName = next[names];
         response.issueTokens = request.session.at(-1).challengeName === "CUSTOM_CHALLENGE";
       } else if (triggerSource.startsWith("Create")) {
         response.publicChallengeParameters = { seen: names };
         response.privateChallengeParameters = { answer: "42" };
       } else response.answerCorrect = request.challengeAnswer === "42";`,
    );
    const pool = await test.pool({
      LambdaConfig: {
        DefineAuthChallenge: trigger,
        CreateAuthChallenge: trigger,
        VerifyAuthChallengeResponse: trigger,
      },
    });
    const client = await test.client(pool);
    await test.user(pool, "ada");
    const user = person(pool, client);
    user.setAuthenticationFlowType("CUSTOM_AUTH");
    const asked = await signIn(user);
    assert.deepEqual(asked, { kind: "question", seen: "SRP_A PASSWORD_VERIFIER" });
    const done = await outcome((callbacks) => user.sendCustomChallengeAnswer("42", callbacks));
    assert.equal(done.kind, "session");
    const other = person(pool, client);
    other.setAuthenticationFlowType("CUSTOM_AUTH");
    await assert.rejects(signIn(other, "Wrong-horse-1"), wrong);
  });

  it("changes a temporary password", async () => {
    const pool = await test.pool({ Schema: [{ Name: "name", Required: true }] });
    const client = await test.client(pool);
    await test.cognito.adminCreateUser({ UserPoolId: pool, Username: "ada", TemporaryPassword: password });
    const user = person(pool, client);
    assert.deepEqual(await signIn(user), { kind: "new password", required: ["name"] });
    const done = await outcome((callbacks) =>
      user.completeNewPasswordChallenge("New-horse-22", { name: "Ada" }, callbacks),
    );
    assert.equal(done.kind, "session");
    await assert.rejects(signIn(person(pool, client)), wrong);
  });

  it("proves a second factor, and remembers the device in its place", async () => {
    const pool = await test.pool({
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false },
    });
    await test.cognito.setUserPoolMfaConfig({
      UserPoolId: pool,
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    const client = await test.client(pool);
    await test.user(pool, "ada");
    const AccessToken = (await signedIn(person(pool, client))).getAccessToken().getJwtToken();
    const { SecretCode } = await test.cognito.associateSoftwareToken({ AccessToken });
    const code = () => appCode(SecretCode!, test.cloud.clock.now());
    await test.cognito.verifySoftwareToken({ AccessToken, UserCode: code() });
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    await test.cognito.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings });

    const storage = new Storage();
    const user = person(pool, client, storage);
    assert.equal((await signIn(user)).kind, "code");
    const done = await outcome((callbacks) => user.sendMFACode(code(), callbacks, "SOFTWARE_TOKEN_MFA"));
    assert.equal(done.kind, "session");
    const session = await signedIn(person(pool, client, storage));
    const { device_key: key } = session.getAccessToken().payload as { device_key: string };
    assert.match(key, /^us-east-1_[0-9a-f-]{36}$/);
    assert.equal((await signIn(person(pool, client))).kind, "code");

    const forgotten = { UserPoolId: pool, Username: "ada", DeviceKey: key };
    const { Device } = await test.cognito.adminGetDevice(forgotten);
    const attributes = Object.fromEntries(Device!.DeviceAttributes!.map(({ Name, Value }) => [Name, Value]));
    assert.equal(attributes["dev:device_remembered_status"], "remembered");
    await test.cognito.adminUpdateDeviceStatus({ ...forgotten, DeviceRememberedStatus: "not_remembered" });
    assert.equal((await signIn(person(pool, client, storage))).kind, "code");
    await test.cognito.adminForgetDevice(forgotten);
    await assert.rejects(test.cognito.adminGetDevice(forgotten), { name: "ResourceNotFoundException" });
    // The library forgets it as well.
    assert.equal((await signIn(person(pool, client, storage))).kind, "code");
  });

  it("asks before it remembers a device, where the pool says so", async () => {
    const pool = await test.pool({
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: true },
    });
    const client = await test.client(pool);
    await test.user(pool, "ada");
    const user = person(pool, client);
    const result = await signIn(user);
    assert.equal(result.kind === "session" && result.mustConfirm, true);
    await new Promise<void>((resolve, reject) =>
      user.setDeviceStatusRemembered({ onSuccess: () => resolve(), onFailure: reject }),
    );
    const session = (result as Outcome & { kind: "session" }).session;
    const AccessToken = session.getAccessToken().getJwtToken();
    const { Devices } = await test.cognito.listDevices({ AccessToken });
    assert.equal(Devices!.length, 1);
    const { device_key: DeviceKey } = claimsOf(AccessToken) as { device_key: string };
    assert.equal(Devices![0]!.DeviceKey, DeviceKey);
    const refresh = { ClientId: client, RefreshToken: session.getRefreshToken().getToken() };
    await assert.rejects(test.cognito.getTokensFromRefreshToken(refresh), { name: "NotAuthorizedException" });
    assert.ok((await test.cognito.getTokensFromRefreshToken({ ...refresh, DeviceKey })).AuthenticationResult);
    await test.cognito.forgetDevice({ AccessToken, DeviceKey });
    assert.deepEqual((await test.cognito.listDevices({ AccessToken })).Devices, []);
  });
});
