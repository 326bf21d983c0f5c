import type { AuthFlowType } from "@aws-sdk/client-cognito-identity-provider";
import { checkSecretHash } from "../client-authentication.ts";
import { invalidParameter } from "../errors.ts";
import { openSignUpSession } from "../sign-up/sign-up-sessions.ts";
import { checkFlow } from "./flows.ts";
import { nextStep } from "./next-step.ts";
import { required, type SignInAnswer, type SignInRequest, wrongCredentials } from "./request.ts";
import { endSession } from "./sessions.ts";
import { checkMaySignIn, findUser, preAuthentication } from "./users.ts";

/** Signs in a user who has just signed up and confirmed it: the session that ConfirmSignUp gave stands for the password. */
export async function signInAfterSignUp(
  request: SignInRequest,
  flow: AuthFlowType,
  sessionText: string,
): Promise<SignInAnswer> {
  if (flow !== "USER_AUTH") throw invalidParameter(`Session is not supported with the flow ${flow}.`);
  checkFlow(request.client, flow, request.admin);
  const name = required(request, "USERNAME");
  checkSecretHash(request.client, request.parameters.SECRET_HASH, name);
  const user = findUser(request, name);
  if (!user) throw wrongCredentials();
  const session = openSignUpSession(request.call, request, user.username, "SIGN_IN", sessionText);
  await preAuthentication(request, user, name);
  checkMaySignIn(request, user);
  endSession(request, session);
  return nextStep({ request, user, flow, deviceKey: request.parameters.DEVICE_KEY });
}
