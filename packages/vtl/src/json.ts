import { VtlRenderError } from "./errors.ts";
import { parseDecimal } from "./numbers.ts";
import { JavaDouble, JavaList, type Value, type ValueMap, wholeNumber } from "./values.ts";

const MAXIMUM_DEPTH = 400;
const MAXIMUM_PRECISE_LENGTH = 18;
const BACKSLASH = 0x5c;
const DOUBLE_QUOTE = 0x22;
const WHITESPACE = /[\s]*/y;
const NUMBER = /^-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/**
 * Reads JSON as API Gateway's parser does, which is lenient: keys and texts need no quotes or may have single ones, and
 * trailing commas, empty places and anything after the value are passed over. Text that is no JSON at all is a string.
 * Whole numbers keep every digit; fractions become doubles, and decimals when longer than 18 characters.
 *
 * @throws VtlRenderError where an object, array or string is not closed
 */
export function parseJson(text: string): Value {
  const reader = new JsonReader(text);
  return reader.value("", 0);
}

class JsonReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads one value; a text without quotes ends before one of the characters of `stops`. */
  value(stops: string, depth: number): Value {
    if (depth > MAXIMUM_DEPTH) throw this.#malformed("nested too deep");
    this.#skipWhitespace();
    switch (this.#text[this.#position]) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
      case "'":
        return this.#quoted();
      default:
        return literal(this.#bare(stops));
    }
  }

  #object(depth: number): ValueMap {
    const map: ValueMap = new Map();
    this.#position += 1;
    for (;;) {
      this.#skipWhitespace();
      const character = this.#text[this.#position];
      if (character === undefined) throw this.#malformed("an object is not closed");
      if (character === "}") {
        this.#position += 1;
        return map;
      }
      if (character === ",") {
        this.#position += 1;
        continue;
      }
      const key = character === '"' || character === "'" ? this.#quoted() : this.#bare(":,}");
      this.#skipWhitespace();
      if (this.#text[this.#position] !== ":") throw this.#malformed(`the key "${key}" has no value`);
      this.#position += 1;
      map.set(key, this.value(",}", depth + 1));
      this.#expectSeparator("}");
    }
  }

  #array(depth: number): JavaList {
    const items: Value[] = [];
    this.#position += 1;
    for (;;) {
      this.#skipWhitespace();
      const character = this.#text[this.#position];
      if (character === undefined) throw this.#malformed("an array is not closed");
      if (character === "]") {
        this.#position += 1;
        return new JavaList(items, "json");
      }
      if (character === ",") {
        this.#position += 1;
        continue;
      }
      items.push(this.value(",]", depth + 1));
      this.#expectSeparator("]");
    }
  }

  #expectSeparator(closing: string): void {
    this.#skipWhitespace();
    const character = this.#text[this.#position];
    if (character !== "," && character !== closing) throw this.#malformed(`expected "," or "${closing}"`);
  }

  #quoted(): string {
    const text = this.#text;
    const quote = text.charCodeAt(this.#position);
    const start = this.#position + 1;
    for (let position = start; ; position += 1) {
      const code = text.charCodeAt(position);
      if (code === quote) {
        this.#position = position + 1;
        return text.slice(start, position);
      }
      if (code === BACKSLASH || Number.isNaN(code)) {
        this.#position = position;
        if (code === BACKSLASH) return this.#escaped(start, quote);
        throw this.#malformed("a string is not closed");
      }
    }
  }

  #escaped(start: number, quote: number): string {
    return (quote === DOUBLE_QUOTE ? this.#standard(start) : undefined) ?? this.#lenient(start, quote);
  }

  /** A string that is one of standard JSON's, too: the engine reads those in a fraction of the time. */
  #standard(start: number): string | undefined {
    let end = this.#text.indexOf('"', this.#position);
    while (end !== -1 && this.#isEscaped(end, start)) end = this.#text.indexOf('"', end + 1);
    if (end === -1) return undefined;
    try {
      const read: unknown = JSON.parse(this.#text.slice(start - 1, end + 1));
      this.#position = end + 1;
      return read as string;
    } catch {
      return undefined;
    }
  }

  /** Whether an odd number of backslashes stands before a position. */
  #isEscaped(position: number, start: number): boolean {
    let first = position;
    while (first > start && this.#text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
    return (position - first) % 2 === 1;
  }

  #lenient(start: number, quote: number): string {
    let result = "";
    let copied = start;
    for (;;) {
      const code = this.#text.charCodeAt(this.#position);
      if (Number.isNaN(code)) throw this.#malformed("a string is not closed");
      if (code === quote || code === BACKSLASH) result += this.#text.slice(copied, this.#position);
      this.#position += 1;
      if (code === quote) return result;
      if (code !== BACKSLASH) continue;
      result += this.#escape();
      copied = this.#position;
    }
  }

  #escape(): string {
    const character = this.#text[this.#position++] ?? "";
    if (character !== "u") return ESCAPES[character] ?? character;
    const hexadecimal = this.#text.slice(this.#position, this.#position + 4);
    if (!/^[\da-fA-F]{4}$/.test(hexadecimal)) throw this.#malformed("a unicode escape needs four digits");
    this.#position += 4;
    return String.fromCharCode(Number.parseInt(hexadecimal, 16));
  }

  #bare(stops: string): string {
    const start = this.#position;
    while (this.#position < this.#text.length && !stops.includes(this.#text.charAt(this.#position)))
      this.#position += 1;
    return this.#text.slice(start, this.#position).trim();
  }

  #skipWhitespace(): void {
    let code = this.#text.charCodeAt(this.#position);
    if (code > 0x20) return;
    while (code === 0x20 || code === 0x0a) code = this.#text.charCodeAt(++this.#position);
    if (code > 0x20 && code < 0x80) return;
    WHITESPACE.lastIndex = this.#position;
    WHITESPACE.test(this.#text);
    this.#position = Math.max(this.#position, WHITESPACE.lastIndex);
  }

  #malformed(reason: string): VtlRenderError {
    return new VtlRenderError(`Malformed JSON: ${reason} at position ${this.#position}`);
  }
}

function literal(text: string): Value {
  if (text === "true") return true;
  if (text === "false") return false;
  if (text === "null") return null;
  if (!NUMBER.test(text)) return text;
  if (!/[.eE]/.test(text)) return text.length < 16 ? Number(text) + 0 : wholeNumber(BigInt(text));
  return text.length > MAXIMUM_PRECISE_LENGTH ? parseDecimal(text) : new JavaDouble(Number(text));
}
