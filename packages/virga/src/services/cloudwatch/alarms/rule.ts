import type { StateValue } from "@aws-sdk/client-cloudwatch";
import { validationError } from "../errors.ts";
import { alarmOfArn } from "../model.ts";

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

const tokenPattern = /\s*(?:([()%,])|"((?:[^"\\]|\\.)*)"|([^\s()",%]+))/y;

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

/** How many alarms one rule may be about, and how deep it may nest. */
const mostAlarms = 100;
const deepest = 50;

function tokenize(rule: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (rule.slice(position).trim() !== "") {
    tokenPattern.lastIndex = position;
    const found = tokenPattern.exec(rule);
    if (!found) throw invalidRule(rule.slice(position).trim());
    const [, symbol, quoted, word] = found;
    tokens.push(
      quoted === undefined
        ? { text: (symbol ?? word)!, quoted: false }
        : { text: quoted.replaceAll(/\\(.)/g, "$1"), quoted: true },
    );
    position = tokenPattern.lastIndex;
  }
  return tokens;
}

function invalidRule(at: string): Error {
  return validationError(`AlarmRule must contain a valid expression. Invalid syntax at or near '${at}'.`);
}

const states = new Set(["ALARM", "OK", "INSUFFICIENT_DATA"]);

/** Reads a rule: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export function parseRule(text: string): Rule {
  const tokens = tokenize(text);
  let next = 0;
  let depth = 0;
  const at = () => tokens[next]?.text ?? "end of the rule";
  const isNext = (word: string) => tokens[next]?.quoted === false && tokens[next]!.text.toUpperCase() === word;
  const expect = (word: string) => {
    if (!isNext(word)) throw invalidRule(at());
    next++;
  };

  function joined(kind: "or" | "and", word: "OR" | "AND", part: () => Rule): Rule {
    const all = [part()];
    while (isNext(word)) {
      next++;
      all.push(part());
    }
    return all.length === 1 ? all[0]! : { kind, all };
  }
  const either = (): Rule => joined("or", "OR", both);
  const both = (): Rule => joined("and", "AND", negated);

  function negated(): Rule {
    if (!isNext("NOT")) return single();
    next++;
    return { kind: "not", of: negated() };
  }

  function single(): Rule {
    if (++depth > deepest) throw validationError("AlarmRule nests too deeply.");
    const word = at().toUpperCase();
    next++;
    let rule: Rule;
    if (word === "(") {
      rule = either();
      expect(")");
    } else if (word === "TRUE" || word === "FALSE") rule = { kind: "constant", holds: word === "TRUE" };
    else if (word === "AT_LEAST") rule = atLeast();
    else if (states.has(word)) {
      expect("(");
      rule = { kind: "state", value: word as StateValue, alarm: alarmName() };
      expect(")");
    } else {
      next--;
      throw invalidRule(at());
    }
    depth--;
    return rule;
  }

  /** `AT_LEAST(2, ALARM, (a, b, c))`, `AT_LEAST(50%, NOT OK, (a, b))` */
  function atLeast(): Rule {
    expect("(");
    const count = Number(at());
    if (!Number.isInteger(count) || count < 1) throw invalidRule(at());
    next++;
    const percent = isNext("%");
    if (percent) next++;
    expect(",");
    const not = isNext("NOT");
    if (not) next++;
    const value = at().toUpperCase();
    if (!states.has(value)) throw invalidRule(at());
    next++;
    expect(",");
    expect("(");
    const alarms = [alarmName()];
    while (isNext(",")) {
      next++;
      alarms.push(alarmName());
    }
    expect(")");
    expect(")");
    if (!percent && count > alarms.length) throw invalidRule(String(count));
    return { kind: "at-least", count, percent, value: value as StateValue, negated: not, alarms };
  }

  /** Names may be bare words; a name with blanks or parentheses stands in quotes. */
  function alarmName(): string {
    const token = tokens[next];
    if (!token || (!token.quoted && "()%,".includes(token.text))) throw invalidRule(at());
    next++;
    return alarmOfArn(token.text)?.name ?? token.text;
  }

  const rule = either();
  if (next < tokens.length) throw invalidRule(at());
  if (new Set(alarmsOfRule(rule)).size > mostAlarms) {
    throw validationError(`AlarmRule must not refer to more than ${mostAlarms} alarms.`);
  }
  return rule;
}

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
