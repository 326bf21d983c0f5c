import type { User } from "../model.ts";
import { aliasAttributesOf, comparable } from "../sign-in-names.ts";
import type { Session } from "../sign-in-records.ts";
import { type SignInAnswer, type SignInRequest, wrongCredentials } from "./request.ts";
import { endSession, keepSession } from "./sessions.ts";
import { beginExchange, isClaimProven } from "./srp.ts";
import { claimOf } from "./srp-parameters.ts";
import { checkLock, countFailure, forgetFailures, pretendedUser } from "./users.ts";

/** A user's name and password in the terms of SRP. */
interface Identity {
  readonly name: string;
  readonly salt: string;
  readonly verifier: string;
}

function identityOf({ call: { state }, pool }: SignInRequest, user: User | undefined, givenName: string): Identity {
  if (user?.password) {
    return { name: user.username, salt: user.password.salt, verifier: state.verifiers.of(user.password.x) };
  }
  const key = state.transact((transaction) => state.signIn.sealingKey(transaction, pool, state.ids));
  const pretended = pretendedUser(key, comparable(pool, givenName));
  const name = user?.username ?? (aliasAttributesOf(pool).length > 0 ? pretended.sub : givenName);
  return { name, salt: pretended.salt, verifier: state.verifiers.of(pretended.salt.repeat(2)) };
}

/**
 * Asks for the proof that the caller knows the password. Users that do not exist, or have no password, look like others.
 * `more` is what else the session remembers. In the SRP flow itself the secret block is all that the answer needs.
 */
export function passwordChallenge(
  request: SignInRequest,
  user: User | undefined,
  givenName: string,
  clientPublic: string,
  more: Pick<Session, "flow"> & Partial<Session>,
): SignInAnswer {
  const { pool, call } = request;
  const identity = identityOf(request, user, givenName);
  const srp = beginExchange(identity.verifier, clientPublic, call.state.ids);
  const content = { givenName, ...more, ...(user && { user: comparable(pool, user.username) }), srp };
  const kept = keepSession(request, { ...content, challenge: "PASSWORD_VERIFIER" });
  return {
    ChallengeName: "PASSWORD_VERIFIER",
    ...(more.flow !== "USER_SRP_AUTH" && { Session: kept.toString("base64url") }),
    ChallengeParameters: {
      SALT: identity.salt,
      SECRET_BLOCK: kept.toString("base64"),
      SRP_B: srp.serverPublic,
      USERNAME: user?.username ?? givenName,
      USER_ID_FOR_SRP: identity.name,
    },
  };
}

/** Throws NotAuthorizedException unless the answer proves the user's password; the session ends either way. */
export function checkPasswordClaim(request: SignInRequest, session: Session, user: User | undefined): User {
  const { pool } = request;
  if (user) checkLock(request, user);
  const claim = claimOf(request, { group: pool.id.slice(pool.id.indexOf("_") + 1), identity: user?.username ?? "" });
  endSession(request, session);
  if (!user?.password || !session.srp) throw wrongCredentials();
  if (!isClaimProven(session.srp, request.call.state.verifiers.of(user.password.x), claim)) {
    countFailure(request, user);
    throw wrongCredentials();
  }
  forgetFailures(request, user);
  return user;
}
