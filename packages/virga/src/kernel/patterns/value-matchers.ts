import { BlockList, isIP } from "node:net";
import type { Leaf } from "./event-leaves.ts";

/** An event pattern that AWS would refuse; the message is AWS's. */
export class InvalidPattern extends Error {}

type Value = Leaf["value"];

/** One of the alternatives for a field. */
export interface ValueMatcher {
  matches(value: Value): boolean;
  /** Whether it is content with an event without the field. */
  readonly whenMissing?: boolean;
}

/** Compiles one element of a field's list. @throws InvalidPattern */
export function compileMatcher(given: unknown): ValueMatcher {
  if (isScalar(given)) return { matches: (value) => value === given };
  if (Array.isArray(given)) throw new InvalidPattern("Match value must be String, number, true, false, or null");
  const [name, operand] = onlyEntry(given as Readonly<Record<string, unknown>>);
  const compile = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!compile) throw new InvalidPattern(`Unrecognized match type ${name}`);
  return compile(operand);
}

function isScalar(value: unknown): value is Value {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function onlyEntry(expression: Readonly<Record<string, unknown>>): readonly [string, unknown] {
  const entries = Object.entries(expression);
  if (entries.length === 0) throw new InvalidPattern("Empty objects are not allowed");
  if (entries.length > 1) throw new InvalidPattern("Only one key allowed in match expression");
  return entries[0]!;
}

const operators: Readonly<Record<string, (operand: unknown) => ValueMatcher>> = {
  prefix: (operand) => affix("prefix", operand),
  suffix: (operand) => affix("suffix", operand),
  "equals-ignore-case": (operand) => onText(ignoringCase(textOf("equals-ignore-case", operand))),
  wildcard: (operand) => onText(wildcard(textOf("wildcard", operand))),
  cidr: (operand) => onText(addressIn(textOf("cidr", operand))),
  numeric: numeric,
  exists: exists,
  "anything-but": anythingBut,
};

type TextTest = (text: string) => boolean;

function onText(test: TextTest): ValueMatcher {
  return { matches: (value) => typeof value === "string" && test(value) };
}

function textOf(name: string, operand: unknown): string {
  if (typeof operand !== "string") throw new InvalidPattern(`${name} match pattern must be a string`);
  return operand;
}

function ignoringCase(wanted: string): TextTest {
  const lower = wanted.toLowerCase();
  return (text) => text.toLowerCase() === lower;
}

function affixTest(name: "prefix" | "suffix", wanted: string): TextTest {
  return name === "prefix" ? (text) => text.startsWith(wanted) : (text) => text.endsWith(wanted);
}

/** A text, or one in `equals-ignore-case`. */
function affix(name: "prefix" | "suffix", operand: unknown): ValueMatcher {
  if (typeof operand !== "object" || operand === null || Array.isArray(operand)) {
    return onText(affixTest(name, textOf(name, operand)));
  }
  const [inner, wanted] = onlyEntry(operand as Readonly<Record<string, unknown>>);
  if (inner !== "equals-ignore-case") throw new InvalidPattern(`Unsupported ${name} match pattern: ${inner}`);
  const test = affixTest(name, textOf(inner, wanted).toLowerCase());
  return onText((text) => test(text.toLowerCase()));
}

function wildcard(pattern: string): TextTest {
  if (/(?<!\\)\*\*/.test(pattern)) {
    throw new InvalidPattern(`Consecutive wildcard characters at pos ${String(pattern.indexOf("**"))}`);
  }
  const parts = pattern.replaceAll(/\\\*|\\\\|\*|[^*\\]+|\\/g, (part) => {
    if (part === "*") return "[^]*";
    const literal = part === "\\*" ? "*" : part === "\\\\" ? "\\" : part;
    return literal.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  });
  const expression = new RegExp(`^${parts}$`);
  return (text) => expression.test(text);
}

function addressIn(cidr: string): TextTest {
  const [network = "", length = ""] = cidr.split("/");
  const version = isIP(network);
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || !/^\d+$/.test(length) || Number(length) > longest) {
    throw new InvalidPattern(`Malformed CIDR, one '/' required`);
  }
  const family = version === 4 ? "ipv4" : "ipv6";
  const block = new BlockList();
  block.addSubnet(network, Number(length), family);
  return (text) => isIP(text) === version && block.check(text, family);
}

function exists(operand: unknown): ValueMatcher {
  if (typeof operand !== "boolean") throw new InvalidPattern("exists match pattern must be either true or false.");
  return { matches: () => operand, whenMissing: !operand };
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function numeric(operand: unknown): ValueMatcher {
  if (!Array.isArray(operand)) throw new InvalidPattern("Value of numeric must be an array.");
  const [operator, bound, second, top] = operand as readonly unknown[];
  if (typeof operator !== "string") throw new InvalidPattern(`Invalid member in numeric match: ${shown(operator)}`);
  const compare = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (!compare) throw new InvalidPattern(`Unrecognized numeric range operator: ${operator}`);
  const low = numberOf(operator === "=" ? "equals" : operator, bound);
  if (operand.length === 2) return onNumber((value) => compare(value, low));
  if (operator === "=" || operator.startsWith("<")) {
    throw new InvalidPattern("Too many elements in numeric expression");
  }
  if (typeof second !== "string") throw new InvalidPattern(`Bad value in numeric range: ${shown(second)}`);
  if (second !== "<" && second !== "<=") throw new InvalidPattern(`Bad numeric range operator: ${second}`);
  const high = numberOf(second, top);
  if (low >= high) throw new InvalidPattern("Bottom must be less than top");
  if (operand.length > 4) throw new InvalidPattern("Too many terms in numeric range expression");
  return onNumber((value) => compare(value, low) && comparisons[second]!(value, high));
}

function onNumber(test: (value: number) => boolean): ValueMatcher {
  return { matches: (value) => typeof value === "number" && test(value) };
}

function shown(value: unknown): string {
  return value === undefined ? "]" : String(value);
}

function numberOf(name: string, value: unknown): number {
  if (typeof value !== "number") throw new InvalidPattern(`Value of ${name} must be numeric`);
  return value;
}

/** Values, or an operator with one text or several: a present value that is or matches none of them. */
function anythingBut(operand: unknown): ValueMatcher {
  if (typeof operand === "object" && operand !== null && !Array.isArray(operand)) {
    const [name, inner] = onlyEntry(operand as Readonly<Record<string, unknown>>);
    const compile = Object.hasOwn(excludable, name) ? excludable[name] : undefined;
    if (!compile) throw new InvalidPattern(`Unsupported anything-but pattern: ${name}`);
    const texts = Array.isArray(inner) ? inner : [inner];
    if (texts.length === 0) throw new InvalidPattern("Empty arrays are not allowed");
    const tests = texts.map((text) => compile(textOf(`anything-but ${name}`, text)));
    return { matches: (value) => typeof value !== "string" || !tests.some((test) => test(value)) };
  }
  const values = Array.isArray(operand) ? operand : [operand];
  if (values.length === 0) throw new InvalidPattern("Empty arrays are not allowed");
  const isPlain = (type: string) => values.every((value) => typeof value === type);
  if (!isPlain("string") && !isPlain("number")) {
    throw new InvalidPattern(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
  }
  return { matches: (value) => !values.includes(value) };
}

function notEmpty(name: "prefix" | "suffix"): (wanted: string) => TextTest {
  return (wanted) => {
    if (wanted === "") throw new InvalidPattern(`Null prefix/suffix not allowed`);
    return affixTest(name, wanted);
  };
}

const excludable: Readonly<Record<string, (wanted: string) => TextTest>> = {
  prefix: notEmpty("prefix"),
  suffix: notEmpty("suffix"),
  "equals-ignore-case": ignoringCase,
  wildcard,
};
