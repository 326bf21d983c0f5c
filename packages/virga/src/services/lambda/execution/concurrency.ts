import { tooManyRequests } from "../errors.ts";
import { leastUnreserved } from "../functions/concurrency.ts";
import { type FunctionPlace, functionArn } from "../model.ts";

/** What the concurrency of functions is limited to. */
export interface ConcurrencyLimits {
  /** What is set aside for a function, which it may not exceed. */
  reserved(place: FunctionPlace): number | undefined;
  /** What an account's region has for all functions for which nothing is set aside. */
  unreserved(place: FunctionPlace): number;
}

/** Counts the invocations under way. */
export class Concurrency {
  readonly #limits: ConcurrencyLimits;
  readonly #underWay = new Map<string, number>();

  constructor(limits: ConcurrencyLimits) {
    this.#limits = limits;
  }

  /**
   * An invocation begins; the returned function says that it is over.
   * @throws AwsError TooManyRequestsException
   */
  enter(place: FunctionPlace): () => void {
    const reserved = this.#limits.reserved(place);
    const key = reserved === undefined ? `${place.account}:${place.region}` : functionArn(place);
    const count = this.#underWay.get(key) ?? 0;
    if (reserved !== undefined) {
      if (count >= reserved) throw tooManyRequests("ReservedFunctionConcurrentInvocationLimitExceeded");
    } else if (count >= leastUnreserved && count >= this.#limits.unreserved(place)) {
      throw tooManyRequests("ConcurrentInvocationLimitExceeded");
    }
    this.#underWay.set(key, count + 1);
    return () => this.#leave(key);
  }

  #leave(key: string): void {
    const count = this.#underWay.get(key)! - 1;
    if (count === 0) this.#underWay.delete(key);
    else this.#underWay.set(key, count);
  }
}
