import { BlockList, isIP } from "node:net";
import { compilePattern, markWildcards, matchesPattern } from "./wildcard-pattern.ts";

/** Compiles a policy's value, with wildcards marked where the operator knows them, to a test of a request's value. */
type ValueTest = (expected: string) => (actual: string) => boolean;

/** A condition operator without its `Not`, `IfExists` and set prefix. */
export interface ConditionOperator {
  readonly test: ValueTest;
  /** True for the `Not` form: the test must fail for all of the policy's values. */
  readonly negated: boolean;
  /** Whether `*` and `?` in the policy's values are wildcards. */
  readonly wildcards: boolean;
}

type Compare = (actual: number, expected: number) => boolean;

const comparisons: readonly (readonly [suffix: string, negated: boolean, compare: Compare])[] = [
  ["Equals", false, (actual, expected) => actual === expected],
  ["NotEquals", true, (actual, expected) => actual === expected],
  ["LessThan", false, (actual, expected) => actual < expected],
  ["LessThanEquals", false, (actual, expected) => actual <= expected],
  ["GreaterThan", false, (actual, expected) => actual > expected],
  ["GreaterThanEquals", false, (actual, expected) => actual >= expected],
];

function readNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

const epochSeconds = /^-?\d+(\.\d+)?$/;

/** Reads an ISO 8601 instant or epoch seconds, as milliseconds. */
function readDate(text: string): number {
  return epochSeconds.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function ordered(read: (text: string) => number, compare: Compare): ValueTest {
  return (expected) => {
    const wanted = read(expected);
    return (actual) => compare(read(actual), wanted);
  };
}

const ignoringCase: ValueTest = (expected) => {
  const wanted = expected.toLowerCase();
  return (actual) => actual.toLowerCase() === wanted;
};

const binary: ValueTest = (expected) => {
  const wanted = Buffer.from(expected, "base64");
  return (actual) => Buffer.from(actual, "base64").equals(wanted);
};

const address: ValueTest = (expected) => {
  const [network = "", length] = expected.split("/");
  const version = isIP(network);
  if (version === 0) return () => false;
  const longest = version === 4 ? 32 : 128;
  const prefix = length === undefined ? longest : Number(length);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > longest) return () => false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return (actual) => isIP(actual) === version && list.check(actual, family);
};

/** Compares the six parts of an ARN one by one, each with its own wildcards. */
const arn: ValueTest = (expected) => {
  if (expected === markWildcards("*")) return () => true;
  const wanted = splitArn(expected);
  if (wanted.length < 6) return () => false;
  return (actual) => {
    const parts = splitArn(actual);
    return parts.length === 6 && parts.every((part, index) => matchesPattern(wanted[index]!, part));
  };
};

function splitArn(text: string): string[] {
  const parts = text.split(":");
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

const equals: ValueTest = (expected) => (actual) => actual === expected;

function bothForms(
  positive: string,
  negative: string,
  test: ValueTest,
  wildcards: boolean,
): [string, ConditionOperator][] {
  return [
    [positive, { test, negated: false, wildcards }],
    [negative, { test, negated: true, wildcards }],
  ];
}

/**
 * The condition operators by name in lower case (`Null` is not a comparison and not here):
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const conditionOperators: ReadonlyMap<string, ConditionOperator> = new Map(
  [
    ...bothForms("StringEquals", "StringNotEquals", equals, false),
    ...bothForms("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", ignoringCase, false),
    ...bothForms("StringLike", "StringNotLike", compilePattern, true),
    ...bothForms("ArnEquals", "ArnNotEquals", arn, true),
    ...bothForms("ArnLike", "ArnNotLike", arn, true),
    ...bothForms("IpAddress", "NotIpAddress", address, false),
    ["Bool", { test: ignoringCase, negated: false, wildcards: false }] as const,
    ["BinaryEquals", { test: binary, negated: false, wildcards: false }] as const,
    ...comparisons.flatMap(([suffix, negated, compare]) => [
      [`Numeric${suffix}`, { test: ordered(readNumber, compare), negated, wildcards: false }] as const,
      [`Date${suffix}`, { test: ordered(readDate, compare), negated, wildcards: false }] as const,
    ]),
  ].map(([name, operator]) => [name.toLowerCase(), operator]),
);
