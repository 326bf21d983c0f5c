import type { AuthenticationResultType } from "@aws-sdk/client-cognito-identity-provider";
import { deviceChallenge, isTrustedDevice, newDevice, rememberVisit } from "../devices/sign-in.ts";
import { mfaChallenge } from "../mfa/challenges.ts";
import { accountScope } from "../tokens/access-token.ts";
import { issueTokens, type SignedIn } from "../tokens/issue.ts";
import { eventAttributes } from "../triggers/event-attributes.ts";
import { hasTrigger, invokeTrigger } from "../triggers/invoke-trigger.ts";
import { newPasswordChallenge } from "./new-password.ts";
import type { Progress, SignInAnswer } from "./request.ts";

/** Asks for what is still missing (a new password, a second factor, proof of the device), or else gives tokens. */
export async function nextStep(progress: Progress): Promise<SignInAnswer> {
  const { user, newPasswordSet, mfaDone, deviceDone } = progress;
  if (user.status === "FORCE_CHANGE_PASSWORD" && !newPasswordSet) return newPasswordChallenge(progress);
  if (!mfaDone && !isTrustedDevice(progress)) {
    const asked = await mfaChallenge(progress);
    if (asked) return asked;
  }
  if (!deviceDone) {
    const asked = deviceChallenge(progress);
    if (asked) return asked;
  }
  return complete(progress);
}

/** Ends a sign-in that has nothing left to prove. */
export async function complete(progress: Progress): Promise<SignInAnswer> {
  const { request, user } = progress;
  const { call, pool, client, clientMetadata } = request;
  const device = request.signedIn ? undefined : newDevice(progress);
  if (hasTrigger(pool, "PostAuthentication")) {
    await invokeTrigger(call, pool, {
      name: "PostAuthentication",
      triggerSource: "PostAuthentication_Authentication",
      userName: user.username,
      clientId: client.id,
      request: {
        userAttributes: eventAttributes(pool, user),
        newDeviceUsed: device !== undefined,
        ...(clientMetadata && { clientMetadata }),
      },
    });
  }
  if (request.signedIn) {
    request.signedIn(user);
    return { ChallengeParameters: {} };
  }
  const deviceKey = device?.DeviceKey ?? progress.deviceKey;
  const tokens = await issueTokens(call, {
    pool,
    client,
    user,
    scopes: [accountScope],
    triggerSource: tokenSource(progress),
    clientMetadata,
    ...(deviceKey !== undefined && { deviceKey }),
    ...(device && { newDeviceGroupKey: device.DeviceGroupKey }),
  });
  rememberVisit(progress);
  const result: AuthenticationResultType = {
    AccessToken: tokens.accessToken,
    ExpiresIn: tokens.expiresIn,
    ...(tokens.idToken !== undefined && { IdToken: tokens.idToken }),
    ...(device && { NewDeviceMetadata: device }),
    RefreshToken: tokens.refreshToken,
    TokenType: "Bearer",
  };
  return { ChallengeParameters: {}, AuthenticationResult: result };
}

function tokenSource({ newPasswordSet, deviceDone }: Progress): SignedIn["triggerSource"] {
  if (newPasswordSet) return "TokenGeneration_NewPasswordChallenge";
  return deviceDone ? "TokenGeneration_AuthenticateDevice" : "TokenGeneration_Authentication";
}
