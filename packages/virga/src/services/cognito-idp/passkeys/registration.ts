import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/errors.ts";
import type { Call } from "../../../kernel/service.ts";
import { comparable } from "../sign-in-names.ts";
import type { CognitoState } from "../state.ts";
import type { AccessTokenHolder } from "../tokens/access-token.ts";
import {
  type ClientData,
  clientData,
  invalidCredential,
  type RegistrationCredential,
  registrationCredential,
} from "./credential-json.ts";
import { webAuthn, webAuthnParts } from "./library.ts";
import { userVerification } from "./pool-config.ts";
import type { Passkey, PasskeyRegistration } from "./records.ts";
import { allowsPasskeys, isAllowedOrigin, relyingPartyId } from "./relying-party.ts";

type CognitoCall = Call<CognitoState>;
type Holder = Pick<AccessTokenHolder, "pool" | "client" | "user">;

/** COSE's numbers of the kinds of keys that pools take: ES256 and RS256. */
const algorithms: readonly number[] = [-7, -257];
const coseAlgorithm = 3;
/** How many passkeys a user can have. */
const mostPasskeys = 20;
const minute = 60_000;

function checkEnabled({ pool }: Holder): void {
  if (allowsPasskeys(pool)) return;
  throw new AwsError("WebAuthnNotEnabledException", "WebAuthn is not enabled for this user pool.");
}

function checkCount(passkeys: readonly Passkey[]): void {
  if (passkeys.length < mostPasskeys) return;
  throw new AwsError("LimitExceededException", `A user can have ${mostPasskeys} passkeys.`);
}

/** What a user's authenticators know the user by: https://www.w3.org/TR/webauthn-3/#user-handle */
export function userHandle({ user: { sub } }: Pick<Holder, "user">): string {
  return Buffer.from(sub).toString("base64url");
}

/**
 * Begins a registration, and gives the options for `navigator.credentials.create`. It must be completed while a sign-in's
 * session of the client would last. Throws WebAuthnNotEnabledException, WebAuthnConfigurationMissingException or
 * LimitExceededException.
 */
export function startRegistration(call: CognitoCall, holder: Holder) {
  const { state, now } = call;
  const { pool, client, user } = holder;
  checkEnabled(holder);
  const name = comparable(pool, user.username);
  return state.transact((transaction) => {
    const id = relyingPartyId(state, transaction, pool);
    if (id === undefined) {
      throw new AwsError(
        "WebAuthnConfigurationMissingException",
        "The user pool has no relying party id and no user pool domain.",
      );
    }
    const passkeys = state.passkeys.passkeys(transaction, pool, name);
    checkCount(passkeys);
    const challenge = Buffer.from(state.ids.bytes(16)).toString("base64url");
    const expires = now + (client.settings.AuthSessionValidity ?? 3) * minute;
    const registration = { challenge, clientId: client.id, relyingPartyId: id, expires };
    state.passkeys.putRegistration(transaction, pool, name, registration);
    return {
      authenticatorSelection: {
        requireResidentKey: true,
        residentKey: "required",
        userVerification: userVerification(pool, user),
      },
      challenge,
      excludeCredentials: passkeys
        .filter(({ relyingPartyId }) => relyingPartyId === id)
        .map((passkey) => ({ id: passkey.id, type: "public-key" })),
      pubKeyCredParams: algorithms.map((alg) => ({ alg, type: "public-key" })),
      rp: { id, name: id },
      timeout: minute,
      user: { displayName: user.username, id: userHandle(holder), name: user.username },
    };
  });
}

/** Keeps the passkey that an authenticator has made, once all about it has been checked. */
export async function completeRegistration(call: CognitoCall, holder: Holder, document: unknown): Promise<void> {
  const { state, now } = call;
  const { pool, user } = holder;
  checkEnabled(holder);
  const credential = registrationCredential(document);
  const collected = clientData(credential.clientDataJSON);
  const registration = checkedRegistration(call, holder, collected);
  checkAuthenticator(holder, credential, registration.relyingPartyId);
  const made = await call.host.activity.track(verified(credential, collected, registration));
  const name = comparable(pool, user.username);
  state.transact((transaction) => {
    const underWay = state.passkeys.registration(transaction, pool, name);
    if (underWay?.challenge !== registration.challenge) throw challengeNotFound();
    const passkeys = state.passkeys.passkeys(transaction, pool, name);
    checkCount(passkeys);
    if (passkeys.some(({ id }) => id === credential.id)) throw invalidCredential();
    const passkey: Passkey = {
      id: credential.id,
      ...made,
      relyingPartyId: registration.relyingPartyId,
      number: (passkeys.at(-1)?.number ?? 0) + 1,
      ...(credential.attachment !== undefined && { attachment: credential.attachment }),
      transports: credential.transports,
      created: now,
    };
    state.passkeys.endRegistration(transaction, pool, name);
    state.passkeys.putPasskeys(transaction, pool, name, [...passkeys, passkey]);
  });
}

/** The registration that the client's data answers. */
function checkedRegistration(
  { state, now }: CognitoCall,
  { pool, client, user }: Holder,
  { type, challenge, origin }: ClientData,
): PasskeyRegistration {
  const registration = state.passkeys.registration(state.reader, pool, comparable(pool, user.username));
  if (!registration || registration.expires <= now) throw challengeNotFound();
  if (registration.clientId !== client.id) {
    throw new AwsError("WebAuthnClientMismatchException", "The registration was started for another app client.");
  }
  if (challenge !== registration.challenge) throw challengeNotFound();
  if (type !== "webauthn.create") throw invalidCredential();
  if (relyingPartyId(state, state.reader, pool) !== registration.relyingPartyId) throw relyingPartyMismatch();
  if (!isAllowedOrigin(origin, registration.relyingPartyId)) {
    throw new AwsError("WebAuthnOriginNotAllowedException", `The origin ${origin} is not allowed.`);
  }
  return registration;
}

/** Checks what the authenticator says of itself: for whom, with whom and with what kind of key it made the passkey. */
function checkAuthenticator({ pool, user }: Holder, credential: RegistrationCredential, relyingParty: string): void {
  const { rpIdHash, userVerified, algorithm, format, certified } = partsOf(credential);
  const expected = createHash("sha256").update(relyingParty).digest();
  if (!expected.equals(rpIdHash)) throw relyingPartyMismatch();
  if (!algorithms.includes(algorithm)) throw notSupported(`keys of algorithm ${algorithm}`);
  // Nobody asked for certificates, and whether they are good would depend on the machine's clock.
  if ((format !== "none" && format !== "packed") || certified) throw notSupported(`attestations of format ${format}`);
  if (userVerification(pool, user) === "required" && !userVerified)
    throw notSupported("authenticators that do not verify the user");
}

interface AttestationParts {
  readonly rpIdHash: Uint8Array;
  readonly userVerified: boolean;
  readonly algorithm: number;
  readonly format: string;
  readonly certified: boolean;
}

function partsOf({ attestationObject }: RegistrationCredential): AttestationParts {
  const { decodeAttestationObject, parseAuthenticatorData, decodeCredentialPublicKey } = webAuthnParts();
  try {
    const attestation = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, "base64url")));
    const { rpIdHash, flags, credentialPublicKey } = parseAuthenticatorData(attestation.get("authData"));
    const key = decodeCredentialPublicKey(credentialPublicKey!) as unknown as ReadonlyMap<number, unknown>;
    return {
      rpIdHash,
      userVerified: flags.uv,
      algorithm: key.get(coseAlgorithm) as number,
      format: attestation.get("fmt"),
      certified: attestation.get("attStmt").get("x5c") !== undefined,
    };
  } catch {
    throw invalidCredential();
  }
}

/** The key of a registration whose attestation holds; InvalidParameterException otherwise. */
async function verified(
  { id, clientDataJSON, attestationObject }: RegistrationCredential,
  { origin }: ClientData,
  registration: PasskeyRegistration,
): Promise<Pick<Passkey, "publicKey" | "counter">> {
  const result = await webAuthn()
    .verifyRegistrationResponse({
      response: {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: { clientDataJSON, attestationObject },
      },
      expectedChallenge: registration.challenge,
      expectedOrigin: origin,
      expectedRPID: registration.relyingPartyId,
      requireUserVerification: false,
      supportedAlgorithmIDs: [...algorithms],
    })
    .catch(() => undefined);
  const made = result?.registrationInfo?.credential;
  if (!result?.verified || !made || made.id !== id) throw invalidCredential();
  return { publicKey: Buffer.from(made.publicKey).toString("base64url"), counter: made.counter };
}

function challengeNotFound(): AwsError {
  return new AwsError("WebAuthnChallengeNotFoundException", "The challenge was not found or has expired.");
}

function relyingPartyMismatch(): AwsError {
  return new AwsError(
    "WebAuthnRelyingPartyMismatchException",
    "The credential is for another relying party than the user pool's.",
  );
}

function notSupported(what: string): AwsError {
  return new AwsError("WebAuthnCredentialNotSupportedException", `User pools do not support ${what}.`);
}
