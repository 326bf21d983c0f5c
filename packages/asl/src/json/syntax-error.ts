/** A container that is open where the text goes wrong. */
interface Container {
  readonly type: "Object" | "Array";
  /** Where its bracket stands. */
  readonly offset: number;
}

/** What is wrong with a text, found while it is read. */
class Finding extends Error {
  override readonly name = "Finding";
}

const validValues = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const longestSource = 500;
const longestToken = 256;
const identifierPart = /[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Sc}\p{Pc}]/u;
const digit = /[0-9]/;

/**
 * Says what is wrong with a text that is no JSON, in the words of the service's own parser (Jackson), without the
 * place of the error, which the service leaves out; undefined if nothing is found.
 */
export function describeSyntaxError(text: string): string | undefined {
  try {
    new SyntaxReader(text).read();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Finding) return thrown.message;
    throw thrown;
  }
}

/** Reads a text token by token, as strictly as the service does, and stops at the first thing that is wrong. */
class SyntaxReader {
  readonly #text: string;
  readonly #open: Container[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): void {
    this.#skipSpace();
    if (this.#atEnd()) throw new Finding("No content to map due to end-of-input");
    this.#value();
    while (this.#open.length > 0) this.#member();
    this.#skipSpace();
    if (!this.#atEnd()) this.#trailing();
  }

  /** The next member or element of the innermost container, or its end. `#at` is behind its bracket or behind one. */
  #member(): void {
    const container = this.#open.at(-1)!;
    const isFirst = this.#at === container.offset + 1;
    this.#skipSpace();
    if (this.#atEnd()) {
      const start = `start marker at ${this.#location(container.offset)}`;
      throw new Finding(`Unexpected end-of-input: expected close marker for ${container.type} (${start})`);
    }
    const next = this.#text[this.#at]!;
    if (next === "]" || next === "}") {
      this.#close(next);
      return;
    }
    if (!isFirst) this.#separator(",", `was expecting comma to separate ${container.type} entries`);
    if (container.type === "Object") {
      if (this.#text[this.#at] !== '"') this.#unexpected("was expecting double-quote to start field name");
      this.#string("name", " in field name");
      this.#skipSpace();
      this.#separator(":", "was expecting a colon to separate field name and value");
      if (this.#text[this.#at] === "}") this.#unexpected("expected a value");
    }
    this.#value();
  }

  /** Reads a comma or colon and the space behind it. */
  #separator(separator: string, expectation: string): void {
    const betweenEntries = `Unexpected end-of-input within/between ${this.#open.at(-1)!.type} entries`;
    if (this.#atEnd()) throw new Finding(betweenEntries);
    if (this.#text[this.#at] !== separator) this.#unexpected(expectation);
    this.#at++;
    this.#skipSpace();
    if (this.#atEnd()) throw new Finding(betweenEntries);
  }

  #close(bracket: string): void {
    const container = this.#open.at(-1);
    const expected = container?.type === "Array" ? "]" : "}";
    if (container === undefined || bracket !== expected) {
      const start = container === undefined ? this.#location(-1) : this.#location(container.offset);
      const wanted = container === undefined && bracket === "}" ? "]" : expected;
      const where = `for ${container?.type ?? "root"} starting at ${start}`;
      throw new Finding(`Unexpected close marker '${bracket}': expected '${wanted}' (${where})`);
    }
    this.#open.pop();
    this.#at++;
  }

  /** Reads a scalar, or the bracket that opens a container. */
  #value(): void {
    const first = this.#text[this.#at]!;
    if (first === "{" || first === "[") {
      this.#open.push({ type: first === "{" ? "Object" : "Array", offset: this.#at++ });
    } else if (first === '"') {
      this.#string("string value", ": was expecting closing quote for a string value");
    } else if (first === "-" || digit.test(first)) {
      this.#number();
    } else if ((first === "]" || first === "}") && this.#open.length === 0) {
      this.#close(first);
    } else {
      this.#literal();
    }
  }

  #literal(): void {
    const token = this.#tokenAt(this.#at);
    if (token === "") this.#unexpected(`expected a valid value ${validValues}`);
    if (token === "NaN" || token === "Infinity") {
      throw new Finding(`Non-standard token '${token}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`);
    }
    if (token !== "true" && token !== "false" && token !== "null") {
      const shown = token.length > longestToken ? `${token.slice(0, longestToken)}...` : token;
      throw new Finding(`Unrecognized token '${shown}': was expecting ${validValues}`);
    }
    this.#at += token.length;
  }

  #tokenAt(start: number): string {
    let end = start;
    while (end < this.#text.length && identifierPart.test(this.#text[end]!)) end++;
    return this.#text.slice(start, end);
  }

  #number(): void {
    if (this.#text[this.#at] === "-") {
      this.#at++;
      this.#needDigit("expected digit (0-9) to follow minus sign, for valid numeric value");
    }
    if (this.#text[this.#at] === "0" && digit.test(this.#text[this.#at + 1] ?? "")) {
      throw new Finding("Invalid numeric value: Leading zeroes not allowed");
    }
    this.#digits();
    if (this.#text[this.#at] === ".") {
      this.#at++;
      this.#needDigit("Decimal point not followed by a digit");
      this.#digits();
    }
    if (/[eE]/.test(this.#text[this.#at] ?? "")) {
      this.#at++;
      if (/[+-]/.test(this.#text[this.#at] ?? "")) this.#at++;
      this.#needDigit("Exponent indicator not followed by a digit");
      this.#digits();
    }
    const isRoot = this.#open.length === 0 && !this.#atEnd();
    if (isRoot && !isSpace(this.#text[this.#at]!)) this.#unexpected("Expected space separating root-level values");
  }

  #digits(): void {
    while (digit.test(this.#text[this.#at] ?? "")) this.#at++;
  }

  #needDigit(problem: string): void {
    if (this.#atEnd()) throw new Finding("Unexpected end-of-input in a Number value");
    const next = this.#text[this.#at]!;
    if (digit.test(next)) return;
    throw new Finding(`Unexpected character (${describeCharacter(next)}) in numeric value: ${problem}`);
  }

  #string(kind: "name" | "string value", atEnd: string): void {
    for (this.#at++; !this.#atEnd(); this.#at++) {
      const character = this.#text[this.#at]!;
      if (character === '"') {
        this.#at++;
        return;
      }
      if (character === "\\") this.#escape();
      else if (character < " ") {
        const reason = `has to be escaped using backslash to be included in ${kind}`;
        throw new Finding(`Illegal unquoted character (${describeCharacter(character)}): ${reason}`);
      }
    }
    throw new Finding(`Unexpected end-of-input${atEnd}`);
  }

  #escape(): void {
    this.#at++;
    this.#needEscapeCharacter();
    const escaped = this.#text[this.#at]!;
    if (escaped !== "u" && !'"\\/bfnrt'.includes(escaped)) {
      throw new Finding(`Unrecognized character escape ${describeCharacter(escaped)}`);
    }
    for (let count = 0; escaped === "u" && count < 4; count++) {
      this.#at++;
      this.#needEscapeCharacter();
      if (!/[0-9a-fA-F]/.test(this.#text[this.#at]!)) {
        this.#unexpected("expected a hex-digit for character escape sequence");
      }
    }
  }

  #needEscapeCharacter(): void {
    if (this.#atEnd()) throw new Finding("Unexpected end-of-input in character escape sequence");
  }

  /** Something stands behind the value that makes up the whole text. */
  #trailing(): void {
    const type = tokenTypes.find(([start]) => start.test(this.#text.slice(this.#at, this.#at + 1)))?.[1];
    this.#value();
    const bound = "bound as `com.fasterxml.jackson.databind.JsonNode`";
    const rule = "not allowed as per `DeserializationFeature.FAIL_ON_TRAILING_TOKENS`";
    throw new Finding(`Trailing token (of type ${type}) found after value (${bound}): ${rule}`);
  }

  #skipSpace(): void {
    for (; !this.#atEnd(); this.#at++) {
      const character = this.#text[this.#at]!;
      if (isSpace(character)) continue;
      if (character >= " ") return;
      const rule = "only regular white space (\\r, \\n, \\t) is allowed between tokens";
      throw new Finding(`Illegal character (${describeCharacter(character)}): ${rule}`);
    }
  }

  #atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  #unexpected(expectation: string): never {
    throw new Finding(`Unexpected character (${describeCharacter(this.#text[this.#at]!)}): ${expectation}`);
  }

  /** A place in the text; -1 is before its beginning. */
  #location(offset: number): string {
    const lines = this.#text.slice(0, Math.max(offset, 0)).split(/\r\n|\r|\n/);
    const column = offset < 0 ? 0 : lines.at(-1)!.length + 1;
    return `[Source: (String)${describeSource(this.#text)}; line: ${lines.length}, column: ${column}]`;
  }
}

const tokenTypes: readonly (readonly [start: RegExp, type: string])[] = [
  [/\{/, "START_OBJECT"],
  [/\[/, "START_ARRAY"],
  [/"/, "VALUE_STRING"],
  [/[-0-9]/, "VALUE_NUMBER_INT"],
  [/t/, "VALUE_TRUE"],
  [/f/, "VALUE_FALSE"],
  [/n/, "VALUE_NULL"],
];

function isSpace(character: string): boolean {
  return character === " " || character === "\n" || character === "\r" || character === "\t";
}

function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f);
}

function describeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (isControl(code)) return `(CTRL-CHAR, code ${code})`;
  return `'${character}' (code ${code}${code > 0xff ? ` / 0x${code.toString(16)}` : ""})`;
}

/** The text in quotes, cut if it is long; of the control characters only line ends are shown as they are. */
function describeSource(text: string): string {
  const shown = Array.from(text.slice(0, longestSource), (character) => {
    const code = character.charCodeAt(0);
    const isShown = !isControl(code) || character === "\n" || character === "\r";
    return isShown ? character : `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
  }).join("");
  const cut = text.length - longestSource;
  return `"${shown}"${cut > 0 ? `[truncated ${cut} chars]` : ""}`;
}
