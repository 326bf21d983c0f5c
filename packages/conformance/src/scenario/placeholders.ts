import { shown } from "../compare/allowances.ts";
import { isObject, type JsonObject } from "../compare/structure.ts";

/**
 * Compares with recordings whose values that differ from run to run were replaced: `<word:N>` stands for one value everywhere
 * in a case, another number for another value; plain placeholders for anything of their kind.
 */

const instantShape = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`;
const anyInstant = new RegExp(`^${instantShape}(?:\\.\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)$`);

/** What numbered placeholders stand for, by the end of their word. */
const numberedShapes: readonly (readonly [RegExp, string])[] = [
  [/^uuid$|^request-id$|message-id$/, "[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}"],
  [/sequence-number$/, "\\d+"],
  [/^resource$|^function-name$/, "[^/\\s]+?"],
  [/m-?d5/, "[\\da-f]{32}"],
];

/** Plain placeholders inside longer texts. */
const plainShapes: Readonly<Record<string, string>> = {
  "<kinesis-shard-id>": "shardId-\\d{12}",
  "<cert-domain>": "https?://[^/]+",
  "<unsubscribe-domain>": "https?://[^/]+",
};

type IsOfKind = (value: unknown) => boolean;

const isInstant: IsOfKind = (value) => value instanceof Date || (typeof value === "string" && anyInstant.test(value));
const isSeconds: IsOfKind = (value) => typeof value === "number" && /^\d{10}(?:\.\d+)?$/.test(String(value));
const isMilliseconds: IsOfKind = (value) => typeof value === "string" && /^\d{13}$/.test(value);
const isText: IsOfKind = (value) => typeof value === "string" && value !== "";
const isMd5: IsOfKind = (value) => typeof value === "string" && /^[\da-f]{32}$/.test(value);

/** Plain placeholders that stand alone. */
const kinds: Readonly<Record<string, IsOfKind>> = {
  "<datetime>": isInstant,
  datetime: isInstant,
  date: isInstant,
  "<approximate-arrival-timestamp>": isSeconds,
  "<approximate-creation-datetime>": isSeconds,
  "<execution-start>": isSeconds,
  "<approximate-first-receive-timestamp>": isMilliseconds,
  "sent-timestamp": isMilliseconds,
  timestamp: isMilliseconds,
  "sender-id": isText,
  "<sender-id>": isText,
  "<signature>": isText,
  "<md5-hash>": isMd5,
  "<md5-body>": isMd5,
  "<code-size>": (value) => typeof value === "number" && value > 0,
  "maximum-batching-window-in-seconds": (value) => typeof value === "number",
};

const placeholder = /<timestamp:([^>]*)>|<([\w-]+):(\d+)>|<([a-z][\w-]*)>|(?<=\t)date(?=\t)/g;

export interface Places {
  readonly region: string;
  readonly account: string;
}

/** Compares the answers of one case: what a placeholder stands for is learnt on the way. */
export class PlaceholderComparison {
  readonly #places: Places;
  readonly #values = new Map<string, string>();
  readonly #names = new Map<string, string>();

  constructor(places: Places) {
    this.#places = places;
  }

  /** What differs, one line each. */
  differences(expected: unknown, actual: unknown, path: string): string[] {
    if (Array.isArray(expected) && Array.isArray(actual)) return this.#lists(expected, actual, path);
    if (isObject(expected) && isObject(actual)) return this.#objects(expected, actual, path);
    if (typeof expected === "string") return this.#texts(expected, actual, path);
    return Object.is(expected, actual) ? [] : [difference(expected, actual, path)];
  }

  #lists(expected: readonly unknown[], actual: readonly unknown[], path: string): string[] {
    const length = Math.max(expected.length, actual.length);
    const indices = Array.from({ length }, (_, index) => index);
    return indices.flatMap((index) => this.differences(expected[index], actual[index], `${path}[${index}]`));
  }

  #objects(expected: JsonObject, actual: JsonObject, path: string): string[] {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...names].flatMap((name) => {
      if (name === "approximateInvokeCount" && expected.condition === "RecordAgeExceeded") {
        // Where age limits the attempts, their number depends on the machine.
        return Number(actual[name]) > 0 ? [] : [difference(expected[name], actual[name], `${path}.${name}`)];
      }
      return this.differences(expected[name], actual[name], `${path}.${name}`);
    });
  }

  #texts(expected: string, actual: unknown, path: string): string[] {
    const isOfKind = kinds[expected];
    if (isOfKind?.(actual) || expected === actual) return [];
    if (isOfKind) return [difference(expected, actual, path)];
    if (typeof actual !== "string" && typeof actual !== "number") return [difference(expected, actual, path)];
    const text = withoutPlaces(String(actual));
    const match = this.#expression(withoutPlaces(expected)).exec(text);
    if (!match) return [difference(expected, actual, path)];
    return Object.entries(match.groups ?? {}).flatMap(([group, value]) => this.#learn(group, value, path));
  }

  /** The expression that a recorded text stands for; what is known already is in it as it is. */
  #expression(expected: string): RegExp {
    const seen = new Set<string>();
    let pattern = "";
    let end = 0;
    for (const match of expected.matchAll(placeholder)) {
      pattern += escaped(expected.slice(end, match.index)) + this.#patternOf(match, seen);
      end = match.index + match[0].length;
    }
    return new RegExp(`^${pattern}${escaped(expected.slice(end))}$`, "s");
  }

  #patternOf([whole, shape, word, number, plain]: RegExpExecArray, seen: Set<string>): string {
    if (shape !== undefined) return instantShape + (shape.includes(".") ? "\\.\\d{3}" : "") + zoneOf(shape);
    if (whole === "date") return `${instantShape}(?:\\.\\d+)?Z?`;
    if (plain === "region") return escaped(this.#places.region);
    if (plain === "partition") return "aws";
    if (word === undefined) return plainShapes[whole] ?? "[^\\s]+?";
    const known = this.#values.get(whole);
    if (known !== undefined) return escaped(known);
    const group = groupOf(word, number!);
    if (seen.has(group)) return `\\k<${group}>`;
    seen.add(group);
    return `(?<${group}>${numberedShapes.find(([pattern]) => pattern.test(word))?.[1] ?? ".+?"})`;
  }

  #learn(group: string, value: string, path: string): string[] {
    const name = nameOf(group);
    const other = this.#names.get(value);
    if (other !== undefined && other !== name) {
      return [`${path}: expected ${name} to be another value than ${other}, got both as ${shown(value)}`];
    }
    this.#values.set(name, value);
    this.#names.set(value, name);
    return [];
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function zoneOf(shape: string): string {
  return shape.endsWith("Z") ? "Z" : "[+-]\\d\\d:?\\d\\d";
}

/** Group names have no hyphens. */
function groupOf(word: string, number: string): string {
  return `${word.replaceAll("-", "$")}$$${number}`;
}

function nameOf(group: string): string {
  const [word = "", number = ""] = group.split("$$");
  return `<${word.replaceAll("$", "-")}:${number}>`;
}

/** Where a function's code lies, and in which line, is the runtime's and the writer's affair. */
function withoutPlaces(text: string): string {
  return text.replace(/File "[^"]*\/([\w.]+\.py)", line \d+/g, 'File "$1"');
}

function difference(expected: unknown, actual: unknown, path: string): string {
  return `${path}: expected ${shown(expected)}, got ${shown(actual)}`;
}
