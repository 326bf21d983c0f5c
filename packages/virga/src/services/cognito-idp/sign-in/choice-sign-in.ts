import type { ChallengeNameType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter } from "../errors.ts";
import { codeChallenge } from "../mfa/challenges.ts";
import { firstFactors, poolFactors, usableFactors } from "../mfa/factors.ts";
import type { User } from "../model.ts";
import { usesPasskeyMfa } from "../passkeys/pool-config.ts";
import { usablePasskeys } from "../passkeys/relying-party.ts";
import { answerPasskey, passkeyChallenge, passkeyQuestion } from "../passkeys/sign-in.ts";
import { comparable } from "../sign-in-names.ts";
import type { Session } from "../sign-in-records.ts";
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
  /** What a passkey that comes with the choice must have signed. */
  readonly passkeyChallenge?: string | undefined;
}

/**
 * The first factors that the pool allows and the user has. Where a second one is needed, only a password will do, or a passkey
 * that stands for both.
 */
function availableChallenges({ request: { call, pool }, user }: ChoiceSignIn): readonly ChallengeNameType[] {
  const hasPasskey = user !== undefined && usablePasskeys(call.state, pool, user).length > 0;
  const factors: readonly string[] = user ? firstFactors(pool, user, hasPasskey) : ["PASSWORD"];
  const available: ChallengeNameType[] = factors.includes("PASSWORD") ? ["PASSWORD_SRP", "PASSWORD"] : [];
  const needsMfa = user ? poolFactors(pool).length > 0 && usableFactors(pool, user).length > 0 : false;
  const onlyMfa = needsMfa || pool.settings.MfaConfiguration === "ON";
  if (user && factors.includes("WEB_AUTHN") && (!onlyMfa || usesPasskeyMfa(pool, user))) available.push("WEB_AUTHN");
  if (onlyMfa) return available;
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
  const available = availableChallenges(signIn);
  return { ...askForChoice(signIn, available), AvailableChallenges: [...available] };
}

/** Whoever chooses a passkey may use it with the choice: the question for it comes along. */
function askForChoice(signIn: ChoiceSignIn, available: readonly ChallengeNameType[]): SignInAnswer {
  const { request, user } = signIn;
  if (!user || !available.includes("WEB_AUTHN")) return ask(signIn, "SELECT_CHALLENGE", {});
  const { passkeyChallenge, parameters } = passkeyQuestion({ request, user });
  return ask(signIn, "SELECT_CHALLENGE", parameters, { passkeyChallenge });
}

/** Goes on with the challenge that the caller has selected. */
export function answerSelection(signIn: ChoiceSignIn): Promise<SignInAnswer> {
  const answer = required(signIn.request, "ANSWER");
  if (!isServed(answer) || !availableChallenges(signIn).includes(answer)) {
    throw invalidParameter(`Selected challenge is not available: ${answer}`);
  }
  return chosenChallenge(signIn, answer);
}

type ServedChallenge = "PASSWORD" | "PASSWORD_SRP" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN";

function isServed(name: string): name is ServedChallenge {
  return ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"].includes(name);
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
      const progress = progressOf(signIn, user);
      if (name !== "WEB_AUTHN") return codeChallenge(progress, name);
      return request.parameters.CREDENTIAL
        ? answerPasskey(progress, signIn.passkeyChallenge)
        : passkeyChallenge(progress);
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
  parameters: Readonly<Record<string, string>>,
  more: Partial<Session> = {},
): SignInAnswer {
  const kept = keepSession(request, {
    ...(user && { user: comparable(request.pool, user.username) }),
    givenName,
    flow: "USER_AUTH",
    challenge,
    ...(deviceKey !== undefined && { deviceKey }),
    ...more,
  });
  return { ChallengeName: challenge, Session: kept.toString("base64url"), ChallengeParameters: parameters };
}
