import type { ChallengeNameType } from "@aws-sdk/client-cognito-identity-provider";
import { comparable } from "../sign-in-names.ts";
import type { Session } from "../sign-in-records.ts";
import type { Progress, SignInAnswer } from "./request.ts";
import { keepSession } from "./sessions.ts";

type Parameters = Readonly<Record<string, string | undefined>>;

/** What a session of this sign-in keeps, whichever challenge it waits for. */
export function sessionContent(progress: Progress): Pick<Session, "user" | "givenName" | "flow"> & Partial<Session> {
  const { request, user, flow, deviceKey, newPasswordSet, mfaDone } = progress;
  return {
    user: comparable(request.pool, user.username),
    givenName: user.username,
    flow,
    ...(deviceKey !== undefined && { deviceKey }),
    ...(newPasswordSet && { newPasswordSet }),
    ...(mfaDone && { mfaDone }),
  };
}

/** Asks the caller a question; `more` is what the session remembers to judge the answer by. */
export function challenge(
  progress: Progress,
  name: ChallengeNameType,
  parameters: Parameters,
  more: Partial<Session> = {},
): SignInAnswer {
  const content = { ...sessionContent(progress), ...more, challenge: name };
  const session = keepSession(progress.request, content).toString("base64url");
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return {
    ChallengeName: name,
    Session: session,
    ChallengeParameters: Object.fromEntries(given) as Record<string, string>,
  };
}
