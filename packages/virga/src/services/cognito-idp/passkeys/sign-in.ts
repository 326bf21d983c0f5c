import type { Call } from "../../../kernel/service.ts";
import { challenge } from "../sign-in/challenges.ts";
import { nextStep } from "../sign-in/next-step.ts";
import { type Progress, required, type SignInAnswer, wrongCredentials } from "../sign-in/request.ts";
import { comparable } from "../sign-in-names.ts";
import type { CognitoState } from "../state.ts";
import { type AssertionCredential, assertionCredential, clientData } from "./credential-json.ts";
import { webAuthn } from "./library.ts";
import { userVerification, usesPasskeyMfa } from "./pool-config.ts";
import type { Passkey } from "./records.ts";
import { userHandle } from "./registration.ts";
import { isAllowedOrigin, usablePasskeys } from "./relying-party.ts";

/** A question to a user's authenticators. */
export interface PasskeyQuestion {
  /** What the answer must sign; the session keeps it. */
  readonly passkeyChallenge: string;
  /** The challenge's parameters: the options for `navigator.credentials.get`, as JSON. */
  readonly parameters: { readonly CREDENTIAL_REQUEST_OPTIONS: string };
}

/** Makes the question for a user who has passkeys. */
export function passkeyQuestion({ request, user }: Pick<Progress, "request" | "user">): PasskeyQuestion {
  const { call, pool, client } = request;
  const passkeys = usablePasskeys(call.state, pool, user);
  const passkeyChallenge = Buffer.from(call.state.ids.bytes(16)).toString("base64url");
  const options = {
    challenge: passkeyChallenge,
    timeout: (client.settings.AuthSessionValidity ?? 3) * 60_000,
    rpId: passkeys[0]?.relyingPartyId,
    allowCredentials: passkeys.map(({ id, transports }) => ({ type: "public-key", id, transports })),
    userVerification: userVerification(pool, user),
  };
  return { passkeyChallenge, parameters: { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) } };
}

/** Asks the user to sign with a passkey. */
export function passkeyChallenge(progress: Progress): SignInAnswer {
  const { passkeyChallenge, parameters } = passkeyQuestion(progress);
  return challenge(progress, "WEB_AUTHN", parameters, { passkeyChallenge });
}

/**
 * Goes on once a passkey of the user has signed the challenge. One that has verified the user may stand for all factors.
 * NotAuthorizedException if anything about the signature is not as it must be.
 */
export async function answerPasskey(progress: Progress, passkeyChallenge: string | undefined): Promise<SignInAnswer> {
  const { request, user } = progress;
  const { call, pool } = request;
  const assertion = assertionCredential(required(request, "CREDENTIAL"));
  const passkey = usablePasskeys(call.state, pool, user).find(({ id }) => id === assertion.id);
  if (!passkey || passkeyChallenge === undefined) throw wrongCredentials();
  if (assertion.userHandle !== undefined && assertion.userHandle !== userHandle(progress)) throw wrongCredentials();
  const verifiesUser = userVerification(pool, user) === "required";
  const counter = await call.host.activity.track(checked(assertion, passkey, passkeyChallenge, verifiesUser));
  keepCounter(call, progress, passkey, counter);
  return nextStep({ ...progress, ...(usesPasskeyMfa(pool, user) && { mfaDone: true }) });
}

/** The counter of a signature that holds: https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion */
async function checked(
  { id, userHandle: _checked, ...response }: AssertionCredential,
  { publicKey, counter, relyingPartyId }: Passkey,
  expectedChallenge: string,
  requireUserVerification: boolean,
): Promise<number> {
  const { origin } = clientData(response.clientDataJSON);
  if (!isAllowedOrigin(origin, relyingPartyId)) throw wrongCredentials();
  const result = await webAuthn()
    .verifyAuthenticationResponse({
      response: { id, rawId: id, type: "public-key", clientExtensionResults: {}, response },
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: relyingPartyId,
      credential: { id, publicKey: new Uint8Array(Buffer.from(publicKey, "base64url")), counter },
      requireUserVerification,
    })
    .catch(() => undefined);
  if (!result?.verified) throw wrongCredentials();
  return result.authenticationInfo.newCounter;
}

/** Keeps the counter, unless the passkey has been deleted or has signed in elsewhere meanwhile. */
function keepCounter(
  { state }: Call<CognitoState>,
  { request: { pool }, user }: Progress,
  used: Passkey,
  counter: number,
): void {
  const name = comparable(pool, user.username);
  state.transact((transaction) => {
    const passkeys = state.passkeys.passkeys(transaction, pool, name);
    const present = passkeys.find(({ id }) => id === used.id);
    if (present?.publicKey !== used.publicKey || (counter > 0 && counter <= present.counter)) throw wrongCredentials();
    if (counter === present.counter) return;
    const counted = passkeys.map((passkey) => (passkey === present ? { ...passkey, counter } : passkey));
    state.passkeys.putPasskeys(transaction, pool, name, counted);
  });
}
