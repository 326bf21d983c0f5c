import { isLateMember, shown } from "./allowances.ts";
import { isObject } from "./structure.ts";

type CompareLists = (expected: readonly unknown[], actual: readonly unknown[], path: string) => string[];

interface Region {
  readonly concurrent: boolean;
  readonly events: readonly unknown[];
}

const starts = new Set(["ParallelStateStarted", "MapStateStarted", "MapRunStarted"]);
const ends =
  /^(?:(?:ParallelState|MapState|MapRun)(?:Succeeded|Failed|Aborted)|Execution(?:Succeeded|Failed|Aborted|TimedOut))$/;

/**
 * Compares two execution histories. What happens inside a Parallel or Map state is compared without its order, because AWS
 * orders it differently from run to run; everything else in order.
 */
export function compareHistories(
  expected: readonly unknown[],
  actual: readonly unknown[],
  path: string,
  compareLists: CompareLists,
): string[] {
  const inOrder = compareLists(expected, actual, path);
  if (inOrder.length === 0) return [];
  const expectedRegions = regions(expected);
  const actualRegions = regions(actual);
  const isComparable =
    expectedRegions.some(({ concurrent }) => concurrent) && expectedRegions.length === actualRegions.length;
  if (!isComparable) return inOrder;
  return expectedRegions.flatMap((region, index) => {
    const other = actualRegions[index] as Region;
    return region.concurrent
      ? compareWithoutOrder(region.events, other.events, `${path} (in any order)`)
      : compareLists(region.events, other.events, path);
  });
}

function typeOf(event: unknown): string {
  return isObject(event) ? String(event.type) : "";
}

function regions(events: readonly unknown[]): Region[] {
  const result: { concurrent: boolean; events: unknown[] }[] = [{ concurrent: false, events: [] }];
  let depth = 0;
  for (const event of events) {
    const type = typeOf(event);
    if (depth > 0 && ends.test(type) && --depth === 0) result.push({ concurrent: false, events: [] });
    result.at(-1)?.events.push(event);
    if (starts.has(type) && ++depth === 1) result.push({ concurrent: true, events: [] });
  }
  return result;
}

function compareWithoutOrder(expected: readonly unknown[], actual: readonly unknown[], path: string): string[] {
  const late = new Set<string>();
  const expectedTexts = expected.map((event) => canonical(event, () => false));
  for (const text of expectedTexts) for (const [, name] of text.matchAll(/"(\w+)":/g)) late.add(name as string);
  const actualTexts = actual.map((event) => canonical(event, (name) => isLateMember(name) && !late.has(name)));
  const missing = without(expectedTexts, actualTexts).map((text) => `${path}: expected ${shown(JSON.parse(text))}`);
  const extra = without(actualTexts, expectedTexts).map((text) => `${path}: got ${shown(JSON.parse(text))}`);
  return [...missing, ...extra];
}

/** The items of `list` that are left when each of `taken` has taken one away. */
function without(list: readonly string[], taken: readonly string[]): string[] {
  const left = [...taken];
  return list.filter((item) => {
    const index = left.indexOf(item);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** An event's text without its number, with sorted members. */
function canonical(value: unknown, isLeftOut: (name: string) => boolean, depth = 0): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, isLeftOut, depth + 1)).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const names = Object.keys(value).filter((name) => !isLeftOut(name));
  const kept = depth === 0 ? names.filter((name) => name !== "id" && name !== "previousEventId") : names;
  const members = kept.sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name], isLeftOut, depth + 1)}`);
  return `{${members.join(",")}}`;
}
