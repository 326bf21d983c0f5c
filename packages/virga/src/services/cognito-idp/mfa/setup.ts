import { AwsError } from "../../../kernel/errors.ts";
import { notAuthorized } from "../errors.ts";
import type { MfaFactor, User } from "../model.ts";
import type { SignInRequest } from "../sign-in/request.ts";
import { endSession } from "../sign-in/sessions.ts";
import type { Session } from "../sign-in-records.ts";
import { matchingStep } from "./totp.ts";

/** Throws EnableSoftwareTokenMFAException if this is not a code of the secret now; gives the code's time step. */
export function checkSetupCode(secret: string, code: string, now: number): number {
  const step = matchingStep(secret, code, now);
  if (step === undefined) throw new AwsError("EnableSoftwareTokenMFAException", "Code mismatch");
  return step;
}

/** The user with a verified authenticator app. */
export function withSoftwareToken(user: User, secret: string, name: string | undefined, enabled: boolean): User {
  const { pendingSecret: _verified, ...mfa } = user.mfa ?? { enabled: [] };
  const factors: readonly MfaFactor[] = enabled
    ? [...new Set([...mfa.enabled, "SOFTWARE_TOKEN_MFA" as const])]
    : mfa.enabled;
  return { ...user, mfa: { ...mfa, enabled: factors, softwareToken: { secret, ...(name && { name }) } } };
}

/** Ends a sign-in's MFA_SETUP: the app that the session has seen verified is the user's second factor from now on. */
export function finishSetup(request: SignInRequest, session: Session, user: User): User {
  const { call, pool } = request;
  const token = session.softwareToken;
  if (!token?.verified) throw notAuthorized("Invalid session for the user.");
  const updated = { ...withSoftwareToken(user, token.secret, token.name, true), modified: call.now };
  endSession(request, session);
  call.state.transact((transaction) => call.state.putUser(transaction, pool, updated, user));
  return updated;
}
