import { CachedCollection } from "../../kernel/cached-collection.ts";
import { Collection } from "../../kernel/collection.ts";
import type { Ids } from "../../kernel/ids.ts";
import type { KeyPart } from "../../kernel/keys.ts";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import type { UserPool } from "./model.ts";
import { inPool } from "./pool-key.ts";
import type { Device, FailedSignIns, Grant, Session, StoredKeys } from "./sign-in-records.ts";

/** How many expired records go when one is added, so that they become fewer. */
const sweptAtOnce = 4;

interface Expiry {
  readonly at: number;
  readonly kind: "grant" | "session";
  readonly key: readonly KeyPart[];
}

/**
 * The records of signing in: a pool's keys, sign-ins and the sessions on the way there, devices, wrong passwords. Grants and
 * sessions that have ended are removed as new ones are made. Users are named by their comparable usernames.
 */
export class SignInState {
  readonly #keys = new CachedCollection<StoredKeys>("cognito-idp", "signing-keys");
  readonly #sealingKeys = new Collection<string>("cognito-idp", "sealing-key");
  readonly #grants = new Collection<Grant>("cognito-idp", "grant");
  readonly #sessions = new Collection<Session>("cognito-idp", "session");
  readonly #devices = new Collection<Device>("cognito-idp", "device");
  readonly #failures = new Collection<FailedSignIns>("cognito-idp", "failed-sign-ins");
  readonly #expiries = new Collection<Expiry>("cognito-idp", "sign-in-expiry");

  forgetPool(transaction: Transaction, pool: UserPool): void {
    for (const collection of [this.#keys, this.#sealingKeys, this.#grants, this.#sessions, this.#devices] as const) {
      collection.clear(transaction, ...inPool(pool));
    }
    this.#failures.clear(transaction, ...inPool(pool));
  }

  forgetUser(transaction: Transaction, pool: UserPool, user: string): void {
    this.revokeAll(transaction, pool, user);
    this.#devices.clear(transaction, ...inPool(pool), user);
    this.#failures.delete(transaction, ...inPool(pool), user);
  }

  // Keys

  keys(reader: StoreReader, pool: UserPool): StoredKeys | undefined {
    return this.#keys.get(reader, ...inPool(pool));
  }

  putKeys(transaction: Transaction, pool: UserPool, keys: StoredKeys): void {
    this.#keys.put(transaction, inPool(pool), keys);
  }

  /** The secret that seals what clients keep for the pool (refresh tokens, sessions); made when it is first needed. */
  sealingKey(transaction: Transaction, pool: UserPool, ids: Ids): Buffer {
    let key = this.#sealingKeys.get(transaction, ...inPool(pool));
    if (key === undefined) {
      key = Buffer.from(ids.bytes(32)).toString("base64");
      this.#sealingKeys.put(transaction, inPool(pool), key);
    }
    return Buffer.from(key, "base64");
  }

  /** The same if it has been made: without it nothing can have been sealed. */
  existingSealingKey(reader: StoreReader, pool: UserPool): Buffer | undefined {
    const key = this.#sealingKeys.get(reader, ...inPool(pool));
    return key === undefined ? undefined : Buffer.from(key, "base64");
  }

  // Grants

  grant(reader: StoreReader, pool: UserPool, user: string, id: string): Grant | undefined {
    return this.#grants.get(reader, ...inPool(pool), user, id);
  }

  putGrant(transaction: Transaction, pool: UserPool, grant: Grant, now: number): void {
    const key = [...inPool(pool), grant.user, grant.id];
    this.#grants.put(transaction, key, grant);
    this.#expire(transaction, { at: grant.expires, kind: "grant", key }, now);
  }

  /** Ends a sign-in: none of its tokens is good any more. */
  revoke(transaction: Transaction, pool: UserPool, grant: Grant): void {
    const key = [...inPool(pool), grant.user, grant.id];
    this.#grants.delete(transaction, ...key);
    this.#expiries.delete(transaction, grant.expires, "grant", ...key);
  }

  /** Ends all sign-ins of a user. */
  revokeAll(transaction: Transaction, pool: UserPool, user: string): void {
    for (const grant of [...this.#grants.list(transaction, [...inPool(pool), user])]) {
      this.revoke(transaction, pool, grant);
    }
  }

  // Sessions

  session(reader: StoreReader, pool: UserPool, id: string): Session | undefined {
    return this.#sessions.get(reader, ...inPool(pool), id);
  }

  putSession(transaction: Transaction, pool: UserPool, session: Session, now: number): void {
    const key = [...inPool(pool), session.id];
    this.#sessions.put(transaction, key, session);
    this.#expire(transaction, { at: session.expires, kind: "session", key }, now);
  }

  endSession(transaction: Transaction, pool: UserPool, session: Session): void {
    const key = [...inPool(pool), session.id];
    this.#sessions.delete(transaction, ...key);
    this.#expiries.delete(transaction, session.expires, "session", ...key);
  }

  #expire(transaction: Transaction, expiry: Expiry, now: number): void {
    this.#expiries.put(transaction, [expiry.at, expiry.kind, ...expiry.key], expiry);
    for (const due of [...this.#expiries.list(transaction, [], { limit: sweptAtOnce })]) {
      if (due.at > now) return;
      this.#expiries.delete(transaction, due.at, due.kind, ...due.key);
      if (due.kind === "grant") this.#grants.delete(transaction, ...due.key);
      else this.#sessions.delete(transaction, ...due.key);
    }
  }

  // Devices

  device(reader: StoreReader, pool: UserPool, user: string, key: string): Device | undefined {
    return this.#devices.get(reader, ...inPool(pool), user, key);
  }

  putDevice(transaction: Transaction, pool: UserPool, user: string, device: Device): void {
    this.#devices.put(transaction, [...inPool(pool), user, device.key], device);
  }

  deleteDevice(transaction: Transaction, pool: UserPool, user: string, key: string): void {
    this.#devices.delete(transaction, ...inPool(pool), user, key);
  }

  /** A user's devices, in the order of their keys. */
  devices(reader: StoreReader, pool: UserPool, user: string, after?: string): Generator<Device> {
    const within = [...inPool(pool), user];
    return this.#devices.list(reader, within, after === undefined ? {} : { after: [...within, after] });
  }

  // Wrong passwords

  failures(reader: StoreReader, pool: UserPool, user: string): FailedSignIns | undefined {
    return this.#failures.get(reader, ...inPool(pool), user);
  }

  putFailures(transaction: Transaction, pool: UserPool, user: string, failures: FailedSignIns): void {
    this.#failures.put(transaction, [...inPool(pool), user], failures);
  }

  clearFailures(transaction: Transaction, pool: UserPool, user: string): void {
    this.#failures.delete(transaction, ...inPool(pool), user);
  }
}
