import { Collection, type ListOptions } from "../../kernel/collection.ts";
import type { Ids } from "../../kernel/ids.ts";
import type { KeyPart } from "../../kernel/keys.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Store, StoreReader, Transaction } from "../../kernel/store.ts";
import { aliasExists, clientNotFound, groupNotFound, poolNotFound, userNotFound } from "./errors.ts";
import { IdentityProviderState } from "./identity-providers/identity-provider-state.ts";
import type { Draft } from "./messages.ts";
import type { Group, InboxMessage, PoolClient, User, UserPool } from "./model.ts";
import { OAuthState } from "./oauth/oauth-state.ts";
import { PasskeyState } from "./passkeys/passkey-state.ts";
import { inPool } from "./pool-key.ts";
import { Verifiers } from "./sign-in/srp.ts";
import { type Alias, aliasAttributesOf, aliasesOf, comparable } from "./sign-in-names.ts";
import { SignInState } from "./sign-in-state.ts";
import { SigningKeys } from "./tokens/signing-keys.ts";

/** Where a pool is; pool ids are unique over accounts and regions. */
export interface PoolPlace {
  readonly account: string;
  readonly region: string;
  readonly id: string;
}

const inboxSize = 1000;
const cachedPools = 1000;

/** All records of Cognito user pools. Methods take the transaction or reader that they work in. */
export class CognitoState {
  readonly ids: Ids;
  /** Sign-ins and what leads to them. */
  readonly signIn = new SignInState();
  /** Domains, resource servers and what the OAuth endpoints keep. */
  readonly oauth = new OAuthState();
  readonly passkeys = new PasskeyState();
  readonly identityProviders = new IdentityProviderState();
  readonly signingKeys: SigningKeys;
  readonly verifiers = new Verifiers();
  readonly #store: Store;
  readonly #pools = new Collection<UserPool>("cognito-idp", "pool");
  readonly #places = new Collection<PoolPlace>("cognito-idp", "pool-place");
  readonly #clients = new Collection<PoolClient>("cognito-idp", "client");
  readonly #clientPools = new Collection<string>("cognito-idp", "client-pool");
  readonly #users = new Collection<User>("cognito-idp", "user");
  readonly #userCounts = new Collection<number>("cognito-idp", "user-count");
  readonly #subs = new Collection<string>("cognito-idp", "sub");
  readonly #aliases = new Collection<string>("cognito-idp", "alias");
  readonly #groups = new Collection<Group>("cognito-idp", "group");
  readonly #groupUsers = new Collection<string>("cognito-idp", "group-user");
  readonly #userGroups = new Collection<string>("cognito-idp", "user-group");
  readonly #inbox = new Collection<InboxMessage>("cognito-idp", "inbox");
  /** The number of the newest message: reading it is cheaper than looking for the end of the inbox. */
  readonly #inboxEnds = new Collection<number>("cognito-idp", "inbox-end");
  /** Parsed pools beside the text they were parsed from: every call of a user operation needs its pool. */
  readonly #parsedPools = new Map<string, { readonly text: string; readonly pool: UserPool }>();

  constructor(host: ServiceHost) {
    this.ids = host.ids;
    this.#store = host.store;
    this.signingKeys = new SigningKeys(host, this.signIn, (reader, { id }) => this.poolPlace(reader, id) !== undefined);
  }

  get reader(): StoreReader {
    return this.#store;
  }

  transact<T>(work: (transaction: Transaction) => T): T {
    return this.#store.transact(work);
  }

  // Pools

  /** The pool, or Cognito's ResourceNotFoundException. */
  pool(reader: StoreReader, place: { readonly account: string; readonly region: string }, id: string): UserPool {
    const key = this.#pools.key(place.account, place.region, id);
    const text = reader.get(key);
    if (text === undefined) throw poolNotFound(id);
    const parsed = this.#parsedPools.get(key);
    if (parsed?.text === text) return parsed.pool;
    const pool = JSON.parse(text) as UserPool;
    if (this.#parsedPools.size >= cachedPools) this.#parsedPools.clear();
    this.#parsedPools.set(key, { text, pool });
    return pool;
  }

  /** Finds where a pool is by its id alone, for requests that carry no account. */
  poolPlace(reader: StoreReader, id: string): PoolPlace | undefined {
    return this.#places.get(reader, id);
  }

  putPool(transaction: Transaction, pool: UserPool): void {
    const { account, region, id } = pool;
    this.#pools.put(transaction, [account, region, id], pool);
    this.#places.put(transaction, [id], { account, region, id });
  }

  /** Deletes a pool with all that is in it. */
  deletePool(transaction: Transaction, pool: UserPool): void {
    for (const client of this.clients(transaction, pool)) this.#clientPools.delete(transaction, client.id);
    this.#pools.delete(transaction, pool.account, pool.region, pool.id);
    this.#places.delete(transaction, pool.id);
    const contents: readonly Collection<unknown>[] = [
      this.#clients,
      this.#users,
      this.#userCounts,
      this.#subs,
      this.#aliases,
      this.#groups,
      this.#groupUsers,
      this.#userGroups,
      this.#inbox,
    ];
    for (const collection of contents) collection.clear(transaction, ...inPool(pool));
    this.signIn.forgetPool(transaction, pool);
    this.oauth.forgetPool(transaction, pool);
    this.passkeys.forgetPool(transaction, pool);
    this.identityProviders.forgetPool(transaction, pool);
  }

  pools(
    reader: StoreReader,
    place: { readonly account: string; readonly region: string },
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Generator<UserPool> {
    return this.#pools.list(reader, [place.account, place.region], listOptions([place.account, place.region], options));
  }

  // Clients

  client(reader: StoreReader, pool: UserPool, id: string): PoolClient {
    const client = this.#clients.get(reader, ...inPool(pool), id);
    if (!client) throw clientNotFound(id);
    return client;
  }

  /** The id of the pool that a client belongs to, by the client's id alone. */
  clientPool(reader: StoreReader, id: string): string | undefined {
    return this.#clientPools.get(reader, id);
  }

  putClient(transaction: Transaction, pool: UserPool, client: PoolClient): void {
    this.#clients.put(transaction, [...inPool(pool), client.id], client);
    this.#clientPools.put(transaction, [client.id], pool.id);
  }

  deleteClient(transaction: Transaction, pool: UserPool, id: string): void {
    this.#clients.delete(transaction, ...inPool(pool), id);
    this.#clientPools.delete(transaction, id);
  }

  clients(
    reader: StoreReader,
    pool: UserPool,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Generator<PoolClient> {
    return this.#clients.list(reader, inPool(pool), listOptions(inPool(pool), options));
  }

  // Users

  userCount(reader: StoreReader, pool: UserPool): number {
    return this.#userCounts.get(reader, ...inPool(pool)) ?? 0;
  }

  /** The user of this very username (not of an alias or sub). */
  userByUsername(reader: StoreReader, pool: UserPool, username: string): User | undefined {
    return this.#users.get(reader, ...inPool(pool), comparable(pool, username));
  }

  /** The user that a `Username` parameter names: by username, by `sub`, or by an alias. */
  findUser(reader: StoreReader, pool: UserPool, name: string): User | undefined {
    const user = this.userByUsername(reader, pool, name);
    if (user) return user;
    const bySub = this.#subs.get(reader, ...inPool(pool), name);
    if (bySub !== undefined) return this.#users.get(reader, ...inPool(pool), bySub);
    for (const attribute of aliasAttributesOf(pool)) {
      const owner = this.aliasOwner(reader, pool, { attribute, value: comparable(pool, name) });
      if (owner) return owner;
    }
    return undefined;
  }

  /** The same, or Cognito's UserNotFoundException. */
  user(reader: StoreReader, pool: UserPool, name: string): User {
    const user = this.findUser(reader, pool, name);
    if (!user) throw userNotFound();
    return user;
  }

  aliasOwner(reader: StoreReader, pool: UserPool, alias: Alias): User | undefined {
    const owner = this.#aliases.get(reader, ...inPool(pool), alias.attribute, alias.value);
    return owner === undefined ? undefined : this.#users.get(reader, ...inPool(pool), owner);
  }

  /**
   * Writes a user; `previous` is the record it replaces. Aliases that it gains must be free, or else are taken from
   * their owners (whose address is then unverified) if `force` is set; otherwise AliasExistsException.
   */
  putUser(transaction: Transaction, pool: UserPool, user: User, previous?: User, force = false): void {
    const id = comparable(pool, user.username);
    const before = previous ? aliasesOf(pool, previous) : [];
    const after = aliasesOf(pool, user);
    for (const alias of after) {
      if (has(before, alias)) continue;
      const owner = this.aliasOwner(transaction, pool, alias);
      if (owner && owner.username !== user.username) {
        if (!force) throw aliasExists(alias.attribute);
        this.#loseAlias(transaction, pool, owner, alias);
      }
      this.#aliases.put(transaction, [...inPool(pool), alias.attribute, alias.value], id);
    }
    for (const alias of before) if (!has(after, alias)) this.#freeAlias(transaction, pool, id, alias);
    this.identityProviders.putIdentities(transaction, pool, id, user.identities, previous?.identities);
    this.#users.put(transaction, [...inPool(pool), id], user);
    if (!previous) {
      this.#subs.put(transaction, [...inPool(pool), user.sub], id);
      this.#userCounts.put(transaction, inPool(pool), this.userCount(transaction, pool) + 1);
    }
  }

  #loseAlias(transaction: Transaction, pool: UserPool, owner: User, alias: Alias): void {
    const attributes: Record<string, string> = { ...owner.attributes };
    if (alias.attribute === "preferred_username") delete attributes[alias.attribute];
    else attributes[`${alias.attribute}_verified`] = "false";
    this.#users.put(transaction, [...inPool(pool), comparable(pool, owner.username)], { ...owner, attributes });
  }

  #freeAlias(transaction: Transaction, pool: UserPool, id: string, alias: Alias): void {
    const parts = [...inPool(pool), alias.attribute, alias.value];
    if (this.#aliases.get(transaction, ...parts) === id) this.#aliases.delete(transaction, ...parts);
  }

  deleteUser(transaction: Transaction, pool: UserPool, user: User): void {
    const id = comparable(pool, user.username);
    for (const alias of aliasesOf(pool, user)) this.#freeAlias(transaction, pool, id, alias);
    for (const group of [...this.#userGroups.list(transaction, [...inPool(pool), id])]) {
      this.removeFromGroup(transaction, pool, user, group);
    }
    this.#subs.delete(transaction, ...inPool(pool), user.sub);
    this.#users.delete(transaction, ...inPool(pool), id);
    this.signIn.forgetUser(transaction, pool, id);
    this.passkeys.forgetUser(transaction, pool, id);
    this.identityProviders.putIdentities(transaction, pool, id, [], user.identities);
    this.#userCounts.put(transaction, inPool(pool), this.userCount(transaction, pool) - 1);
  }

  /** Users in the order of their usernames. */
  users(
    reader: StoreReader,
    pool: UserPool,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Generator<User> {
    return this.#users.list(reader, inPool(pool), listOptions(inPool(pool), options));
  }

  // Groups

  findGroup(reader: StoreReader, pool: UserPool, name: string): Group | undefined {
    return this.#groups.get(reader, ...inPool(pool), name);
  }

  group(reader: StoreReader, pool: UserPool, name: string): Group {
    const group = this.findGroup(reader, pool, name);
    if (!group) throw groupNotFound();
    return group;
  }

  putGroup(transaction: Transaction, pool: UserPool, group: Group): void {
    this.#groups.put(transaction, [...inPool(pool), group.name], group);
  }

  deleteGroup(transaction: Transaction, pool: UserPool, name: string): void {
    for (const user of [...this.#groupUsers.list(transaction, [...inPool(pool), name])]) {
      this.#userGroups.delete(transaction, ...inPool(pool), user, name);
    }
    this.#groupUsers.clear(transaction, ...inPool(pool), name);
    this.#groups.delete(transaction, ...inPool(pool), name);
  }

  groups(
    reader: StoreReader,
    pool: UserPool,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Generator<Group> {
    return this.#groups.list(reader, inPool(pool), listOptions(inPool(pool), options));
  }

  addToGroup(transaction: Transaction, pool: UserPool, user: User, group: string): void {
    const id = comparable(pool, user.username);
    this.#groupUsers.put(transaction, [...inPool(pool), group, id], id);
    this.#userGroups.put(transaction, [...inPool(pool), id, group], group);
  }

  removeFromGroup(transaction: Transaction, pool: UserPool, user: User, group: string): void {
    const id = comparable(pool, user.username);
    this.#groupUsers.delete(transaction, ...inPool(pool), group, id);
    this.#userGroups.delete(transaction, ...inPool(pool), id, group);
  }

  /** The groups that a user is in, in the order of their names. */
  *groupsOf(reader: StoreReader, pool: UserPool, user: User): Generator<Group> {
    for (const name of this.#userGroups.list(reader, [...inPool(pool), comparable(pool, user.username)])) {
      yield this.group(reader, pool, name);
    }
  }

  /** The users of a group, in the order of their usernames. */
  *usersIn(
    reader: StoreReader,
    pool: UserPool,
    group: string,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): Generator<User> {
    const within = [...inPool(pool), group];
    for (const id of this.#groupUsers.list(reader, within, listOptions(within, options))) {
      const user = this.#users.get(reader, ...inPool(pool), id);
      if (user) yield user;
    }
  }

  // The inbox: messages that Cognito would have sent

  /** Puts messages into the pool's inbox, which keeps the newest 1,000. */
  send(transaction: Transaction, pool: UserPool, now: number, drafts: readonly Draft[]): void {
    if (drafts.length === 0) return;
    let number = this.#inboxEnds.get(transaction, ...inPool(pool)) ?? 0;
    for (const draft of drafts) {
      number++;
      this.#inbox.put(transaction, [...inPool(pool), number], { number, sent: now, ...draft });
      if (number > inboxSize) this.#inbox.delete(transaction, ...inPool(pool), number - inboxSize);
    }
    this.#inboxEnds.put(transaction, inPool(pool), number);
  }

  /** The messages of a pool's inbox, newest first. */
  inbox(reader: StoreReader, pool: UserPool): readonly InboxMessage[] {
    return [...this.#inbox.list(reader, inPool(pool), { reverse: true })];
  }
}

function has(aliases: readonly Alias[], wanted: Alias): boolean {
  return aliases.some((alias) => alias.attribute === wanted.attribute && alias.value === wanted.value);
}

function listOptions(
  within: readonly KeyPart[],
  options: { readonly after?: string; readonly limit?: number },
): ListOptions {
  return {
    ...(options.after === undefined ? {} : { after: [...within, options.after] }),
    ...(options.limit === undefined ? {} : { limit: options.limit }),
  };
}
