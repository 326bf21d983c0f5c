import { Collection } from "../../kernel/collection.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Store } from "../../kernel/store.ts";
import { greetingNotFound, tooManyGreetings } from "./errors.ts";
import { mostGreetings } from "./model.ts";

/** One greeted name. */
export interface Greeting {
  readonly name: string;
  readonly count: number;
  /** Epoch milliseconds. */
  readonly lastGreetedAt: number;
}

/** Account and region: every resource belongs to one pair. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** All that hello remembers; the only part of the service that touches the store. */
export class HelloState {
  readonly #store: Store;
  readonly #greetings = new Collection<Greeting>("hello", "greetings");

  constructor(host: ServiceHost) {
    this.#store = host.store;
  }

  greet({ account, region }: Place, name: string, now: number): Greeting {
    return this.#store.transact((transaction) => {
      const count = (this.#greetings.get(transaction, account, region, name)?.count ?? 0) + 1;
      if (count > mostGreetings) throw tooManyGreetings(name);
      const greeting = { name, count, lastGreetedAt: now };
      this.#greetings.put(transaction, [account, region, name], greeting);
      return greeting;
    });
  }

  find({ account, region }: Place, name: string): Greeting {
    const greeting = this.#greetings.get(this.#store, account, region, name);
    if (!greeting) throw greetingNotFound(name);
    return greeting;
  }

  delete({ account, region }: Place, name: string): void {
    this.#store.transact((transaction) => {
      if (!this.#greetings.has(transaction, account, region, name)) throw greetingNotFound(name);
      this.#greetings.delete(transaction, account, region, name);
    });
  }
}
