import type {
  ListWebAuthnCredentialsCommandInput,
  ListWebAuthnCredentialsResponse,
  WebAuthnCredentialDescription,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Call } from "../../../kernel/service.ts";
import { invalidPageToken, resourceNotFound } from "../errors.ts";
import type { User, UserPool } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import type { CognitoState } from "../state.ts";
import type { Passkey } from "./records.ts";

interface Owner {
  readonly pool: UserPool;
  readonly user: User;
}

/** A page of a user's passkeys, in the order of their registration: 20 at most. */
export function passkeysPage(
  { state }: Call<CognitoState>,
  { pool, user }: Owner,
  { NextToken, MaxResults }: Pick<ListWebAuthnCredentialsCommandInput, "NextToken" | "MaxResults">,
): ListWebAuthnCredentialsResponse {
  const after = afterToken(NextToken, invalidPageToken);
  const passkeys = state.passkeys.passkeys(state.reader, pool, comparable(pool, user.username));
  const rest = passkeys.filter(({ number }) => number > Number(after ?? 0));
  const { items, token } = takePage(rest, MaxResults || 20, ({ number }) => String(number));
  return { Credentials: items.map(describe), ...(token !== undefined && { NextToken: token }) };
}

/** Deletes a passkey, or throws ResourceNotFoundException. */
export function deletePasskey({ state }: Call<CognitoState>, { pool, user }: Owner, id: string): void {
  const name = comparable(pool, user.username);
  state.transact((transaction) => {
    const passkeys = state.passkeys.passkeys(transaction, pool, name);
    const kept = passkeys.filter((passkey) => passkey.id !== id);
    if (kept.length === passkeys.length) throw resourceNotFound("WebAuthn credential not found.");
    state.passkeys.putPasskeys(transaction, pool, name, kept);
  });
}

function describe(passkey: Passkey): WebAuthnCredentialDescription {
  return {
    CredentialId: passkey.id,
    FriendlyCredentialName: `Passkey ${passkey.number}`,
    RelyingPartyId: passkey.relyingPartyId,
    ...(passkey.attachment !== undefined && { AuthenticatorAttachment: passkey.attachment }),
    AuthenticatorTransports: [...passkey.transports],
    CreatedAt: new Date(passkey.created),
  };
}
