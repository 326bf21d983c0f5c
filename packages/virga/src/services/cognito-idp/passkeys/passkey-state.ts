import { Collection } from "../../../kernel/collection.ts";
import type { StoreReader, Transaction } from "../../../kernel/store.ts";
import type { UserPool } from "../model.ts";
import { inPool } from "../pool-key.ts";
import type { Passkey, PasskeyRegistration } from "./records.ts";

/** Users' passkeys, in the order of their registration, and the one registration that each may have under way. */
export class PasskeyState {
  readonly #passkeys = new Collection<readonly Passkey[]>("cognito-idp", "passkeys");
  readonly #registrations = new Collection<PasskeyRegistration>("cognito-idp", "passkey-registration");

  forgetPool(transaction: Transaction, pool: UserPool): void {
    this.#passkeys.clear(transaction, ...inPool(pool));
    this.#registrations.clear(transaction, ...inPool(pool));
  }

  forgetUser(transaction: Transaction, pool: UserPool, user: string): void {
    this.#passkeys.delete(transaction, ...inPool(pool), user);
    this.endRegistration(transaction, pool, user);
  }

  passkeys(reader: StoreReader, pool: UserPool, user: string): readonly Passkey[] {
    return this.#passkeys.get(reader, ...inPool(pool), user) ?? [];
  }

  putPasskeys(transaction: Transaction, pool: UserPool, user: string, passkeys: readonly Passkey[]): void {
    if (passkeys.length === 0) this.#passkeys.delete(transaction, ...inPool(pool), user);
    else this.#passkeys.put(transaction, [...inPool(pool), user], passkeys);
  }

  registration(reader: StoreReader, pool: UserPool, user: string): PasskeyRegistration | undefined {
    return this.#registrations.get(reader, ...inPool(pool), user);
  }

  /** Begins a registration; one before it that has not been completed is over. */
  putRegistration(transaction: Transaction, pool: UserPool, user: string, registration: PasskeyRegistration): void {
    this.#registrations.put(transaction, [...inPool(pool), user], registration);
  }

  endRegistration(transaction: Transaction, pool: UserPool, user: string): void {
    this.#registrations.delete(transaction, ...inPool(pool), user);
  }
}
