import { createHash } from "node:crypto";
import { Collection } from "../../../kernel/collection.ts";
import type { KeyPart } from "../../../kernel/keys.ts";
import type { StoreReader, Transaction } from "../../../kernel/store.ts";
import type { UserPool } from "../model.ts";
import { inPool } from "../pool-key.ts";
import type { Identity, IdentityProvider } from "./records.ts";

/** The identity providers of pools, and which user is who there. */
export class IdentityProviderState {
  readonly #providers = new Collection<IdentityProvider>("cognito-idp", "identity-provider");
  readonly #identifiers = new Collection<string>("cognito-idp", "identity-provider-identifier");
  /** The key parts of users by provider, attribute and the attribute's value. */
  readonly #identities = new Collection<string>("cognito-idp", "identity");

  forgetPool(transaction: Transaction, pool: UserPool): void {
    for (const collection of [this.#providers, this.#identifiers, this.#identities] as const) {
      collection.clear(transaction, ...inPool(pool));
    }
  }

  find(reader: StoreReader, pool: UserPool, name: string): IdentityProvider | undefined {
    return this.#providers.get(reader, ...inPool(pool), name);
  }

  findByIdentifier(reader: StoreReader, pool: UserPool, identifier: string): IdentityProvider | undefined {
    const name = this.#identifiers.get(reader, ...inPool(pool), identifier);
    return name === undefined ? undefined : this.find(reader, pool, name);
  }

  /** Writes a provider, whose identifiers must be free; `previous` is the record it replaces. */
  put(transaction: Transaction, pool: UserPool, provider: IdentityProvider, previous?: IdentityProvider): void {
    for (const identifier of previous?.identifiers ?? []) {
      this.#identifiers.delete(transaction, ...inPool(pool), identifier);
    }
    for (const identifier of provider.identifiers) {
      this.#identifiers.put(transaction, [...inPool(pool), identifier], provider.name);
    }
    this.#providers.put(transaction, [...inPool(pool), provider.name], provider);
  }

  delete(transaction: Transaction, pool: UserPool, { name, identifiers }: IdentityProvider): void {
    for (const identifier of identifiers) this.#identifiers.delete(transaction, ...inPool(pool), identifier);
    this.#providers.delete(transaction, ...inPool(pool), name);
  }

  /** In the order of their names. */
  list(reader: StoreReader, pool: UserPool, after?: string): Generator<IdentityProvider> {
    const options = after === undefined ? {} : { after: [...inPool(pool), after] };
    return this.#providers.list(reader, inPool(pool), options);
  }

  /** The name in comparable form of the user who is this at the provider. */
  userOf(
    reader: StoreReader,
    pool: UserPool,
    identity: Pick<Identity, "provider" | "attribute" | "value">,
  ): string | undefined {
    return this.#identities.get(reader, ...identityKey(pool, identity));
  }

  /** Keeps track of who a user is; `user` is the name in comparable form. */
  putIdentities(
    transaction: Transaction,
    pool: UserPool,
    user: string,
    identities: readonly Identity[] = [],
    previous: readonly Identity[] = [],
  ): void {
    for (const identity of previous) this.#identities.delete(transaction, ...identityKey(pool, identity));
    for (const identity of identities) this.#identities.put(transaction, identityKey(pool, identity), user);
  }
}

/** Values may be longer than keys can be, hence their hash. */
function identityKey(
  pool: UserPool,
  { provider, attribute, value }: Pick<Identity, "provider" | "attribute" | "value">,
): readonly KeyPart[] {
  return [...inPool(pool), provider, attribute, createHash("sha256").update(value).digest("base64url")];
}
