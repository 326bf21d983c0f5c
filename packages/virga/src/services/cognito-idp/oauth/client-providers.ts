import type { WireResponse } from "../../../kernel/wire.ts";
import type { IdentityProvider } from "../identity-providers/records.ts";
import type { PoolClient } from "../model.ts";
import { type Html, html, pageAnswer } from "./html.ts";
import type { Site } from "./site.ts";

/** The identity providers that users of a client can choose, in the client's order. */
export function clientProviders(
  { call: { state }, pool }: Site,
  { settings }: PoolClient,
): readonly IdentityProvider[] {
  return (settings.SupportedIdentityProviders ?? []).flatMap(
    (name) => state.identityProviders.find(state.reader, pool, name) ?? [],
  );
}

/** The provider to which all users of a client go, if they have no other way in. */
export function onlyProvider(site: Site, client: PoolClient): IdentityProvider | undefined {
  if (client.settings.SupportedIdentityProviders?.includes("COGNITO")) return undefined;
  const providers = clientProviders(site, client);
  return providers.length === 1 ? providers[0] : undefined;
}

/** The ways to the client's providers, for the sign-in page. */
export function providerLinks(site: Site, client: PoolClient): Html | undefined {
  const providers = clientProviders(site, client);
  if (providers.length === 0) return undefined;
  const links = providers.map(({ name }) => {
    const query = new URLSearchParams(site.query);
    query.delete("idp_identifier");
    query.set("identity_provider", name);
    return html`<p><a href="${`${site.base}/oauth2/authorize?${query}`}">Continue with ${name}</a></p>`;
  });
  return html`<nav aria-label="Providers">
${links}
</nav>`;
}

/** What users see of providers on the internet, which the runtime does not speak to. */
export function unservedProviderPage({ name, type }: IdentityProvider): WireResponse {
  return pageAnswer({
    title: `Sign in with ${name}`,
    content: html`<p>In tests, a provider of the type OIDC can stand in for it.</p>`,
    error: `Virga does not support signing in with providers of the type ${type}.`,
    status: 501,
  });
}
