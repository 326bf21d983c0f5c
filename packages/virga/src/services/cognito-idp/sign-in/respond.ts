import { checkSecretHash } from "../client-authentication.ts";
import { checkDevice, devicePasswordChallenge, knownDevice } from "../devices/sign-in.ts";
import { invalidParameter, notAuthorized } from "../errors.ts";
import { checkSentCode, checkSoftwareToken, chosenFactor } from "../mfa/challenges.ts";
import { finishSetup } from "../mfa/setup.ts";
import type { User } from "../model.ts";
import { answerPasskey } from "../passkeys/sign-in.ts";
import type { Session } from "../sign-in-records.ts";
import { answerPassword, answerSelection, type ChoiceSignIn } from "./choice-sign-in.ts";
import { answerCustomChallenge, type CustomSignIn, nextCustomStep } from "./custom-sign-in.ts";
import { setNewPassword } from "./new-password.ts";
import { nextStep } from "./next-step.ts";
import { type Progress, required, type SignInAnswer, type SignInRequest, wrongCredentials } from "./request.ts";
import { endSession, openSession } from "./sessions.ts";
import { checkedPublicValue } from "./srp-parameters.ts";
import { checkPasswordClaim, passwordChallenge } from "./srp-sign-in.ts";
import { checkMaySignIn } from "./users.ts";

/** Goes on with a sign-in that has asked a question. */
export async function respond(
  request: SignInRequest,
  challenge: string,
  sessionText: string | undefined,
): Promise<SignInAnswer> {
  const name = required(request, "USERNAME");
  checkSecretHash(request.client, request.parameters.SECRET_HASH, name);
  const session = sessionOf(request, challenge, sessionText);
  const user = userOf(request, session, name);
  if (user && !user.enabled) throw notAuthorized("User is disabled.");
  return answer({ request, session, name, user });
}

interface Answering {
  readonly request: SignInRequest;
  readonly session: Session;
  readonly name: string;
  readonly user: User | undefined;
}

/** Password challenges are found by their secret block, all others by the session. */
function sessionOf(request: SignInRequest, challenge: string, text: string | undefined): Session {
  const secretBlock = challenge === "PASSWORD_VERIFIER" || challenge === "DEVICE_PASSWORD_VERIFIER";
  const found = secretBlock ? required(request, "PASSWORD_CLAIM_SECRET_BLOCK") : text;
  if (!found) throw invalidParameter("Missing required parameter Session");
  const session = openSession(request, found);
  if (session.challenge !== challenge) throw notAuthorized("Invalid session for the user.");
  return session;
}

/** The session's user, whom the caller must name; undefined if it only seems to exist. */
function userOf({ call: { state }, pool }: SignInRequest, session: Session, name: string): User | undefined {
  if (session.user === undefined) return undefined;
  const user = state.userByUsername(state.reader, pool, session.user);
  if (!user || state.findUser(state.reader, pool, name)?.sub !== user.sub) {
    throw notAuthorized("Invalid session for the user.");
  }
  return user;
}

function answer(answering: Answering): Promise<SignInAnswer> {
  const { request, session, user } = answering;
  switch (session.challenge) {
    case "PASSWORD_VERIFIER":
      return answerPasswordClaim(answering);
    case "CUSTOM_CHALLENGE":
      return answerCustomChallenge(customOf(answering), session);
    case "SELECT_CHALLENGE":
      endSession(request, session);
      return answerSelection(choiceOf(answering));
    case "PASSWORD":
      endSession(request, session);
      return answerPassword(choiceOf(answering));
    case "PASSWORD_SRP":
      endSession(request, session);
      return answerPasswordSrp(answering);
    default:
      if (!user) throw wrongCredentials();
      return answerStep(progressOf(answering, user), session);
  }
}

/** Answers to challenges that only come once the user has been identified. */
async function answerStep(progress: Progress, session: Session): Promise<SignInAnswer> {
  const { request, user } = progress;
  switch (session.challenge) {
    case "NEW_PASSWORD_REQUIRED":
      return nextStep({ ...progress, user: setNewPassword(request, session, user), newPasswordSet: true });
    case "SMS_MFA":
    case "EMAIL_OTP":
    case "SMS_OTP":
      checkSentCode(request, session);
      endSession(request, session);
      return nextStep({ ...progress, mfaDone: true });
    case "SOFTWARE_TOKEN_MFA":
      checkSoftwareToken(request, user);
      endSession(request, session);
      return nextStep({ ...progress, mfaDone: true });
    case "WEB_AUTHN":
      endSession(request, session);
      return answerPasskey(progress, session.passkeyChallenge);
    case "SELECT_MFA_TYPE": {
      const next = await chosenFactor(progress);
      endSession(request, session);
      return next;
    }
    case "MFA_SETUP":
      return nextStep({ ...progress, user: finishSetup(request, session, user), mfaDone: true });
    case "DEVICE_SRP_AUTH":
      return devicePasswordChallenge(progress, session);
    case "DEVICE_PASSWORD_VERIFIER":
      checkDevice(progress, session);
      endSession(request, session);
      return nextStep({ ...progress, mfaDone: true, deviceDone: true });
    default:
      throw invalidParameter(`Unsupported challenge: ${session.challenge}`);
  }
}

/**
 * The device that the caller says to use. The answer to a password challenge says it anew: clients leave it out when they have
 * learnt that it does not exist. From then on it stays the same, since it may stand for the second factor.
 */
function deviceKeyOf({ request, session }: Answering): string | undefined {
  const given = request.parameters.DEVICE_KEY || undefined;
  return session.challenge === "PASSWORD_VERIFIER" ? given : (session.deviceKey ?? given);
}

function progressOf(answering: Answering, user: User): Progress {
  const { request, session } = answering;
  const { flow, newPasswordSet, mfaDone } = session;
  return { request, user, flow, newPasswordSet, mfaDone, deviceKey: deviceKeyOf(answering) };
}

function choiceOf(answering: Answering): ChoiceSignIn {
  const { request, user, session } = answering;
  const { givenName, passkeyChallenge } = session;
  return { request, user, givenName, deviceKey: deviceKeyOf(answering), passkeyChallenge };
}

function customOf(answering: Answering): CustomSignIn {
  const { request, user, session } = answering;
  const { givenName, seen = [] } = session;
  return { request, user, givenName, seen, deviceKey: deviceKeyOf(answering) };
}

async function answerPasswordClaim(answering: Answering): Promise<SignInAnswer> {
  const { request, session } = answering;
  // Before the session ends: the client may try again without the device.
  if (answering.user) knownDevice(progressOf(answering, answering.user));
  const user = checkPasswordClaim(request, session, answering.user);
  checkMaySignIn(request, user);
  if (session.flow !== "CUSTOM_AUTH") return nextStep(progressOf(answering, user));
  const { seen, ...custom } = customOf(answering);
  const proven = { challengeName: "PASSWORD_VERIFIER", challengeResult: true, challengeMetadata: null };
  return nextCustomStep({ ...custom, seen: [...seen, proven] });
}

async function answerPasswordSrp(answering: Answering): Promise<SignInAnswer> {
  const { request, session, user } = answering;
  const deviceKey = deviceKeyOf(answering);
  const more = { flow: session.flow, ...(deviceKey !== undefined && { deviceKey }) };
  return passwordChallenge(request, user, session.givenName, checkedPublicValue(request), more);
}
