import type {
  IdentityProviderType,
  IdentityProviderTypeType,
  ProviderDescription,
} from "@aws-sdk/client-cognito-identity-provider";
import type { StoreReader } from "../../../kernel/store.ts";
import { invalidParameter, resourceNotFound, unsupported } from "../errors.ts";
import type { UserPool } from "../model.ts";
import type { IdentityProviderState } from "./identity-provider-state.ts";
import type { IdentityProvider } from "./records.ts";

/** What a type of provider takes and has; https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IdentityProviderType.html */
interface TypeRules {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** What Cognito knows of the provider by itself. */
  readonly known: Readonly<Record<string, string>>;
  /** Details that are told to nobody. */
  readonly secret?: readonly string[];
  /** What makes the username. */
  readonly username: string;
}

const social = ["client_id", "client_secret", "authorize_scopes"];
const fixed = { attributes_url_add_attributes: "false", token_request_method: "POST" };

const rules: Readonly<Record<Exclude<IdentityProviderTypeType, "SAML">, TypeRules>> = {
  OIDC: {
    required: ["client_id", "authorize_scopes", "attributes_request_method", "oidc_issuer"],
    optional: [
      "client_secret",
      "attributes_url",
      "attributes_url_add_attributes",
      "authorize_url",
      "jwks_uri",
      "token_url",
    ],
    known: { attributes_url_add_attributes: "false" },
    username: "sub",
  },
  Google: {
    required: social,
    optional: [],
    known: {
      attributes_url: "https://people.googleapis.com/v1/people/me?personFields=",
      attributes_url_add_attributes: "true",
      authorize_url: "https://accounts.google.com/o/oauth2/v2/auth",
      oidc_issuer: "https://accounts.google.com",
      token_request_method: "POST",
      token_url: "https://www.googleapis.com/oauth2/v4/token",
    },
    username: "sub",
  },
  Facebook: { required: social, optional: ["api_version"], known: {}, username: "id" },
  LoginWithAmazon: {
    required: social,
    optional: [],
    known: {
      ...fixed,
      attributes_url: "https://api.amazon.com/user/profile",
      authorize_url: "https://www.amazon.com/ap/oa",
      token_url: "https://api.amazon.com/auth/o2/token",
    },
    username: "user_id",
  },
  SignInWithApple: {
    required: ["client_id", "team_id", "key_id", "private_key", "authorize_scopes"],
    optional: [],
    known: {
      ...fixed,
      authorize_url: "https://appleid.apple.com/auth/authorize",
      oidc_issuer: "https://appleid.apple.com",
      token_url: "https://appleid.apple.com/auth/token",
    },
    secret: ["private_key"],
    username: "sub",
  },
};

type Details = Readonly<Record<string, string>>;

/** What an input says of a provider. */
export interface GivenProvider {
  readonly ProviderDetails?: Details | undefined;
  readonly AttributeMapping?: Details | undefined;
  readonly IdpIdentifiers?: readonly string[] | undefined;
}

/**
 * A provider's details, checked, with what Cognito fills in. A type's own rules apply; SAML is refused by name.
 * @throws AwsError InvalidParameterException
 */
export function checkedDetails(type: IdentityProviderTypeType, given: Details): Details {
  if (type === "SAML") throw unsupported("identity providers of the type SAML");
  const { required, optional, known } = rules[type];
  for (const name of required) {
    if (!given[name]) throw invalidParameter(`${name} is required in ProviderDetails of the provider type ${type}.`);
  }
  const unknown = Object.keys(given).find(
    (name) => !required.includes(name) && !optional.includes(name) && !Object.hasOwn(known, name),
  );
  if (unknown !== undefined) {
    throw invalidParameter(`${unknown} is not supported in ProviderDetails of the provider type ${type}.`);
  }
  if (type === "OIDC") checkOidc(given);
  // What is known of a social provider stays; an OIDC provider's own word counts.
  return type === "OIDC" ? { ...known, ...given } : { ...given, ...known };
}

function checkOidc(given: Details): void {
  const { attributes_request_method: method, attributes_url_add_attributes: adds = "false" } = given;
  if (method !== "GET" && method !== "POST") {
    throw invalidParameter("attributes_request_method must be GET or POST.");
  }
  if (adds !== "false") throw unsupported(`attributes_url_add_attributes ${adds} of OIDC providers`);
  if (!given.authorize_scopes!.split(/\s+/).includes("openid")) {
    throw invalidParameter("authorize_scopes of the provider type OIDC must have openid.");
  }
  for (const name of ["oidc_issuer", "authorize_url", "token_url", "attributes_url", "jwks_uri"]) {
    const url = given[name];
    if (url !== undefined && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) {
      throw invalidParameter(`${name} is not a valid URL.`);
    }
  }
}

/** The mapping with what makes the username; its attributes must be the pool's. */
export function checkedMapping(pool: UserPool, type: IdentityProviderTypeType, given: Details): Details {
  if (type === "SAML") throw unsupported("identity providers of the type SAML");
  const names = new Set(pool.schema.map(({ Name }) => Name));
  for (const name of Object.keys(given)) {
    if (name === "username") continue;
    if (!names.has(name) || name === "sub" || name === "identities") {
      throw invalidParameter(`Invalid AttributeMapping: the user pool has no attribute ${name} that can be mapped.`);
    }
  }
  return { ...given, username: given.username ?? rules[type].username };
}

/** Identifiers must be nobody else's in the pool. */
export function checkedIdentifiers(
  state: IdentityProviderState,
  reader: StoreReader,
  pool: UserPool,
  name: string,
  given: readonly string[],
): readonly string[] {
  if (new Set(given).size < given.length) throw invalidParameter("IdpIdentifiers must be unique.");
  for (const identifier of given) {
    const owner = state.findByIdentifier(reader, pool, identifier);
    if (owner && owner.name !== name) {
      throw invalidParameter(`The identifier ${identifier} is already used by the provider ${owner.name}.`);
    }
  }
  return given;
}

/** A social provider's name is its type's; no provider has the pool's own. */
export function checkName(type: IdentityProviderTypeType, name: string): void {
  if (type === "SAML") throw unsupported("identity providers of the type SAML");
  if (type !== "OIDC" && name !== type) {
    throw invalidParameter(`ProviderName of the provider type ${type} must be ${type}.`);
  }
  if (type === "OIDC" && (name.toUpperCase() === "COGNITO" || Object.hasOwn(rules, name))) {
    throw invalidParameter(`ProviderName ${name} is reserved.`);
  }
}

export function describeProvider(pool: UserPool, provider: IdentityProvider): IdentityProviderType {
  const secret = provider.type === "SAML" ? [] : (rules[provider.type].secret ?? []);
  const details = Object.entries(provider.details).filter(([name]) => !secret.includes(name));
  return {
    UserPoolId: pool.id,
    ProviderName: provider.name,
    ProviderType: provider.type,
    ProviderDetails: Object.fromEntries(details),
    AttributeMapping: provider.mapping,
    IdpIdentifiers: [...provider.identifiers],
    LastModifiedDate: new Date(provider.modified),
    CreationDate: new Date(provider.created),
  };
}

export function listedProvider({ name, type, created, modified }: IdentityProvider): ProviderDescription {
  return {
    ProviderName: name,
    ProviderType: type,
    LastModifiedDate: new Date(modified),
    CreationDate: new Date(created),
  };
}

/** The provider of this name, or ResourceNotFoundException. */
export function existingProvider(
  state: IdentityProviderState,
  reader: StoreReader,
  pool: UserPool,
  name: string,
): IdentityProvider {
  const provider = state.find(reader, pool, name);
  if (!provider) throw providerNotFound(pool, name);
  return provider;
}

export function providerNotFound(pool: UserPool, name: string) {
  return resourceNotFound(`The provider ${name} does not exist for User Pool ${pool.id}.`);
}
