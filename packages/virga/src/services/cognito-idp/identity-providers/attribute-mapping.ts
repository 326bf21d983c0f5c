import { checkedAttributes } from "../attributes.ts";
import { invalidParameter, notAuthorized } from "../errors.ts";
import type { PoolClient, UserPool } from "../model.ts";
import type { ProviderResponse } from "./provider-response.ts";
import type { ProviderClaims } from "./provider-token.ts";
import type { IdentityProvider } from "./records.ts";

export type Texts = Readonly<Record<string, string>>;

/** Values as the texts that attributes are: what is neither text, number nor flag becomes JSON, and null is left out. */
export function texts(claims: ProviderClaims): Texts {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(claims)) {
    if (value === null || value === undefined) continue;
    result[name] = typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  return result;
}

const mappableTokens = ["access_token", "id_token", "refresh_token"];

/** All that can be mapped: the claims, those of the userInfo endpoint first, and the tokens themselves. */
export function providerAttributes({ tokenResponse, idToken, userInfo }: ProviderResponse): Texts {
  const tokens = Object.fromEntries(mappableTokens.map((name) => [name, tokenResponse[name]]));
  return texts({ ...tokens, ...idToken, ...userInfo });
}

/**
 * The pool's attributes of a user by the provider's mapping.
 * @throws AwsError InvalidParameterException for values that are not of the schema, NotAuthorizedException where the
 * client may not write an attribute
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html
 */
export function mappedAttributes(
  pool: UserPool,
  client: PoolClient,
  { mapping }: IdentityProvider,
  given: Texts,
  isUpdate: boolean,
): Readonly<Record<string, string>> {
  const list: { readonly Name: string; readonly Value: string }[] = [];
  for (const [name, source] of Object.entries(mapping)) {
    const value = name === "username" ? undefined : given[source];
    if (value === undefined) continue;
    if (!mayWrite(client, name)) throw notAuthorized("A client attempted to write unauthorized attribute");
    list.push({ Name: name, Value: value });
  }
  return checkedAttributes(pool.schema, list, isUpdate);
}

/** Whether an address is verified is the provider's word and not the client's. */
function mayWrite({ settings }: PoolClient, name: string): boolean {
  return name.endsWith("_verified") || (settings.WriteAttributes?.includes(name) ?? true);
}

/** Throws if a new user lacks an attribute that the pool requires. */
export function checkRequired(pool: UserPool, attributes: Texts): void {
  const missing = pool.schema.flatMap(({ Name, Required }) =>
    Required && Name !== "sub" && !attributes[Name!] ? [Name!] : [],
  );
  if (missing.length > 0) throw invalidParameter(`attributes required: [${missing.join(", ")}]`);
}
