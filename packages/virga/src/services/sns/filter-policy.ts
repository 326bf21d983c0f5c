import { compileEventPattern, type EventPattern } from "../../kernel/patterns/event-pattern.ts";
import { InvalidPattern } from "../../kernel/patterns/value-matchers.ts";
import type { PublishedMessage, StoredAttributes } from "./model.ts";

export type FilterScope = "MessageAttributes" | "MessageBody";

const mostKeys = 5;
const mostCombinations = 150;

/** What is wrong with a filter policy, as AWS says it; undefined if nothing. */
export function filterPolicyProblem(text: string, scope: FilterScope): string | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch (thrown) {
    return `failed to parse JSON. ${(thrown as Error).message}`;
  }
  try {
    const { fields } = compileEventPattern(policy);
    const isNested = Object.values(policy as object).some((value) => !Array.isArray(value));
    if (scope === "MessageAttributes" && isNested) {
      return "Filter policy scope MessageAttributes does not support nested filter policy";
    }
    if (fields.length > mostKeys) return `Filter policy can not have more than ${String(mostKeys)} keys`;
    const combinations = fields.reduce((product, { path, values }) => product * values * path.split(".").length, 1);
    return combinations > mostCombinations ? "Filter policy is too complex" : undefined;
  } catch (thrown) {
    if (thrown instanceof InvalidPattern) return thrown.message;
    throw thrown;
  }
}

/** Compiled filter policies, by their text. */
export class FilterPolicies {
  readonly #compiled = new Map<string, EventPattern>();

  /** Whether a message is for a subscription with this filter policy. */
  matches(text: string, scope: FilterScope, message: PublishedMessage): boolean {
    const pattern = this.#pattern(text);
    if (scope === "MessageAttributes") return pattern.matches(attributeEvent(message.attributes));
    try {
      const body: unknown = JSON.parse(message.message);
      return typeof body === "object" && body !== null && !Array.isArray(body) && pattern.matches(body);
    } catch {
      // A body that is no JSON matches nothing.
      return false;
    }
  }

  #pattern(text: string): EventPattern {
    let pattern = this.#compiled.get(text);
    if (!pattern) {
      pattern = compileEventPattern(JSON.parse(text));
      if (this.#compiled.size >= mostCompiled) this.#compiled.clear();
      this.#compiled.set(text, pattern);
    }
    return pattern;
  }
}

const mostCompiled = 500;

function attributeEvent(attributes: StoredAttributes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([name, { Type, Value }]) => [name, typed(Type, Value)]));
}

function typed(type: string, value: string): unknown {
  if (type === "Number") return Number(value);
  if (type !== "String.Array") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
