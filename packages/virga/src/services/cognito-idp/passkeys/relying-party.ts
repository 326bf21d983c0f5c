import type { StoreReader } from "../../../kernel/store.ts";
import type { User, UserPool } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import type { CognitoState } from "../state.ts";
import type { Passkey } from "./records.ts";

/** Whether the pool lets users sign in with passkeys. */
export function allowsPasskeys(pool: UserPool): boolean {
  return pool.settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors?.includes("WEB_AUTHN") ?? false;
}

/**
 * The domain that the pool's passkeys are bound to: the configured one, or else the pool's own domain, a custom one before a
 * prefix; undefined if there is none of them.
 */
export function relyingPartyId(state: CognitoState, reader: StoreReader, pool: UserPool): string | undefined {
  if (pool.webAuthn?.RelyingPartyId) return pool.webAuthn.RelyingPartyId;
  const domains = state.oauth.domains(reader, pool);
  const custom = domains.find(({ certificateArn }) => certificateArn !== undefined);
  if (custom) return custom.domain;
  return domains[0] && `${domains[0].domain}.auth.${pool.region}.amazoncognito.com`;
}

/** The passkeys that a user can sign in with now: those of the pool's present relying party. */
export function usablePasskeys(state: CognitoState, pool: UserPool, user: User): readonly Passkey[] {
  if (!allowsPasskeys(pool)) return [];
  const present = relyingPartyId(state, state.reader, pool);
  const passkeys = state.passkeys.passkeys(state.reader, pool, comparable(pool, user.username));
  return passkeys.filter((passkey) => passkey.relyingPartyId === present);
}

const androidApp = /^android:apk-key-hash:[\w-]{43}$/;

/**
 * Whether a passkey of the relying party may have been used from this origin: a page of its domain or one below it, over
 * HTTPS (HTTP will do for localhost), or an Android app, whose tie to the domain Android has checked.
 * https://www.w3.org/TR/webauthn-3/#sctn-validating-origin
 */
export function isAllowedOrigin(origin: string, relyingParty: string): boolean {
  if (androidApp.test(origin)) return true;
  const url = URL.parse(origin);
  if (!url || url.origin !== origin) return false;
  if (url.hostname !== relyingParty && !url.hostname.endsWith(`.${relyingParty}`)) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLocal(url.hostname));
}

function isLocal(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}
