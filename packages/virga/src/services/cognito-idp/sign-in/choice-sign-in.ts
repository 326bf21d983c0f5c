import type { ChallengeNameType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter, unsupported } from "../errors.ts";
import { codeChallenge } from "../mfa/challenges.ts";
import { firstFactors, poolFactors, usableFactors } from "../mfa/factors.ts";
import type { User } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import { nextStep } from "./next-step.ts";
import { type Progress, required, type SignInAnswer, type SignInRequest, wrongCredentials } from "./request.ts";
import { keepSession } from "./sessions.ts";
import { checkedPublicValue } from "./srp-parameters.ts";
import { passwordChallenge } from "./srp-sign-in.ts";
import { checkMaySignIn, checkPassword } from "./users.ts";

/** A sign-in in which the user chooses the first factor. */
export interface ChoiceSignIn {
  readonly request: SignInRequest;
  /** Absent for a user that only seems to exist. */
  readonly user: User | undefined;
  readonly givenName: string;
  readonly deviceKey?: string | undefined;
}

/** The first factors that the pool allows and the user has. Where a second one is needed, only a password will do. */
function availableChallenges({ request: { pool }, user }: ChoiceSignIn): readonly ChallengeNameType[] {
  const factors: readonly string[] = user ? firstFactors(pool, user) : ["PASSWORD"];
  const available: ChallengeNameType[] = factors.includes("PASSWORD") ? ["PASSWORD_SRP", "PASSWORD"] : [];
  const needsMfa = user ? poolFactors(pool).length > 0 && usableFactors(pool, user).length > 0 : false;
  if (needsMfa || pool.settings.MfaConfiguration === "ON") return available;
  if (factors.includes("EMAIL_OTP")) available.push("EMAIL_OTP");
  if (factors.includes("SMS_OTP")) available.push("SMS_OTP");
  return available;
}

/** Begins with the challenge that the caller prefers, or asks which one it wants. */
export async function beginChoice(signIn: ChoiceSignIn): Promise<SignInAnswer> {
  const preferred = signIn.request.parameters.PREFERRED_CHALLENGE;
  if (preferred && isServed(preferred) && availableChallenges(signIn).includes(preferred)) {
    return chosenChallenge(signIn, preferred);
  }
  const answer = ask(signIn, "SELECT_CHALLENGE", {});
  return { ...answer, AvailableChallenges: [...availableChallenges(signIn)] };
}

/** Goes on with the challenge that the caller has selected. */
export function answerSelection(signIn: ChoiceSignIn): Promise<SignInAnswer> {
  const answer = required(signIn.request, "ANSWER");
  if (!isServed(answer) || !availableChallenges(signIn).includes(answer)) {
    throw invalidParameter(`Selected challenge is not available: ${answer}`);
  }
  return chosenChallenge(signIn, answer);
}

type ServedChallenge = "PASSWORD" | "PASSWORD_SRP" | "EMAIL_OTP" | "SMS_OTP";

function isServed(name: string): name is ServedChallenge {
  if (name === "WEB_AUTHN") throw unsupported("WEB_AUTHN (passkeys)");
  return ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"].includes(name);
}

async function chosenChallenge(signIn: ChoiceSignIn, name: ServedChallenge): Promise<SignInAnswer> {
  const { request, user, givenName, deviceKey } = signIn;
  switch (name) {
    case "PASSWORD":
      return request.parameters.PASSWORD ? answerPassword(signIn) : ask(signIn, "PASSWORD", {});
    case "PASSWORD_SRP": {
      if (!request.parameters.SRP_A) return ask(signIn, "PASSWORD_SRP", {});
      const more = { flow: "USER_AUTH", ...(deviceKey !== undefined && { deviceKey }) } as const;
      return passwordChallenge(request, user, givenName, checkedPublicValue(request), more);
    }
    default: {
      if (!user) throw wrongCredentials();
      checkMaySignIn(request, user);
      return codeChallenge(progressOf(signIn, user), name);
    }
  }
}

function progressOf({ request, deviceKey }: ChoiceSignIn, user: User): Progress {
  return { request, user, flow: "USER_AUTH", deviceKey };
}

/** Checks the password that the caller gave, and goes on. */
export function answerPassword(signIn: ChoiceSignIn): Promise<SignInAnswer> {
  const { request, user } = signIn;
  const password = required(request, "PASSWORD");
  if (!user) throw wrongCredentials();
  checkPassword(request, user, password);
  checkMaySignIn(request, user);
  return nextStep(progressOf(signIn, user));
}

function ask(
  { request, user, givenName, deviceKey }: ChoiceSignIn,
  challenge: ChallengeNameType,
  parameters: Record<string, string>,
): SignInAnswer {
  const kept = keepSession(request, {
    ...(user && { user: comparable(request.pool, user.username) }),
    givenName,
    flow: "USER_AUTH",
    challenge,
    ...(deviceKey !== undefined && { deviceKey }),
  });
  return { ChallengeName: challenge, Session: kept.toString("base64url"), ChallengeParameters: parameters };
}
