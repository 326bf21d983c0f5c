import { VtlRenderError, VtlUnsupportedError } from "./errors.ts";

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  Lower: "a-z",
  Upper: "A-Z",
  ASCII: "\\x00-\\x7f",
  Alpha: "a-zA-Z",
  Digit: "0-9",
  Alnum: "a-zA-Z0-9",
  Punct: "\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e",
  Graph: "\\x21-\\x7e",
  Print: "\\x20-\\x7e",
  Blank: "\\x20\\t",
  Cntrl: "\\x00-\\x1f\\x7f",
  XDigit: "0-9a-fA-F",
  Space: "\\x20\\t\\n\\v\\f\\r",
};

/** Escapes that mean the same in both dialects outside of classes. */
const SHARED_ESCAPES = "dDwWbBtnrf123456789";
const CLASS_SHORTHANDS: Readonly<Record<string, string>> = {
  s: "[ \\t\\n\\v\\f\\r]",
  S: "[^ \\t\\n\\v\\f\\r]",
  h: "[ \\t\\xA0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000]",
  H: "[^ \\t\\xA0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000]",
  v: "[\\n\\v\\f\\r\\x85\\u2028\\u2029]",
  V: "[^\\n\\v\\f\\r\\x85\\u2028\\u2029]",
  R: "(?:\\r\\n|[\\n\\v\\f\\r\\x85\\u2028\\u2029])",
  A: "(?<![\\s\\S])",
  z: "(?![\\s\\S])",
  Z: "(?=\\n?(?![\\s\\S]))",
  a: "\\x07",
  e: "\\x1b",
};

/**
 * The JavaScript regular expression that matches what a Java one matches.
 *
 * @param flags further JavaScript flags, such as `g`
 * @param extent whether the whole text has to match, as `String.matches` wants it
 * @throws VtlUnsupportedError for possessive quantifiers, atomic groups, `\G`, `\X`, named Unicode blocks and flags inside of a pattern
 * @throws VtlRenderError (Java's `PatternSyntaxException`) for a pattern that is malformed
 */
export function javaPattern(pattern: string, flags = "", extent: "part" | "whole" = "part"): RegExp {
  const key = `${flags} ${extent} ${pattern}`;
  const known = translated.get(key);
  if (known) return known;
  const made = translate(pattern, flags, extent);
  if (translated.size >= MAXIMUM_TRANSLATED) translated.clear();
  translated.set(key, made);
  return made;
}

/** Translations do not depend on who asks: templates use few patterns, again and again. */
const translated = new Map<string, RegExp>();
const MAXIMUM_TRANSLATED = 256;

function translate(pattern: string, flags: string, extent: "part" | "whole"): RegExp {
  const translation = new Translation(pattern);
  const text = translation.run();
  const source = extent === "whole" ? `(?<![\\s\\S])(?:${text})(?![\\s\\S])` : text;
  try {
    return new RegExp(source, `${flags}${translation.flags}v`);
  } catch {
    throw new VtlRenderError(`PatternSyntaxException: ${JSON.stringify(pattern)}`);
  }
}

/**
 * A replacer for `String.replace` that fills a Java replacement text: `$1` and `${name}` are groups, a backslash takes
 * the next character as it is.
 */
export function javaReplacement(text: string): (match: string, ...rest: unknown[]) => string {
  if (isPlainReplacement(text)) return () => text;
  return (match, ...rest) => fillReplacement(text, match, rest);
}

/** Whether a replacement text, in Java and in JavaScript, stands for itself. */
export function isPlainReplacement(text: string): boolean {
  return !/[$\\]/.test(text);
}

function fillReplacement(text: string, match: string, rest: readonly unknown[]): string {
  const named = rest.at(-1);
  const groups = typeof named === "object" && named !== null ? (named as Record<string, string | undefined>) : {};
  const count = rest.length - (typeof named === "object" ? 3 : 2);
  return text.replace(
    /\\([\s\S]?)|\$(?:\{(\w+)\}|(\d+))?/g,
    (token, escaped?: string, name?: string, digits?: string) => {
      if (escaped !== undefined) return escaped;
      if (name !== undefined) return groups[name] ?? "";
      if (digits === undefined)
        throw new VtlRenderError(`IllegalArgumentException: Illegal group reference in ${token}`);
      return numberedGroup(digits, match, rest, count);
    },
  );
}

/** Java takes as many digits as make up the number of a group that exists. */
function numberedGroup(digits: string, match: string, rest: readonly unknown[], count: number): string {
  let length = digits.length;
  while (length > 1 && Number(digits.slice(0, length)) > count) length -= 1;
  const group = Number(digits.slice(0, length));
  if (group > count) throw new VtlRenderError(`IndexOutOfBoundsException: No group ${group}`);
  const value = group === 0 ? match : rest[group - 1];
  return `${typeof value === "string" ? value : ""}${digits.slice(length)}`;
}

class Translation {
  readonly #pattern: string;
  #position = 0;
  #output = "";
  flags = "";

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  run(): string {
    this.#leadingFlags();
    while (this.#position < this.#pattern.length) this.#next();
    return this.#output;
  }

  #leadingFlags(): void {
    const match = /^\(\?([a-zA-Z]+)\)/.exec(this.#pattern);
    if (match === null) return;
    for (const flag of match[1] ?? "") {
      if (flag === "i" || flag === "m" || flag === "s") this.flags += flag;
      else if (flag !== "u") this.#unsupported(`the flag ${flag}`);
    }
    this.#position = match[0].length;
  }

  #next(): void {
    const character = this.#pattern.charAt(this.#position);
    if (character === "\\") this.#output += this.#escape(false);
    else if (character === "[") this.#output += this.#class();
    else if (character === "(") this.#group();
    else if ("*+?}".includes(character)) this.#quantifier(character);
    else if (character === "]") this.#literal("\\]");
    else if (character === "{" && !/^\{\d+(?:,\d*)?\}/.test(this.#pattern.slice(this.#position))) this.#malformed();
    else if (character === "." && !this.flags.includes("s")) this.#literal("[^\\n\\r\\x85\\u2028\\u2029]");
    else if (character === "$" && !this.flags.includes("m"))
      this.#literal("(?=(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])?(?![\\s\\S]))");
    else this.#literal(character);
  }

  #literal(text: string): void {
    this.#output += text;
    this.#position += 1;
  }

  #quantifier(character: string): void {
    this.#literal(character);
    if (character !== "?" && this.#pattern.charAt(this.#position) === "+") this.#unsupported("a possessive quantifier");
    if (character === "?" && this.#pattern.charAt(this.#position) === "+") this.#unsupported("a possessive quantifier");
  }

  #group(): void {
    const rest = this.#pattern.slice(this.#position);
    if (rest.startsWith("(?>")) this.#unsupported("an atomic group");
    const opening = /^\((?:\?(?:[:=!]|<[=!]|<[A-Za-z][A-Za-z0-9]*>))?/.exec(rest)?.[0] ?? "(";
    if (opening === "(" && rest.startsWith("(?")) this.#unsupported("a flag inside of the pattern");
    this.#output += opening;
    this.#position += opening.length;
  }

  #class(): string {
    this.#position += 1;
    const isNegated = this.#pattern.charAt(this.#position) === "^";
    if (isNegated) this.#position += 1;
    const operands = [""];
    const start = this.#position;
    for (;;) {
      const character = this.#pattern.charAt(this.#position);
      if (character === "") this.#malformed();
      if (character === "]" && this.#position > start) break;
      if (this.#pattern.startsWith("&&", this.#position)) {
        this.#position += 2;
        operands.push("");
      } else operands.push(operands.pop() + this.#classMember(character));
    }
    this.#position += 1;
    const members = operands.length === 1 ? operands[0] : operands.map((operand) => `[${operand}]`).join("&&");
    return `[${isNegated ? "^" : ""}${members}]`;
  }

  #classMember(character: string): string {
    if (character === "[") return this.#class();
    if (character === "\\") return this.#escape(true);
    this.#position += 1;
    if (character === "-" && this.#isRange()) return "-";
    return /[\w]/.test(character) || character.charCodeAt(0) > 0x7f ? character : hexadecimal(character);
  }

  #isRange(): boolean {
    const before = this.#pattern.charAt(this.#position - 2);
    const after = this.#pattern.charAt(this.#position);
    return before !== "[" && before !== "^" && after !== "]" && after !== "[" && after !== "";
  }

  #escape(inClass: boolean): string {
    const character = this.#pattern.charAt(this.#position + 1);
    this.#position += 2;
    if (character === "") this.#malformed();
    if (character === "Q") return this.#quotation();
    if (character === "p" || character === "P") return this.#property(character === "P", inClass);
    if (character === "k") return this.#namedReference();
    if (character === "u") return this.#codeUnit(/^[\da-fA-F]{4}/);
    if (character === "x") return this.#codeUnit(/^(?:[\da-fA-F]{2}|\{[\da-fA-F]+\})/);
    if (character === "0") return this.#codeUnit(/^(?:[0-3]?[0-7]?[0-7])/, 8);
    if (character === "c") return hexadecimal(String.fromCharCode(this.#pattern.charCodeAt(this.#position++) ^ 0x40));
    const shorthand = CLASS_SHORTHANDS[character];
    if (shorthand !== undefined) return shorthand;
    if (SHARED_ESCAPES.includes(character)) return `\\${character}`;
    if (/[A-Za-z]/.test(character)) this.#unsupported(`\\${character}`);
    return hexadecimal(character);
  }

  #quotation(): string {
    const end = this.#pattern.indexOf("\\E", this.#position);
    const text = this.#pattern.slice(this.#position, end === -1 ? undefined : end);
    this.#position = end === -1 ? this.#pattern.length : end + 2;
    return [...text].map(hexadecimal).join("");
  }

  #property(isNegated: boolean, inClass: boolean): string {
    const match = /^(?:\{(\w+)\}|(\w))/.exec(this.#pattern.slice(this.#position));
    if (match === null) this.#malformed();
    this.#position += match[0].length;
    const name = match[1] ?? match[2] ?? "";
    const members = POSIX_CLASSES[name];
    if (members !== undefined) {
      if (inClass && !isNegated) return members;
      return `[${isNegated ? "^" : ""}${members}]`;
    }
    if (/^(?:In|java)/.test(name)) this.#unsupported(`\\p{${name}}`);
    return `\\${isNegated ? "P" : "p"}{${name.replace(/^Is(?=[A-Z])/, "")}}`;
  }

  #namedReference(): string {
    const match = /^<\w+>/.exec(this.#pattern.slice(this.#position));
    if (match === null) this.#malformed();
    this.#position += match[0].length;
    return `\\k${match[0]}`;
  }

  #codeUnit(digits: RegExp, radix = 16): string {
    const match = digits.exec(this.#pattern.slice(this.#position));
    if (match === null) this.#malformed();
    this.#position += match[0].length;
    return `\\u{${Number.parseInt(match[0].replace(/[{}]/g, ""), radix).toString(16)}}`;
  }

  #unsupported(what: string): never {
    throw new VtlUnsupportedError(`The Java regular expression ${JSON.stringify(this.#pattern)} uses ${what}`);
  }

  #malformed(): never {
    throw new VtlRenderError(`PatternSyntaxException: ${JSON.stringify(this.#pattern)}`);
  }
}

function hexadecimal(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
