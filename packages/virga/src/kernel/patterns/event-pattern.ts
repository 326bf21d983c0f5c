import { type Leaf, leavesOf } from "./event-leaves.ts";
import { compileMatcher, InvalidPattern, type ValueMatcher } from "./value-matchers.ts";

/** What an event must have at one path. */
interface FieldTest {
  readonly path: string;
  readonly matchers: readonly ValueMatcher[];
}

/** All fields must match, and one of each list of alternatives. */
interface PatternTest {
  readonly fields: readonly FieldTest[];
  readonly alternatives: readonly (readonly PatternTest[])[];
}

/** A compiled event pattern. */
export interface EventPattern {
  matches(event: unknown): boolean;
  /** The paths of all fields, with the number of values of each: for limits on a pattern's size. */
  readonly fields: readonly { readonly path: string; readonly values: number }[];
}

/**
 * Compiles an event pattern: the language of EventBridge rules and of the filter criteria of event source mappings,
 * and, for the most part, of SNS filter policies.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @throws InvalidPattern
 */
export function compileEventPattern(pattern: unknown): EventPattern {
  if (!isObject(pattern)) throw new InvalidPattern("Filter is not an object");
  if (Object.keys(pattern).length === 0) throw new InvalidPattern("Empty objects are not allowed");
  const test = compileObject(pattern, "");
  return { matches: (event) => matchesAll(test, leavesOf(event)), fields: fieldsOf(test) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function compileObject(pattern: Readonly<Record<string, unknown>>, prefix: string): PatternTest {
  const fields: FieldTest[] = [];
  const alternatives: (readonly PatternTest[])[] = [];
  for (const [name, value] of Object.entries(pattern)) {
    if (name === "$or" && isAlternatives(value)) {
      alternatives.push(value.map((each) => compileObject(each, prefix)));
      continue;
    }
    const path = prefix === "" ? name : `${prefix}.${name}`;
    if (Array.isArray(value)) {
      if (value.length === 0) throw new InvalidPattern("Empty arrays are not allowed");
      fields.push({ path, matchers: value.map(compileMatcher) });
    } else if (isObject(value)) {
      if (Object.keys(value).length === 0) throw new InvalidPattern("Empty objects are not allowed");
      const inner = compileObject(value, path);
      fields.push(...inner.fields);
      alternatives.push(...inner.alternatives);
    } else throw new InvalidPattern(`"${name}" must be an object or an array`);
  }
  return { fields, alternatives };
}

/** `$or` is an operator if it holds two patterns or more; otherwise it is a field's name like any other. */
function isAlternatives(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.length >= 2 && value.every(isObject);
}

function fieldsOf(test: PatternTest): { path: string; values: number }[] {
  const own = test.fields.map(({ path, matchers }) => ({ path, values: matchers.length }));
  return [...own, ...test.alternatives.flat().flatMap(fieldsOf)];
}

type Leaves = ReadonlyMap<string, readonly Leaf[]>;
/** Which element of each array the matched leaves are in. */
type Elements = ReadonlyMap<string, number>;

function matchesAll(test: PatternTest, leaves: Leaves): boolean {
  return satisfies([test], leaves, new Map());
}

/** Whether all tests hold for one choice of elements: fields of an array's objects must be of the same object. */
function satisfies(tests: readonly PatternTest[], leaves: Leaves, elements: Elements): boolean {
  const [test, ...rest] = tests;
  if (!test) return true;
  return satisfiesFields(test, 0, leaves, elements, (chosen) =>
    satisfiesAlternatives(test.alternatives, rest, leaves, chosen),
  );
}

function satisfiesAlternatives(
  alternatives: PatternTest["alternatives"],
  rest: readonly PatternTest[],
  leaves: Leaves,
  elements: Elements,
): boolean {
  const [first, ...others] = alternatives;
  if (!first) return satisfies(rest, leaves, elements);
  const remaining: PatternTest = { fields: [], alternatives: others };
  return first.some((each) => satisfies([each, remaining, ...rest], leaves, elements));
}

function satisfiesFields(
  test: PatternTest,
  index: number,
  leaves: Leaves,
  elements: Elements,
  then: (elements: Elements) => boolean,
): boolean {
  const field = test.fields[index];
  if (!field) return then(elements);
  const found = leaves.get(field.path);
  const goOn = (chosen: Elements) => satisfiesFields(test, index + 1, leaves, chosen, then);
  if (!found) return field.matchers.some(({ whenMissing }) => whenMissing) && goOn(elements);
  for (const leaf of found) {
    const chosen = joined(elements, leaf.elements);
    if (chosen && field.matchers.some((matcher) => matcher.matches(leaf.value)) && goOn(chosen)) return true;
  }
  return false;
}

/** The elements of both; undefined if they are of different objects of one array. */
function joined(elements: Elements, more: Elements): Elements | undefined {
  if (more.size === 0) return elements;
  const all = new Map(elements);
  for (const [array, element] of more) {
    const known = all.get(array);
    if (known !== undefined && known !== element) return undefined;
    all.set(array, element);
  }
  return all;
}
