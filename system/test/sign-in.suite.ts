import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  type AuthenticationResultType,
} from "@aws-sdk/client-cognito-identity-provider";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import type { DeployedPlatform } from "./deployed-platform.suite.ts";

export const newPassword = "Correct-Horse-1";

/** The claims of a token that have been checked. */
export type Claims = Readonly<Record<string, unknown>>;

/** Signs in a new user with the temporary password, and answers the challenge that asks for another one. */
export async function signInFirst(platform: DeployedPlatform, username: string): Promise<AuthenticationResultType> {
  const { UserPoolId, UserPoolClientId: ClientId } = platform.outputs;
  const PASSWORD = await platform.temporaryPassword(username);
  const { ChallengeName, Session } = await platform.cognito.send(
    new AdminInitiateAuthCommand({
      UserPoolId,
      ClientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD },
    }),
  );
  if (ChallengeName !== "NEW_PASSWORD_REQUIRED") throw new Error(`not asked for a new password but ${ChallengeName}`);
  const { AuthenticationResult } = await platform.cognito.send(
    new AdminRespondToAuthChallengeCommand({
      UserPoolId,
      ClientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: username, NEW_PASSWORD: newPassword },
    }),
  );
  return AuthenticationResult!;
}

/** Signs in with a password of the user's own. */
export async function signIn(platform: DeployedPlatform, username: string): Promise<AuthenticationResultType> {
  const { UserPoolId, UserPoolClientId: ClientId } = platform.outputs;
  const { AuthenticationResult } = await platform.cognito.send(
    new AdminInitiateAuthCommand({
      UserPoolId,
      ClientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD: newPassword },
    }),
  );
  return AuthenticationResult!;
}

/** Checks a token as any API would: its signature against the pool's published keys, its issuer, client and time. */
export async function verified(platform: DeployedPlatform, use: "id" | "access", token: string): Promise<Claims> {
  const { UserPoolId: userPoolId = "", UserPoolClientId: clientId = "" } = platform.outputs;
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: use });
  const { body } = await platform.cloud.runtime.handle({
    method: "GET",
    path: `/${userPoolId}/.well-known/jwks.json`,
    rawQuery: "",
    headers: { host: "localhost" },
    body: new Uint8Array(),
    sourceIp: "127.0.0.1",
  });
  verifier.cacheJwks(JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body)));
  return (await verifier.verify(token)) as unknown as Claims;
}
