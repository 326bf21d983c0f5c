/** An API whose scopes access tokens can have. Instants are epoch milliseconds, here and below. */
export interface ResourceServer {
  readonly identifier: string;
  readonly name: string;
  readonly scopes: readonly { readonly name: string; readonly description: string }[];
}

/** A domain of a pool: a prefix of AWS's own, or, with a certificate, a whole name of the pool's owner. */
export interface PoolDomain {
  readonly domain: string;
  readonly poolId: string;
  readonly account: string;
  readonly region: string;
  readonly created: number;
  readonly certificateArn?: string;
  /** The distribution's name that the owner's DNS points to; only of a domain with a certificate. */
  readonly cloudFrontDistribution?: string;
  readonly managedLoginVersion: number;
}

/** What a user has let a client in for; the client gets tokens for it once. */
export interface AuthorizationCode {
  readonly code: string;
  readonly clientId: string;
  /** The user's name in comparable form. */
  readonly user: string;
  readonly sub: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly authTime: number;
  readonly nonce?: string;
  /** PKCE's, always S256. */
  readonly codeChallenge?: string;
  readonly expires: number;
}

/** A browser whose user has signed in at a pool's domain. */
export interface BrowserSession {
  /** The SHA-256 of what the browser's cookie holds. */
  readonly id: string;
  readonly user: string;
  readonly sub: string;
  readonly authTime: number;
  readonly expires: number;
}
