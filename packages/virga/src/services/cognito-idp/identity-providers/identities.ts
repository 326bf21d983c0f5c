import type { User } from "../model.ts";
import { type Identity, subjectAttribute } from "./records.ts";

/** How many identities users can be linked to. */
export const mostLinkedIdentities = 5;

/** The user with these identities, which the attribute `identities` tells as JSON. */
export function withIdentities(user: User, identities: readonly Identity[]): User {
  const { identities: _text, ...attributes } = user.attributes;
  if (identities.length === 0) {
    const { identities: _list, ...rest } = user;
    return { ...rest, attributes };
  }
  return { ...user, identities, attributes: { ...attributes, identities: JSON.stringify(identities.map(described)) } };
}

function described({ value, provider, providerType, primary, created }: Identity): object {
  return {
    userId: value,
    providerName: provider,
    providerType,
    issuer: null,
    primary,
    dateCreated: created,
  };
}

/** The identities as ID tokens have them: flags and instants are texts. */
export function identitiesClaim(text: string): readonly object[] {
  const identities = JSON.parse(text) as readonly { readonly primary: boolean; readonly dateCreated: number }[];
  return identities.map((identity) => ({
    ...identity,
    primary: String(identity.primary),
    dateCreated: String(identity.dateCreated),
  }));
}

/** The user's identities after a sign-in, from which on the provider's own identifier says who it is. */
export function settledIdentities(user: User, used: Identity, subject: string): readonly Identity[] {
  return (user.identities ?? []).map((identity) =>
    identity.provider === used.provider && identity.attribute === used.attribute && identity.value === used.value
      ? { ...identity, attribute: subjectAttribute, value: subject }
      : identity,
  );
}
