import { Collection } from "../../kernel/collection.ts";
import { accountOfAccessKey, createAccessKeyPair, refusedCredentials } from "../../kernel/iam/access-keys.ts";
import type { CredentialSource, IssuedCredentials } from "../../kernel/iam/ports.ts";
import type { Ids } from "../../kernel/ids.ts";
import type { Principal } from "../../kernel/principal.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Store } from "../../kernel/store.ts";

/** Temporary credentials as they are given out and stored. */
export interface TemporaryCredentials extends IssuedCredentials {
  readonly accessKeyId: string;
  readonly sessionToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Expired credentials are remembered for a day, to be called expired and not merely invalid. */
const rememberedFor = 24 * 60 * 60 * 1_000;
const mostForgottenAtOnce = 20;
const mostCached = 1_000;

/** The temporary credentials that were issued; the only part of the service that touches the store. */
export class StsState implements CredentialSource {
  readonly #store: Store;
  readonly #ids: Ids;
  readonly #credentials = new Collection<TemporaryCredentials>("sts", "credentials");
  readonly #byExpiry = new Collection<string>("sts", "by-expiry");
  /** Read credentials, so that a caller's principal is the same object in each of its calls. */
  readonly #cache = new Map<string, TemporaryCredentials>();

  constructor(host: ServiceHost) {
    this.#store = host.store;
    this.#ids = host.ids;
    new Collection("sts").watch(host.store, () => this.#cache.clear());
  }

  find(accessKeyId: string): IssuedCredentials | undefined {
    if (!accessKeyId.startsWith("ASIA")) return undefined;
    const cached = this.#cache.get(accessKeyId);
    if (cached) return cached;
    const found = this.#credentials.get(this.#store, accessKeyId);
    if (!found) return refusedCredentials(accessKeyId, "ASIA");
    if (this.#cache.size >= mostCached) this.#cache.clear();
    this.#cache.set(accessKeyId, found);
    return found;
  }

  /** Issues credentials to a principal and forgets some that expired long ago. */
  issue(account: string, principal: Principal, now: number, durationSeconds: number): TemporaryCredentials {
    return this.#store.transact((transaction) => {
      const isTaken = (id: string) => this.#credentials.has(transaction, id);
      const { accessKeyId, secretAccessKey } = createAccessKeyPair(this.#ids, "ASIA", account, isTaken);
      const sessionToken = Buffer.from(this.#ids.bytes(222)).toString("base64");
      const expiresAt = now + durationSeconds * 1_000;
      const issued = { accessKeyId, secretAccessKey, sessionToken, expiresAt, principal };
      this.#credentials.put(transaction, [accessKeyId], issued);
      this.#byExpiry.put(transaction, [expiresAt, accessKeyId], accessKeyId);
      for (const forgotten of Array.from(this.#byExpiry.list(transaction, [], { limit: mostForgottenAtOnce }))) {
        const credentials = this.#credentials.get(transaction, forgotten);
        if (!credentials || credentials.expiresAt + rememberedFor > now) break;
        this.#credentials.delete(transaction, forgotten);
        this.#byExpiry.delete(transaction, credentials.expiresAt, forgotten);
      }
      return issued;
    });
  }

  /** The account that an access key belongs to, if Virga made the key. */
  accountOf(accessKeyId: string): string | undefined {
    return accountOfAccessKey(accessKeyId);
  }
}
