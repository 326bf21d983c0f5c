import { AwsError } from "../../../kernel/errors.ts";
import type { Call } from "../../../kernel/service.ts";
import type { User, UserPool } from "../model.ts";
import { endSession, findSession, invalidSession, keepSession } from "../sign-in/sessions.ts";
import type { Session } from "../sign-in-records.ts";
import type { CognitoState } from "../state.ts";
import { poolFactors } from "./factors.ts";
import { checkSetupCode, withSoftwareToken } from "./setup.ts";
import { newSoftwareTokenSecret } from "./totp.ts";

type CognitoCall = Call<CognitoState>;
type Holder = { readonly pool: UserPool; readonly user: User };

function checkEnabled(pool: UserPool): void {
  if (poolFactors(pool).includes("SOFTWARE_TOKEN_MFA")) return;
  throw new AwsError("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool");
}

/** Gives the user a new secret for an authenticator app, to be verified. */
export function associate({ state }: CognitoCall, { pool, user }: Holder): string {
  checkEnabled(pool);
  const pendingSecret = newSoftwareTokenSecret(state.ids);
  state.transact((transaction) => {
    const present = state.user(transaction, pool, user.username);
    state.putUser(transaction, pool, { ...present, mfa: { enabled: [], ...present.mfa, pendingSecret } }, present);
  });
  return pendingSecret;
}

/** Takes the user's app as its own if it gives the right code now. */
export function verifyToken({ state, now }: CognitoCall, { pool, user }: Holder, code: string, name?: string): void {
  const secret = user.mfa?.pendingSecret;
  if (secret === undefined) {
    throw new AwsError("SoftwareTokenMFANotFoundException", "User has not associated a software token.");
  }
  checkSetupCode(secret, code, now);
  state.transact((transaction) => {
    const present = state.user(transaction, pool, user.username);
    state.putUser(transaction, pool, withSoftwareToken(present, secret, name, false), present);
  });
}

/** The session of a sign-in that waits for MFA_SETUP. */
function setupSession(call: CognitoCall, text: string): { readonly pool: UserPool; readonly session: Session } {
  const found = findSession(call, text);
  if (found.session.challenge !== "MFA_SETUP") throw invalidSession();
  return found;
}

/** Replaces a session by one that knows more. */
function renewed(call: CognitoCall, pool: UserPool, session: Session, more: Pick<Session, "softwareToken">): string {
  const { state } = call;
  const client = state.client(state.reader, pool, session.clientId);
  endSession({ call, pool }, session);
  return keepSession({ call, pool, client }, { ...session, ...more }).toString("base64url");
}

/** The same in the course of a sign-in; the session that comes back is the one to go on with. */
export function associateInSession(call: CognitoCall, text: string): { SecretCode: string; Session: string } {
  const { pool, session } = setupSession(call, text);
  checkEnabled(pool);
  const secret = newSoftwareTokenSecret(call.state.ids);
  return { SecretCode: secret, Session: renewed(call, pool, session, { softwareToken: { secret, verified: false } }) };
}

export function verifyInSession(call: CognitoCall, text: string, code: string, name?: string): string {
  const { pool, session } = setupSession(call, text);
  const token = session.softwareToken;
  if (!token) throw invalidSession();
  checkSetupCode(token.secret, code, call.now);
  const softwareToken = { secret: token.secret, verified: true, ...(name !== undefined && { name }) };
  return renewed(call, pool, session, { softwareToken });
}
