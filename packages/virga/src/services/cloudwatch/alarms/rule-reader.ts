import type { StateValue } from "@aws-sdk/client-cloudwatch";
import { validationError } from "../errors.ts";
import { alarmOfArn } from "../model.ts";
import { alarmsOfRule, type Rule } from "./rule.ts";

/** How many alarms one rule may be about, and how deep it may nest. */
const mostAlarms = 100;
const deepest = 50;

/**
 * Reads a rule: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @throws AwsError ValidationError for one that can't be read, nests deeper than 50, or is about more than 100 alarms
 */
export function parseRule(text: string): Rule {
  const rule = new RuleReader(tokenize(text)).read();
  if (new Set(alarmsOfRule(rule)).size > mostAlarms) {
    throw validationError(`AlarmRule must not refer to more than ${mostAlarms} alarms.`);
  }
  return rule;
}

const tokenPattern = /\s*(?:([()%,])|"((?:[^"\\]|\\.)*)"|([^\s()",%]+))/y;

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

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

const states: ReadonlySet<string> = new Set<StateValue>(["ALARM", "OK", "INSUFFICIENT_DATA"]);

class RuleReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): Rule {
    const rule = this.#either();
    if (this.#next < this.#tokens.length) throw invalidRule(this.#text);
    return rule;
  }

  get #text(): string {
    return this.#tokens[this.#next]?.text ?? "end of the rule";
  }

  #isNext(word: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.quoted === false && token.text.toUpperCase() === word;
  }

  #takes(word: string): boolean {
    const isNext = this.#isNext(word);
    if (isNext) this.#next++;
    return isNext;
  }

  #expect(word: string): void {
    if (!this.#takes(word)) throw invalidRule(this.#text);
  }

  #either(): Rule {
    return this.#joined("or", "OR", () => this.#both());
  }

  #both(): Rule {
    return this.#joined("and", "AND", () => this.#negated());
  }

  #joined(kind: "or" | "and", word: "OR" | "AND", part: () => Rule): Rule {
    const all = [part()];
    while (this.#takes(word)) all.push(part());
    return all.length === 1 ? all[0]! : { kind, all };
  }

  #negated(): Rule {
    return this.#takes("NOT") ? { kind: "not", of: this.#negated() } : this.#single();
  }

  #single(): Rule {
    if (++this.#depth > deepest) throw validationError("AlarmRule nests too deeply.");
    const rule = this.#operand();
    this.#depth--;
    return rule;
  }

  #operand(): Rule {
    const word = this.#text.toUpperCase();
    if (this.#takes("(")) {
      const rule = this.#either();
      this.#expect(")");
      return rule;
    }
    if (word === "TRUE" || word === "FALSE") {
      this.#next++;
      return { kind: "constant", holds: word === "TRUE" };
    }
    if (word === "AT_LEAST") {
      this.#next++;
      return this.#atLeast();
    }
    const value = this.#state();
    this.#expect("(");
    const alarm = this.#alarmName();
    this.#expect(")");
    return { kind: "state", value, alarm };
  }

  /** `AT_LEAST(2, ALARM, (a, b, c))`, `AT_LEAST(50%, NOT OK, (a, b))` */
  #atLeast(): Rule {
    this.#expect("(");
    const count = Number(this.#text);
    if (!Number.isInteger(count) || count < 1) throw invalidRule(this.#text);
    this.#next++;
    const percent = this.#takes("%");
    this.#expect(",");
    const negated = this.#takes("NOT");
    const value = this.#state();
    this.#expect(",");
    this.#expect("(");
    const alarms = [this.#alarmName()];
    while (this.#takes(",")) alarms.push(this.#alarmName());
    this.#expect(")");
    this.#expect(")");
    if (!percent && count > alarms.length) throw invalidRule(String(count));
    return { kind: "at-least", count, percent, value, negated, alarms };
  }

  #state(): StateValue {
    const word = this.#text.toUpperCase();
    if (!states.has(word)) throw invalidRule(this.#text);
    this.#next++;
    return word as StateValue;
  }

  /** Names may be bare words; a name with blanks or parentheses stands in quotes. */
  #alarmName(): string {
    const token = this.#tokens[this.#next];
    if (!token || (!token.quoted && "()%,".includes(token.text))) throw invalidRule(this.#text);
    this.#next++;
    return alarmOfArn(token.text)?.name ?? token.text;
  }
}
