import { AwsError } from "../../../kernel/errors.ts";
import { hidesUserExistence } from "../app-clients.ts";
import { invalidParameter, unsupported } from "../errors.ts";
import type { User } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import type { SeenChallenge, Session } from "../sign-in-records.ts";
import { eventAttributes } from "../triggers/event-attributes.ts";
import type { TriggerEvent } from "../triggers/invoke-trigger.ts";
import { hasTrigger, invokeTrigger } from "../triggers/invoke-trigger.ts";
import { nextStep } from "./next-step.ts";
import { required, type SignInAnswer, type SignInRequest, wrongCredentials } from "./request.ts";
import { endSession, keepSession } from "./sessions.ts";
import { passwordChallenge } from "./srp-sign-in.ts";

/** A custom sign-in under way; `user` is absent for one that only seems to exist. */
export interface CustomSignIn {
  readonly request: SignInRequest;
  readonly user: User | undefined;
  readonly givenName: string;
  readonly seen: readonly SeenChallenge[];
  /** The caller's public value, if it began with SRP_A. */
  readonly clientPublic?: string | undefined;
  readonly deviceKey?: string | undefined;
}

/** What the events of the three custom authentication triggers have in common. */
function eventOf({ request, user, givenName }: CustomSignIn) {
  const { pool, client, clientMetadata } = request;
  return {
    common: { userName: user?.username ?? givenName, clientId: client.id },
    request: {
      userAttributes: user ? eventAttributes(pool, user) : {},
      ...(clientMetadata && { clientMetadata }),
      ...(hidesUserExistence(client) && { userNotFound: user === undefined }),
    },
  } as const satisfies { common: Partial<TriggerEvent<"DefineAuthChallenge">>; request: object };
}

/** Asks the DefineAuthChallenge trigger what comes next, and does it. */
export async function nextCustomStep(signIn: CustomSignIn): Promise<SignInAnswer> {
  const { request, user, seen } = signIn;
  const { call, pool } = request;
  if (!hasTrigger(pool, "DefineAuthChallenge")) {
    throw invalidParameter("Custom auth lambda trigger is not configured for the user pool.");
  }
  const event = eventOf(signIn);
  const decision = await invokeTrigger(call, pool, {
    ...event.common,
    name: "DefineAuthChallenge",
    triggerSource: "DefineAuthChallenge_Authentication",
    request: { ...event.request, session: seen },
  });
  if (decision?.failAuthentication) throw wrongCredentials();
  if (decision?.issueTokens) {
    if (!user) throw wrongCredentials();
    return nextStep({ request, user, flow: "CUSTOM_AUTH", deviceKey: signIn.deviceKey, mfaDone: true });
  }
  const name = decision?.challengeName;
  if (name === "CUSTOM_CHALLENGE") return customChallenge(signIn);
  if (name === "PASSWORD_VERIFIER" && signIn.clientPublic !== undefined) return passwordStep(signIn);
  if (name) throw unsupported(`the challenge ${name} of the DefineAuthChallenge trigger`);
  throw new AwsError("InvalidLambdaResponseException", "Unrecognizable lambda output");
}

function passwordStep({ request, user, givenName, seen, clientPublic, deviceKey }: CustomSignIn): SignInAnswer {
  const more = { flow: "CUSTOM_AUTH", seen, ...(deviceKey !== undefined && { deviceKey }) } as const;
  return passwordChallenge(request, user, givenName, clientPublic!, more);
}

/** Asks the CreateAuthChallenge trigger for a question and the caller for its answer. */
async function customChallenge(signIn: CustomSignIn): Promise<SignInAnswer> {
  const { request, user, givenName, seen, deviceKey } = signIn;
  const { call, pool } = request;
  const event = eventOf(signIn);
  const created = await invokeTrigger(call, pool, {
    ...event.common,
    name: "CreateAuthChallenge",
    triggerSource: "CreateAuthChallenge_Authentication",
    request: { ...event.request, challengeName: "CUSTOM_CHALLENGE", session: seen },
  });
  if (!created) throw invalidParameter("Custom auth lambda trigger is not configured for the user pool.");
  const kept = keepSession(request, {
    ...(user && { user: comparable(pool, user.username) }),
    givenName,
    flow: "CUSTOM_AUTH",
    challenge: "CUSTOM_CHALLENGE",
    seen,
    privateParameters: created.privateChallengeParameters ?? null,
    challengeMetadata: created.challengeMetadata ?? null,
    ...(deviceKey !== undefined && { deviceKey }),
  });
  return {
    ChallengeName: "CUSTOM_CHALLENGE",
    Session: kept.toString("base64url"),
    ChallengeParameters: { USERNAME: user?.username ?? givenName, ...created.publicChallengeParameters },
  };
}

/** Has the answer to a custom challenge judged, and goes on. */
export async function answerCustomChallenge(signIn: CustomSignIn, session: Session): Promise<SignInAnswer> {
  const { request, seen } = signIn;
  const challengeAnswer = required(request, "ANSWER");
  endSession(request, session);
  const event = eventOf(signIn);
  const judged = await invokeTrigger(request.call, request.pool, {
    ...event.common,
    name: "VerifyAuthChallengeResponse",
    triggerSource: "VerifyAuthChallengeResponse_Authentication",
    request: {
      ...event.request,
      privateChallengeParameters: session.privateParameters ?? null,
      challengeAnswer,
    },
  });
  if (!judged) throw invalidParameter("Custom auth lambda trigger is not configured for the user pool.");
  const result: SeenChallenge = {
    challengeName: "CUSTOM_CHALLENGE",
    challengeResult: judged.answerCorrect === true,
    challengeMetadata: session.challengeMetadata ?? null,
  };
  return nextCustomStep({ ...signIn, seen: [...seen, result] });
}
