import type { StateValue } from "@aws-sdk/client-cloudwatch";

/** A composite alarm's rule. */
export type Rule =
  | { readonly kind: "state"; readonly value: StateValue; readonly alarm: string }
  | { readonly kind: "constant"; readonly holds: boolean }
  | { readonly kind: "not"; readonly of: Rule }
  | { readonly kind: "and" | "or"; readonly all: readonly Rule[] }
  | {
      readonly kind: "at-least";
      readonly count: number;
      readonly percent: boolean;
      readonly value: StateValue;
      readonly negated: boolean;
      readonly alarms: readonly string[];
    };

/** The names of all alarms that a rule is about. */
export function alarmsOfRule(rule: Rule): readonly string[] {
  switch (rule.kind) {
    case "state":
      return [rule.alarm];
    case "constant":
      return [];
    case "not":
      return alarmsOfRule(rule.of);
    case "at-least":
      return rule.alarms;
    default:
      return rule.all.flatMap(alarmsOfRule);
  }
}

/** Whether a rule holds for the alarms' states. */
export function ruleHolds(rule: Rule, stateOf: (alarm: string) => StateValue | undefined): boolean {
  switch (rule.kind) {
    case "state":
      return stateOf(rule.alarm) === rule.value;
    case "constant":
      return rule.holds;
    case "not":
      return !ruleHolds(rule.of, stateOf);
    case "and":
      return rule.all.every((part) => ruleHolds(part, stateOf));
    case "or":
      return rule.all.some((part) => ruleHolds(part, stateOf));
    case "at-least": {
      const holding = rule.alarms.filter((alarm) => (stateOf(alarm) === rule.value) !== rule.negated).length;
      return holding >= (rule.percent ? Math.ceil((rule.count / 100) * rule.alarms.length) : rule.count);
    }
  }
}
