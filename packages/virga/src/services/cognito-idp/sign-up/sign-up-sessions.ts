import type { Call } from "../../../kernel/service.ts";
import type { AppClient } from "../app-clients.ts";
import type { User } from "../model.ts";
import { invalidSession, keepSession, openSession } from "../sign-in/sessions.ts";
import { comparable } from "../sign-in-names.ts";
import type { Session } from "../sign-in-records.ts";
import type { CognitoState } from "../state.ts";

/** What a sign-up's session waits for: its confirmation, and then the sign-in. */
type Stage = "CONFIRM_SIGN_UP" | "SIGN_IN";

/** The session that follows a sign-up into the first sign-in, for clients that allow USER_AUTH. */
export function signUpSession(
  call: Call<CognitoState>,
  { pool, client }: AppClient,
  user: User,
  stage: Stage,
): string | undefined {
  if (!client.settings.ExplicitAuthFlows?.includes("ALLOW_USER_AUTH")) return undefined;
  const name = comparable(pool, user.username);
  const content = { user: name, givenName: user.username, flow: "USER_AUTH", challenge: stage } as const;
  return keepSession({ call, pool, client }, content).toString("base64url");
}

/** The session that a sign-up began, or NotAuthorizedException if it is not this user's at this stage. */
export function openSignUpSession(
  call: Call<CognitoState>,
  { pool, client }: AppClient,
  username: string,
  stage: Stage,
  text: string,
): Session {
  const session = openSession({ call, pool, client }, text);
  const user = call.state.findUser(call.state.reader, pool, username);
  if (session.challenge !== stage || !user || session.user !== comparable(pool, user.username)) throw invalidSession();
  return session;
}
