import type { ProviderUserIdentifierType } from "@aws-sdk/client-cognito-identity-provider";
import type { StoreReader } from "../../../kernel/store.ts";
import { invalidParameter } from "../errors.ts";
import type { User, UserPool } from "../model.ts";
import type { CognitoState } from "../state.ts";
import { existingProvider } from "./provider-settings.ts";
import { type Identity, subjectAttribute } from "./records.ts";

/** A user as inputs name it. */
export interface UserIdentifier {
  readonly provider: string;
  readonly attribute: string | undefined;
  readonly value: string;
}

/** Reads who is meant; `parameter` names it in the error. @throws AwsError InvalidParameterException */
export function readIdentifier(parameter: string, given: ProviderUserIdentifierType): UserIdentifier {
  const { ProviderName: provider, ProviderAttributeName: attribute, ProviderAttributeValue: value } = given;
  if (!provider) throw invalidParameter(`Missing required parameter ProviderName in ${parameter}.`);
  if (!value) throw invalidParameter(`Missing required parameter ProviderAttributeValue in ${parameter}.`);
  return { provider, attribute: attribute || undefined, value };
}

/** Whether a name stands for the pool itself, whose users have passwords. */
export function isOfPool(provider: string): boolean {
  return provider.toLowerCase() === "cognito";
}

/** The user of the pool that an identifier names: by username, or as a provider knows it. */
export function linkedUser(
  state: CognitoState,
  reader: StoreReader,
  pool: UserPool,
  { provider, value }: UserIdentifier,
): User | undefined {
  if (isOfPool(provider)) return state.findUser(reader, pool, value);
  existingProvider(state.identityProviders, reader, pool, provider);
  const identity = { provider, attribute: subjectAttribute, value };
  const name = state.identityProviders.userOf(reader, pool, identity);
  return name === undefined ? undefined : state.userByUsername(reader, pool, name);
}

/** Who will sign in as somebody else. @throws AwsError InvalidParameterException */
export function sourceIdentity(
  state: CognitoState,
  reader: StoreReader,
  pool: UserPool,
  given: ProviderUserIdentifierType,
  now: number,
): Identity {
  const { provider, attribute, value } = readIdentifier("SourceUser", given);
  if (isOfPool(provider)) {
    throw invalidParameter(
      "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser",
    );
  }
  if (!attribute) throw invalidParameter("Missing required parameter ProviderAttributeName in SourceUser.");
  const { type, mapping } = existingProvider(state.identityProviders, reader, pool, provider);
  if (attribute !== subjectAttribute && (type !== "OIDC" || !Object.hasOwn(mapping, attribute))) {
    throw invalidParameter(`Invalid SourceUser: ${attribute} is not an attribute that the provider ${provider} maps.`);
  }
  return { provider, providerType: type, attribute, value, primary: false, created: now };
}
