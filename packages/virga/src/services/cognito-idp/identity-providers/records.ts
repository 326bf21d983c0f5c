import type { IdentityProviderTypeType } from "@aws-sdk/client-cognito-identity-provider";

/** A provider that users of a pool sign in with. Instants are epoch milliseconds, here and below. */
export interface IdentityProvider {
  readonly name: string;
  readonly type: IdentityProviderTypeType;
  readonly details: Readonly<Record<string, string>>;
  /** What the pool's attributes are at the provider; `username` is what makes the username. */
  readonly mapping: Readonly<Record<string, string>>;
  readonly identifiers: readonly string[];
  readonly created: number;
  readonly modified: number;
}

/** What the provider's own identifier of a user is called where users are linked. */
export const subjectAttribute = "Cognito_Subject";

/** Who a user is at a provider. */
export interface Identity {
  readonly provider: string;
  readonly providerType: IdentityProviderTypeType;
  /** `Cognito_Subject`, or the pool's attribute by which the user will be known at the first sign-in. */
  readonly attribute: string;
  readonly value: string;
  /** Whether the user came from this provider, and was not linked to it. */
  readonly primary: boolean;
  readonly created: number;
}

/** A user on the way to a provider and back. */
export interface FederatedSignIn {
  /** The parameter `state` that the provider brings back. */
  readonly id: string;
  readonly provider: string;
  /** The application's request, as the query of `/oauth2/authorize`. */
  readonly query: string;
  readonly nonce: string;
  /** Where the provider sends the user back to. */
  readonly redirectUri: string;
  /** The SHA-256 of what the browser's cookie holds: nobody else can bring the user back. */
  readonly browser: string;
  readonly expires: number;
}
