/** A passkey that a user has registered. Its id is base64url, its key a COSE key in base64url. */
export interface Passkey {
  readonly id: string;
  readonly publicKey: string;
  /** The newest signature counter that the authenticator has shown; 0 for those that do not count. */
  readonly counter: number;
  readonly relyingPartyId: string;
  /** Counts a user's passkeys in the order of their registration. */
  readonly number: number;
  readonly attachment?: string;
  readonly transports: readonly string[];
  readonly created: number;
}

/** A registration that waits for the authenticator's answer. */
export interface PasskeyRegistration {
  readonly challenge: string;
  readonly clientId: string;
  readonly relyingPartyId: string;
  readonly expires: number;
}
