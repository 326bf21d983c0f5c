import type { JsonWebKey } from "node:crypto";

/** An RSA key pair of a pool, with the id that tokens name it by. */
interface StoredKey {
  readonly kid: string;
  /** The private key. */
  readonly jwk: JsonWebKey;
}

/** The key pairs of a pool: ID and access tokens are signed by different ones. */
export interface StoredKeys {
  readonly id: StoredKey;
  readonly access: StoredKey;
}

/**
 * One sign-in of a user: what all tokens issued for it have in common. Tokens live only as long as it does; to revoke them
 * is to delete it. Instants are epoch milliseconds.
 */
export interface Grant {
  /** The `event_id` of the sign-in's tokens. */
  readonly id: string;
  readonly originJti: string;
  /** The user's name in comparable form. */
  readonly user: string;
  readonly clientId: string;
  readonly authTime: number;
  readonly scopes: readonly string[];
  /** Whether the tokens come from the OAuth endpoints. */
  readonly hosted?: boolean;
  readonly nonce?: string;
  readonly deviceKey?: string;
  /** The group key that the new device of this sign-in was given; ConfirmDevice keeps it. */
  readonly newDeviceGroupKey?: string;
  /** The number of the refresh token that is good now; each rotation counts it up. */
  readonly generation: number;
  /** Until when the refresh token before it is good as well. */
  readonly graceUntil?: number;
  readonly refreshExpires: number;
  /** When no token of the sign-in is good any more. */
  readonly expires: number;
}

/** Results of challenges that a session has seen, as the custom authentication triggers get them. */
export interface SeenChallenge {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata: string | null;
}

/** What the server keeps of a Secure Remote Password exchange under way; all hexadecimal. */
export interface SrpExchange {
  readonly clientPublic: string;
  readonly serverSecret: string;
  readonly serverPublic: string;
}

/** An unfinished sign-in that waits for the answer to a challenge. */
export interface Session {
  readonly id: string;
  readonly clientId: string;
  /** The user's name in comparable form; absent for users that only seem to exist. */
  readonly user?: string;
  /** The name that the caller gave, for users that only seem to exist. */
  readonly givenName: string;
  readonly flow: "USER_SRP_AUTH" | "CUSTOM_AUTH" | "USER_AUTH" | "PASSWORD";
  readonly challenge: string;
  readonly expires: number;
  readonly srp?: SrpExchange;
  /** The code that was sent. */
  readonly code?: string;
  /** What a passkey must sign, base64url. */
  readonly passkeyChallenge?: string;
  /** Wrong answers so far. */
  readonly failures?: number;
  readonly deviceKey?: string;
  readonly newPasswordSet?: boolean;
  readonly mfaDone?: boolean;
  /** A secret of MFA_SETUP, and whether the user has shown that it has it. */
  readonly softwareToken?: { readonly secret: string; readonly verified: boolean; readonly name?: string };
  readonly seen?: readonly SeenChallenge[];
  readonly privateParameters?: Readonly<Record<string, string>> | null;
  readonly challengeMetadata?: string | null;
}

/** A device that a user has confirmed. Salt and verifier are those of its SRP password, hexadecimal. */
export interface Device {
  readonly key: string;
  readonly groupKey: string;
  readonly name?: string;
  readonly salt: string;
  readonly verifier: string;
  readonly remembered: boolean;
  readonly lastIp?: string;
  readonly created: number;
  readonly modified: number;
  readonly authenticated: number;
}

/** Wrong passwords in a row. */
export interface FailedSignIns {
  readonly count: number;
  readonly last: number;
  readonly lockedUntil?: number;
}
