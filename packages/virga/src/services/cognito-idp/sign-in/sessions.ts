import type { AwsError } from "../../../kernel/errors.ts";
import type { Call } from "../../../kernel/service.ts";
import { notAuthorized } from "../errors.ts";
import type { UserPool } from "../model.ts";
import type { Session } from "../sign-in-records.ts";
import type { CognitoState } from "../state.ts";
import { sealedBytes, unsealedBytes } from "../tokens/sealing.ts";
import type { SignInRequest } from "./request.ts";

const minute = 60_000;
/** Cognito's sessions are long; the spaces hide the length of what is inside. */
const contentLength = 400;

type SessionOwner = Pick<SignInRequest, "call" | "pool" | "client">;

/**
 * Keeps an unfinished sign-in for as long as the client's AuthSessionValidity says, and gives what stands for it: the
 * `Session` of an answer (base64url), or the SECRET_BLOCK of a password challenge (base64). It begins with the pool's id.
 */
export function keepSession(
  { call, pool, client }: SessionOwner,
  content: Omit<Session, "id" | "expires" | "clientId">,
): Buffer {
  const { state, host } = call;
  const now = host.clock.now();
  const expires = now + (client.settings.AuthSessionValidity ?? 3) * minute;
  const session: Session = { ...content, id: state.ids.uuid(), clientId: client.id, expires };
  return state.transact((transaction) => {
    state.signIn.putSession(transaction, pool, session, now);
    const key = state.signIn.sealingKey(transaction, pool, state.ids);
    const sealed = sealedBytes(key, JSON.stringify({ id: session.id, expires }).padEnd(contentLength), state.ids);
    return Buffer.concat([Buffer.from([pool.id.length]), Buffer.from(pool.id), sealed]);
  });
}

/** The session that a text stands for, if it waits for an answer; NotAuthorizedException otherwise. */
export function findSession(
  { state, now }: Call<CognitoState>,
  text: string,
): { readonly pool: UserPool; readonly session: Session } {
  const bytes = Buffer.from(text, "base64");
  const idEnd = 1 + (bytes[0] ?? 0);
  const place = state.poolPlace(state.reader, bytes.subarray(1, idEnd).toString("latin1"));
  const pool = place && state.pool(state.reader, place, place.id);
  const key = pool && state.signIn.existingSealingKey(state.reader, pool);
  const content = key && unsealedBytes(key, bytes.subarray(idEnd));
  if (!pool || content === undefined) throw invalidSession();
  const { id, expires } = JSON.parse(content) as { readonly id: string; readonly expires: number };
  if (expires <= now) throw notAuthorized("Invalid session for the user, session is expired.");
  const session = state.signIn.session(state.reader, pool, id);
  if (!session) throw usedSession();
  return { pool, session };
}

/** The same for a client's answer to a challenge: the session must be the client's own. */
export function openSession({ call, pool: { id }, client }: SessionOwner, text: string): Session {
  const { pool, session } = findSession(call, text);
  if (pool.id !== id || session.clientId !== client.id) throw invalidSession();
  return session;
}

/** Ends a session whose challenge has been answered: it is good once. */
export function endSession({ call: { state }, pool }: Pick<SessionOwner, "call" | "pool">, session: Session): void {
  state.transact((transaction) => {
    if (!state.signIn.session(transaction, pool, session.id)) throw usedSession();
    state.signIn.endSession(transaction, pool, session);
  });
}

/** What a session that is none is answered with. */
export function invalidSession(): AwsError {
  return notAuthorized("Invalid session for the user.");
}

function usedSession(): AwsError {
  return notAuthorized("Invalid session for the user, session can only be used once.");
}
