import type { Call } from "../../../kernel/service.ts";
import { askProvider, isOwnAddress, jsonObject, ProviderFailure } from "./provider-requests.ts";
import type { IdentityProvider } from "./records.ts";

/** Where an OpenID Connect provider does what. */
export interface ProviderEndpoints {
  readonly issuer: string;
  readonly authorize: string;
  readonly token: string;
  readonly keys: string;
  /** Absent where the provider tells of users in ID tokens only. */
  readonly userInfo: string | undefined;
}

/**
 * The endpoints that the provider's details name; if one is missing, the issuer's discovery document says the rest.
 * @throws ProviderFailure
 * https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export async function providerEndpoints(
  call: Pick<Call, "host">,
  { details }: IdentityProvider,
): Promise<ProviderEndpoints> {
  const { oidc_issuer: issuer = "", authorize_url, token_url, jwks_uri, attributes_url } = details;
  if (authorize_url && token_url && jwks_uri) {
    return { issuer, authorize: authorize_url, token: token_url, keys: jwks_uri, userInfo: attributes_url };
  }
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const answer = await askProvider(call, { url });
  const document = answer.status === 200 ? jsonObject(answer) : undefined;
  if (!document) throw new ProviderFailure(`Unable to discover the provider at ${url}: HTTP status ${answer.status}`);
  const found = (name: string, given: string | undefined): string | undefined => {
    const value = given ?? document[name];
    return typeof value === "string" ? value : undefined;
  };
  const needed = (name: string, given: string | undefined): string => {
    const value = found(name, given);
    if (value === undefined) throw new ProviderFailure(`The provider's document at ${url} has no ${name}`);
    return value;
  };
  return {
    // Pools of this runtime say AWS's issuer wherever they are asked.
    issuer: isOwnAddress(call.host, new URL(url)) ? needed("issuer", undefined) : issuer,
    authorize: needed("authorization_endpoint", authorize_url),
    token: needed("token_endpoint", token_url),
    keys: needed("jwks_uri", jwks_uri),
    userInfo: found("userinfo_endpoint", attributes_url),
  };
}
