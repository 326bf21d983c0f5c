import { AwsError } from "./errors.ts";
import type { Ids } from "./ids.ts";

/** What goes wrong: an AWS error, a delay, or both (the delay first). */
export interface FaultRule {
  /** Service folder name, e.g. `dynamodb`. */
  readonly service: string;
  /** Operation name as AWS writes it; every operation of the service if absent. */
  readonly operation?: string;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly status?: number;
    readonly members?: Readonly<Record<string, unknown>>;
  };
  readonly delayMilliseconds?: number;
  /** How many calls it strikes before it is spent; without end if absent. */
  readonly times?: number;
  /** The share of calls it strikes, from 0 to 1; every call if absent. */
  readonly share?: number;
}

export interface ActiveFault extends FaultRule {
  readonly id: string;
  /** How many calls it has struck. */
  readonly struck: number;
}

/** What the bus does to a call that a rule strikes. */
export interface FaultEffect {
  readonly delayMilliseconds: number;
  readonly error: AwsError | undefined;
}

/** The faults that tests and people put into operations. Not kept over a restart. */
export class Faults {
  readonly #ids: Ids;
  readonly #rules = new Map<string, FaultRule & { struck: number }>();

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  add(rule: FaultRule): string {
    const id = this.#ids.uuid();
    this.#rules.set(id, { ...rule, struck: 0 });
    return id;
  }

  remove(id: string): boolean {
    return this.#rules.delete(id);
  }

  clear(): void {
    this.#rules.clear();
  }

  list(): readonly ActiveFault[] {
    return Array.from(this.#rules, ([id, rule]) => ({ id, ...rule }));
  }

  /** The effect on a call of this operation now, if a rule strikes it; counts the strike. */
  strike(service: string, operation: string): FaultEffect | undefined {
    if (this.#rules.size === 0) return undefined;
    for (const [id, rule] of this.#rules) {
      if (rule.service !== service || (rule.operation !== undefined && rule.operation !== operation)) continue;
      if (rule.share !== undefined && this.#ids.random() >= rule.share) continue;
      rule.struck++;
      if (rule.times !== undefined && rule.struck >= rule.times) this.#rules.delete(id);
      const { error } = rule;
      return {
        delayMilliseconds: rule.delayMilliseconds ?? 0,
        error: error && new AwsError(error.code, error.message, error),
      };
    }
    return undefined;
  }
}
