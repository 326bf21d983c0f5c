import { Collection } from "../../../kernel/collection.ts";
import type { KeyPart } from "../../../kernel/keys.ts";
import type { StoreReader, Transaction } from "../../../kernel/store.ts";
import type { FederatedSignIn } from "../identity-providers/records.ts";
import type { UserPool } from "../model.ts";
import { inPool } from "../pool-key.ts";
import type { AuthorizationCode, BrowserSession, PoolDomain, ResourceServer } from "./records.ts";

/** How many expired records go when one is added, so that they become fewer. */
const sweptAtOnce = 4;

interface Expiry {
  readonly at: number;
  readonly kind: "code" | "browser" | "federation";
  readonly key: readonly KeyPart[];
}

/** The records of a pool's OAuth endpoints. Codes, browsers' sessions and users on their way to a provider that have ended go as new ones are made. */
export class OAuthState {
  readonly #resourceServers = new Collection<ResourceServer>("cognito-idp", "resource-server");
  /** Domains by name: a prefix is one region's, a whole name everybody's. */
  readonly #domains = new Collection<PoolDomain>("cognito-idp", "domain");
  readonly #poolDomains = new Collection<string>("cognito-idp", "pool-domain");
  readonly #codes = new Collection<AuthorizationCode>("cognito-idp", "authorization-code");
  readonly #browsers = new Collection<BrowserSession>("cognito-idp", "browser-session");
  readonly #federations = new Collection<FederatedSignIn>("cognito-idp", "federated-sign-in");
  readonly #expiries = new Collection<Expiry>("cognito-idp", "oauth-expiry");

  forgetPool(transaction: Transaction, pool: UserPool): void {
    for (const domain of this.domains(transaction, pool)) this.deleteDomain(transaction, pool, domain);
    const collections = [this.#resourceServers, this.#codes, this.#browsers, this.#federations] as const;
    for (const collection of collections) {
      collection.clear(transaction, ...inPool(pool));
    }
  }

  // Resource servers

  resourceServer(reader: StoreReader, pool: UserPool, identifier: string): ResourceServer | undefined {
    return this.#resourceServers.get(reader, ...inPool(pool), identifier);
  }

  putResourceServer(transaction: Transaction, pool: UserPool, server: ResourceServer): void {
    this.#resourceServers.put(transaction, [...inPool(pool), server.identifier], server);
  }

  deleteResourceServer(transaction: Transaction, pool: UserPool, identifier: string): void {
    this.#resourceServers.delete(transaction, ...inPool(pool), identifier);
  }

  /** In the order of their identifiers. */
  resourceServers(reader: StoreReader, pool: UserPool, after?: string): Generator<ResourceServer> {
    const options = after === undefined ? {} : { after: [...inPool(pool), after] };
    return this.#resourceServers.list(reader, inPool(pool), options);
  }

  /** Whether a scope, `<identifier>/<name>`, is one of the pool's resource servers. */
  hasCustomScope(reader: StoreReader, pool: UserPool, scope: string): boolean {
    // Identifiers have slashes of their own; names of scopes have none.
    const end = scope.lastIndexOf("/");
    const server = end > 0 ? this.resourceServer(reader, pool, scope.slice(0, end)) : undefined;
    return server?.scopes.some(({ name }) => name === scope.slice(end + 1)) ?? false;
  }

  // Domains

  /** The domain of this name; `region` matters for prefixes only. */
  domain(reader: StoreReader, region: string, domain: string): PoolDomain | undefined {
    return this.#domains.get(reader, ...domainKey(region, domain));
  }

  putDomain(transaction: Transaction, pool: UserPool, domain: PoolDomain): void {
    this.#domains.put(transaction, domainKey(pool.region, domain.domain), domain);
    this.#poolDomains.put(transaction, [...inPool(pool), domain.domain], domain.domain);
  }

  deleteDomain(transaction: Transaction, pool: UserPool, { domain }: PoolDomain): void {
    this.#domains.delete(transaction, ...domainKey(pool.region, domain));
    this.#poolDomains.delete(transaction, ...inPool(pool), domain);
  }

  /** The pool's domains: at most a prefix and a name of its own. */
  domains(reader: StoreReader, pool: UserPool): readonly PoolDomain[] {
    const names = [...this.#poolDomains.list(reader, inPool(pool))];
    return names.flatMap((name) => this.domain(reader, pool.region, name) ?? []);
  }

  // Authorization codes

  putCode(transaction: Transaction, pool: UserPool, code: AuthorizationCode, now: number): void {
    const key = [...inPool(pool), code.code];
    this.#codes.put(transaction, key, code);
    this.#expire(transaction, { at: code.expires, kind: "code", key }, now);
  }

  /** Takes a code away and gives it, unless it has expired: it is good once. */
  takeCode(transaction: Transaction, pool: UserPool, id: string, now: number): AuthorizationCode | undefined {
    const key = [...inPool(pool), id];
    const code = this.#codes.get(transaction, ...key);
    if (!code) return undefined;
    this.#codes.delete(transaction, ...key);
    this.#expiries.delete(transaction, code.expires, "code", ...key);
    return code.expires > now ? code : undefined;
  }

  // Browsers' sessions

  browser(reader: StoreReader, pool: UserPool, id: string, now: number): BrowserSession | undefined {
    const session = this.#browsers.get(reader, ...inPool(pool), id);
    return session && session.expires > now ? session : undefined;
  }

  putBrowser(transaction: Transaction, pool: UserPool, session: BrowserSession, now: number): void {
    const key = [...inPool(pool), session.id];
    this.#browsers.put(transaction, key, session);
    this.#expire(transaction, { at: session.expires, kind: "browser", key }, now);
  }

  deleteBrowser(transaction: Transaction, pool: UserPool, session: BrowserSession): void {
    const key = [...inPool(pool), session.id];
    this.#browsers.delete(transaction, ...key);
    this.#expiries.delete(transaction, session.expires, "browser", ...key);
  }

  // Users on their way to an identity provider and back

  putFederation(transaction: Transaction, pool: UserPool, signIn: FederatedSignIn, now: number): void {
    const key = [...inPool(pool), signIn.id];
    this.#federations.put(transaction, key, signIn);
    this.#expire(transaction, { at: signIn.expires, kind: "federation", key }, now);
  }

  /** Takes a sign-in of this browser away and gives it, unless it has expired: its state is good once. */
  takeFederation(
    transaction: Transaction,
    pool: UserPool,
    { id, browser }: Pick<FederatedSignIn, "id" | "browser">,
    now: number,
  ): FederatedSignIn | undefined {
    const key = [...inPool(pool), id];
    const signIn = this.#federations.get(transaction, ...key);
    if (signIn?.browser !== browser) return undefined;
    this.#federations.delete(transaction, ...key);
    this.#expiries.delete(transaction, signIn.expires, "federation", ...key);
    return signIn.expires > now ? signIn : undefined;
  }

  #expire(transaction: Transaction, expiry: Expiry, now: number): void {
    this.#expiries.put(transaction, [expiry.at, expiry.kind, ...expiry.key], expiry);
    for (const due of [...this.#expiries.list(transaction, [], { limit: sweptAtOnce })]) {
      if (due.at > now) return;
      this.#expiries.delete(transaction, due.at, due.kind, ...due.key);
      this.#ofKind(due.kind).delete(transaction, ...due.key);
    }
  }

  #ofKind(kind: Expiry["kind"]): Collection<unknown> {
    if (kind === "code") return this.#codes;
    return kind === "browser" ? this.#browsers : this.#federations;
  }
}

function domainKey(region: string, domain: string): readonly KeyPart[] {
  return domain.includes(".") ? ["*", domain] : [region, domain];
}
