import { VtlRenderError } from "./errors.ts";
import { parseJson } from "./json.ts";
import type { Value } from "./values.ts";

/** One step of a JSONPath. */
export type Segment =
  | { readonly type: "names"; readonly names: readonly string[] }
  | { readonly type: "indexes"; readonly indexes: readonly number[] }
  | { readonly type: "slice"; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly type: "wildcard" }
  | { readonly type: "descendants" }
  | { readonly type: "filter"; readonly filter: Filter }
  | { readonly type: "function"; readonly name: PathFunction };

/** The functions that may end a path. */
export type PathFunction = "length" | "size" | "min" | "max" | "sum" | "avg" | "stddev" | "keys";

/** The condition of a `[?(...)]`. */
export type Filter =
  | { readonly type: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly type: "not"; readonly operand: Filter }
  | { readonly type: "exists"; readonly path: JsonPath }
  | { readonly type: "comparison"; readonly operator: string; readonly left: Operand; readonly right: Operand };

/** One side of a comparison in a filter. */
export type Operand =
  | { readonly type: "value"; readonly value: Value }
  | { readonly type: "path"; readonly path: JsonPath }
  | { readonly type: "pattern"; readonly pattern: RegExp };

/** A parsed JSONPath. A definite one leads to one value, any other to a list of values. */
export interface JsonPath {
  readonly isRelative: boolean;
  readonly segments: readonly Segment[];
  readonly isDefinite: boolean;
}

const FUNCTIONS: ReadonlySet<string> = new Set(["length", "size", "min", "max", "sum", "avg", "stddev", "keys"]);
const MAXIMUM_NESTING = 50;

/**
 * Parses a JSONPath of the Jayway dialect, which API Gateway uses. A path that does not begin with `$` is taken as one below it.
 *
 * @throws VtlRenderError for a malformed path
 */
export function parseJsonPath(text: string): JsonPath {
  const trimmed = text.trim();
  const whole = /^[$@]/.test(trimmed) ? trimmed : `$.${trimmed}`;
  const parser = new PathParser(whole, text);
  return parser.whole();
}

class PathParser {
  readonly #text: string;
  readonly #source: string;
  #position = 0;
  #nesting = 0;

  constructor(text: string, source: string) {
    this.#text = text;
    this.#source = source;
  }

  whole(): JsonPath {
    const path = this.#path();
    if (this.#position < this.#text.length) this.#fail();
    return path;
  }

  #path(): JsonPath {
    const root = this.#match(/[$@]/y)?.[0] ?? this.#fail();
    const segments: Segment[] = [];
    for (;;) {
      if (this.#take("..")) {
        segments.push({ type: "descendants" });
        if (!this.#startsWith("[")) segments.push(this.#member());
      } else if (this.#take(".")) segments.push(this.#member());
      else if (this.#startsWith("[")) segments.push(this.#bracket());
      else break;
    }
    return {
      isRelative: root === "@",
      segments,
      isDefinite: segments.every((segment, index) => isDefinite(segment, index === segments.length - 1)),
    };
  }

  #member(): Segment {
    if (this.#take("*")) return { type: "wildcard" };
    const call = this.#match(/([a-z]+)\(\)/y);
    if (call !== undefined && FUNCTIONS.has(call[1] ?? "")) return { type: "function", name: call[1] as PathFunction };
    if (call !== undefined) this.#fail();
    const name = this.#match(/[^.[\]()\s,=!<>&|*?@'"]+/y)?.[0] ?? this.#fail();
    return { type: "names", names: [name] };
  }

  #bracket(): Segment {
    this.#expect("[");
    this.#skipBlanks();
    const segment = this.#bracketContent();
    this.#skipBlanks();
    this.#expect("]");
    return segment;
  }

  #bracketContent(): Segment {
    if (this.#take("*")) return { type: "wildcard" };
    if (this.#match(/\?\s*\(/y) !== undefined) {
      const filter = this.#or();
      this.#expect(")");
      return { type: "filter", filter };
    }
    if (/['"]/.test(this.#text.charAt(this.#position))) {
      return { type: "names", names: this.#list(() => this.#quoted()) };
    }
    const slice = this.#match(/(-?\d+)?\s*:\s*(-?\d+)?/y);
    if (slice !== undefined) return { type: "slice", from: whole(slice[1]), to: whole(slice[2]) };
    return { type: "indexes", indexes: this.#list(() => Number(this.#match(/-?\d+/y)?.[0] ?? this.#fail())) };
  }

  #list<Item>(item: () => Item): Item[] {
    const items: Item[] = [];
    do {
      this.#skipBlanks();
      items.push(item());
      this.#skipBlanks();
    } while (this.#take(","));
    return items;
  }

  #quoted(): string {
    const match = this.#match(/'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"/y) ?? this.#fail();
    return (match[1] ?? match[2] ?? "").replace(/\\([\s\S])/g, "$1");
  }

  #or(): Filter {
    this.#nesting += 1;
    if (this.#nesting > MAXIMUM_NESTING) this.#fail();
    let left = this.#and();
    while (this.#take("||")) left = { type: "or", left, right: this.#and() };
    this.#nesting -= 1;
    return left;
  }

  #and(): Filter {
    let left = this.#condition();
    while (this.#take("&&")) left = { type: "and", left, right: this.#condition() };
    return left;
  }

  #condition(): Filter {
    this.#skipBlanks();
    if (this.#take("!")) return { type: "not", operand: this.#condition() };
    if (this.#take("(")) {
      const filter = this.#or();
      this.#expect(")");
      this.#skipBlanks();
      return filter;
    }
    const left = this.#operand();
    this.#skipBlanks();
    const operator = this.#match(/==|!=|<=|>=|<|>|=~|in\b|nin\b/y)?.[0];
    if (operator === undefined) return left.type === "path" ? { type: "exists", path: left.path } : this.#fail();
    this.#skipBlanks();
    const right = this.#operand();
    this.#skipBlanks();
    return { type: "comparison", operator, left, right };
  }

  #operand(): Operand {
    const character = this.#text.charAt(this.#position);
    if (character === "$" || character === "@") return { type: "path", path: this.#path() };
    if (character === "'" || character === '"') return { type: "value", value: this.#quoted() };
    const pattern = this.#match(/\/((?:[^/\\]|\\[\s\S])*)\/([ims]*)/y);
    if (pattern !== undefined) return { type: "pattern", pattern: this.#pattern(pattern[1] ?? "", pattern[2] ?? "") };
    const literal = this.#match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|\[[^\]]*\]/y) ?? this.#fail();
    return { type: "value", value: parseJson(literal[0]) };
  }

  #pattern(source: string, flags: string): RegExp {
    try {
      return new RegExp(`^(?:${source})$`, flags);
    } catch {
      return this.#fail();
    }
  }

  #skipBlanks(): void {
    this.#match(/\s*/y);
  }

  #startsWith(text: string): boolean {
    return this.#text.startsWith(text, this.#position);
  }

  #take(text: string): boolean {
    if (!this.#startsWith(text)) return false;
    this.#position += text.length;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail();
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#position = pattern.lastIndex;
    return match;
  }

  #fail(): never {
    throw new VtlRenderError(`InvalidPathException: ${JSON.stringify(this.#source)} at position ${this.#position}`);
  }
}

function whole(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function isDefinite(segment: Segment, isLast: boolean): boolean {
  if (segment.type === "names") return isLast || segment.names.length === 1;
  if (segment.type === "indexes") return segment.indexes.length === 1;
  return segment.type === "function";
}
