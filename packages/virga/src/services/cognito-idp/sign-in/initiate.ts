import type { AuthFlowType } from "@aws-sdk/client-cognito-identity-provider";
import { checkSecretHash } from "../client-authentication.ts";
import { invalidParameter } from "../errors.ts";
import type { User } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import { readGrant, refreshedTokens } from "../tokens/refresh.ts";
import { migrateUser } from "../triggers/migrate-user.ts";
import { beginChoice } from "./choice-sign-in.ts";
import { nextCustomStep } from "./custom-sign-in.ts";
import { checkFlow } from "./flows.ts";
import { nextStep } from "./next-step.ts";
import { required, type SignInAnswer, type SignInRequest, wrongCredentials } from "./request.ts";
import { checkedPublicValue } from "./srp-parameters.ts";
import { passwordChallenge } from "./srp-sign-in.ts";
import { checkMaySignIn, checkPassword, findUser, preAuthentication } from "./users.ts";

/** Begins a sign-in, or refreshes the tokens of one. */
export async function initiate(request: SignInRequest, flow: AuthFlowType): Promise<SignInAnswer> {
  checkFlow(request.client, flow, request.admin);
  switch (flow) {
    case "USER_PASSWORD_AUTH":
    case "ADMIN_USER_PASSWORD_AUTH":
    case "ADMIN_NO_SRP_AUTH":
      return passwordSignIn(request);
    case "USER_SRP_AUTH":
      return srpSignIn(request);
    case "CUSTOM_AUTH":
      return customSignIn(request);
    case "USER_AUTH":
      return choiceSignIn(request);
    case "REFRESH_TOKEN":
    case "REFRESH_TOKEN_AUTH":
      return refresh(request);
  }
}

/** The name that the caller gave, once the client has proved its secret for it. */
function givenName(request: SignInRequest): string {
  const name = required(request, "USERNAME");
  checkSecretHash(request.client, request.parameters.SECRET_HASH, name);
  return name;
}

/** Begins with a password; whether the client allows the flow is the caller's to check. */
export async function passwordSignIn(request: SignInRequest): Promise<SignInAnswer> {
  const name = givenName(request);
  const password = required(request, "PASSWORD");
  const found = await existingOrMigrated(request, name, password);
  await preAuthentication(request, found, name);
  if (!found) throw wrongCredentials();
  checkPassword(request, found, password);
  checkMaySignIn(request, found);
  return nextStep({ request, user: found, flow: "PASSWORD", deviceKey: request.parameters.DEVICE_KEY });
}

/** The user, who may have to be fetched from elsewhere now that the password is at hand. */
async function existingOrMigrated(request: SignInRequest, name: string, password: string): Promise<User | undefined> {
  const { call, pool, validationData } = request;
  if (!call.state.findUser(call.state.reader, pool, name)) {
    const migration = { username: name, password, validationData } as const;
    await migrateUser(call, request, { triggerSource: "UserMigration_Authentication", ...migration });
  }
  return findUser(request, name);
}

async function srpSignIn(request: SignInRequest): Promise<SignInAnswer> {
  const name = givenName(request);
  const clientPublic = checkedPublicValue(request);
  const user = findUser(request, name);
  await preAuthentication(request, user, name);
  const deviceKey = request.parameters.DEVICE_KEY;
  const more = { flow: "USER_SRP_AUTH", ...(deviceKey && { deviceKey }) } as const;
  return passwordChallenge(request, user, name, clientPublic, more);
}

async function customSignIn(request: SignInRequest): Promise<SignInAnswer> {
  const name = givenName(request);
  const { CHALLENGE_NAME: first, DEVICE_KEY: deviceKey } = request.parameters;
  if (first && first !== "SRP_A") throw invalidParameter(`Unsupported CHALLENGE_NAME: ${first}`);
  const user = findUser(request, name);
  if (user) checkMaySignIn(request, user);
  await preAuthentication(request, user, name);
  const common = { request, user, givenName: name, deviceKey };
  if (!first) return nextCustomStep({ ...common, seen: [] });
  const seen = [{ challengeName: "SRP_A", challengeResult: true, challengeMetadata: null }];
  return nextCustomStep({ ...common, seen, clientPublic: checkedPublicValue(request) });
}

async function choiceSignIn(request: SignInRequest): Promise<SignInAnswer> {
  const name = givenName(request);
  const user = findUser(request, name);
  await preAuthentication(request, user, name);
  return beginChoice({ request, user, givenName: name, deviceKey: request.parameters.DEVICE_KEY });
}

async function refresh(request: SignInRequest): Promise<SignInAnswer> {
  const { call, pool, client, parameters } = request;
  const token = required(request, "REFRESH_TOKEN");
  if (client.settings.RefreshTokenRotation?.Feature === "ENABLED") {
    throw invalidParameter("REFRESH_TOKEN_AUTH is not supported when refresh token rotation is enabled.");
  }
  const refreshGrant = readGrant(call, pool, client, token, parameters.DEVICE_KEY);
  const { user } = refreshGrant;
  const names = [user.username, user.sub, comparable(pool, user.username), ...Object.values(user.attributes)];
  checkSecretHash(client, parameters.SECRET_HASH, ...names);
  checkMaySignIn(request, user);
  const result = await refreshedTokens(call, { pool, client, refreshGrant });
  return { ChallengeParameters: {}, AuthenticationResult: result };
}
