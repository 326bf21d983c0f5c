/** Bytes of a text that a problem's place shows. */
const longestSource = 500;
const longestToken = 256;
const valueList = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const identifierStart = /[\p{L}\p{Nl}\p{Sc}_]/u;
const identifierPart = /[\p{L}\p{Nl}\p{Sc}\p{Nd}_]/u;

const [quote, backslash, comma, colon, minus, plus, dot] = ['"', "\\", ",", ":", "-", "+", "."].map(codeOf);
const [openObject, closeObject, openArray, closeArray] = ["{", "}", "[", "]"].map(codeOf);
const newline = 10;

/** An object or array that is not closed yet, and the place where it opened. */
interface Scope {
  readonly type: "Object" | "Array";
  readonly opened: string;
}

class JsonProblem extends Error {}

/**
 * What Lambda says of an event that is no JSON, which is what its parser (Jackson) says, with line and column; `undefined` if it
 * finds no problem.
 */
export function jsonProblem(bytes: Uint8Array): string | undefined {
  try {
    new JsonScan(bytes).run();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof JsonProblem) return thrown.message;
    throw thrown;
  }
}

/** Reads a text as Jackson does, up to its first problem. */
class JsonScan {
  readonly #bytes: Uint8Array;
  readonly #scopes: Scope[] = [];
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  run(): void {
    let isFirst = true;
    for (;;) {
      const scope = this.#scopes.at(-1);
      let byte = this.#next();
      if (byte === undefined) {
        if (scope) this.#endOfInput(`: expected close marker for ${scope.type} (start marker at ${scope.opened})`);
        if (isFirst) throw this.#problem("No content to map due to end-of-input");
        return;
      }
      if (byte === closeObject || byte === closeArray) {
        this.#close(byte);
        isFirst = false;
        continue;
      }
      if (scope && !isFirst) {
        if (byte !== comma) this.#unexpected(byte, `was expecting comma to separate ${scope.type} entries`);
        byte = this.#nextWithin(scope);
      }
      if (scope?.type === "Object") byte = this.#name(byte, scope);
      isFirst = this.#value(byte, scope);
    }
  }

  #close(byte: number): void {
    const scope = this.#scopes.at(-1);
    const expected = scope?.type === "Array" ? closeArray : closeObject;
    if (!scope || byte !== expected) {
      const [type, opened] = scope ? [scope.type, scope.opened] : ["root", this.#place(0, 1)];
      const [found, wanted] = [byte, expected!].map((code) => String.fromCharCode(code));
      throw this.#problem(
        `Unexpected close marker '${found}': expected '${wanted}' (for ${type} starting at ${opened})`,
      );
    }
    this.#scopes.pop();
  }

  /** A name and its colon; gives the byte that the value begins with. */
  #name(byte: number, scope: Scope): number {
    if (byte !== quote) this.#unexpected(this.#decoded(byte), "was expecting double-quote to start field name");
    this.#text("name", ": was expecting closing '\"' for name");
    const after = this.#nextWithin(scope);
    if (after !== colon) this.#unexpected(after, "was expecting a colon to separate field name and value");
    return this.#nextWithin(scope);
  }

  /** Whether an object or array was opened. */
  #value(byte: number, scope: Scope | undefined): boolean {
    if (byte === openObject || byte === openArray) {
      const opened = this.#place(this.#at - this.#lineStart, this.#line);
      this.#scopes.push({ type: byte === openObject ? "Object" : "Array", opened });
      return true;
    }
    if (byte === quote) this.#text("string value", ": was expecting closing quote for a string value");
    else if (byte === minus || isDigit(byte)) this.#number(byte, scope === undefined);
    else if (!this.#literal(byte)) this.#noValue(byte);
    return false;
  }

  #literal(byte: number): boolean {
    const wanted = ["true", "false", "null"].find((literal) => literal.charCodeAt(0) === byte);
    if (wanted === undefined) return false;
    for (let length = 1; length < wanted.length; length++, this.#at++) {
      if (this.#bytes[this.#at] !== wanted.charCodeAt(length)) this.#unknownToken(wanted.slice(0, length));
    }
    const next = this.#character(this.#at);
    if (next !== undefined && identifierPart.test(next)) this.#unknownToken(wanted);
    return true;
  }

  #noValue(byte: number): void {
    if (byte === comma) this.#unexpected(byte, "expected a value");
    const character = this.#character(this.#at - 1);
    if (character !== undefined && identifierStart.test(character)) this.#unknownToken("", this.#at - 1);
    this.#unexpected(byte, `expected a valid value ${valueList}`);
  }

  /** What looks like a word, of which `matched` has been read. */
  #unknownToken(matched: string, from = this.#at): never {
    let token = matched;
    this.#at = from;
    while (this.#at < this.#bytes.length) {
      const character = this.#character(this.#at) ?? "\ufffd";
      this.#at += Math.max(1, Buffer.byteLength(character));
      if (!identifierPart.test(character)) break;
      token += character;
      if (token.length >= longestToken) {
        token += "...";
        break;
      }
    }
    throw this.#problem(`Unrecognized token '${token}': was expecting ${valueList}`);
  }

  #number(first: number, isRoot: boolean): void {
    let byte: number | undefined = first;
    if (byte === minus) {
      byte = this.#take();
      if (!isDigit(byte)) {
        this.#unexpectedInNumber(byte, "expected digit (0-9) to follow minus sign, for valid numeric value");
      }
    }
    if (byte === codeOf("0") && isDigit(this.#bytes[this.#at])) {
      this.#at++;
      throw this.#problem("Invalid numeric value: Leading zeroes not allowed");
    }
    this.#digits();
    if (this.#bytes[this.#at] === dot) {
      this.#at++;
      this.#requireDigit("Decimal point not followed by a digit");
    }
    if (this.#bytes[this.#at] === 0x65 || this.#bytes[this.#at] === 0x45) {
      this.#at++;
      if (this.#bytes[this.#at] === minus || this.#bytes[this.#at] === plus) this.#at++;
      this.#requireDigit("Exponent indicator not followed by a digit");
    }
    const after = this.#bytes[this.#at];
    if (!isRoot || after === undefined || isBlank(after)) return;
    this.#at++;
    this.#unexpected(after, "Expected space separating root-level values");
  }

  #requireDigit(otherwise: string): void {
    const byte = this.#take();
    if (!isDigit(byte)) this.#unexpectedInNumber(byte, otherwise);
    this.#digits();
  }

  #digits(): void {
    while (isDigit(this.#bytes[this.#at])) this.#at++;
  }

  #unexpectedInNumber(byte: number | undefined, comment: string): never {
    if (byte === undefined) this.#endOfInput(" in a Number value");
    throw this.#problem(`Unexpected character (${describe(byte)}) in numeric value: ${comment}`);
  }

  /** The rest of a text between quotes. */
  #text(what: string, unclosed: string): void {
    for (;;) {
      const byte = this.#take();
      if (byte === undefined) this.#endOfInput(unclosed);
      if (byte === quote) return;
      if (byte === backslash) this.#escape();
      else if (byte < 0x20) {
        const reason = `has to be escaped using backslash to be included in ${what}`;
        throw this.#problem(`Illegal unquoted character (${describe(byte)}): ${reason}`);
      } else if (byte >= 0x80) this.#sequence(byte);
    }
  }

  #escape(): void {
    const byte = this.#take();
    if (byte === undefined) this.#endOfInput(" in character escape sequence");
    if ('bfnrt"\\/'.includes(String.fromCharCode(byte))) return;
    if (byte !== codeOf("u")) throw this.#problem(`Unrecognized character escape ${describe(byte)}`);
    for (let count = 0; count < 4; count++) {
      const digit = this.#take();
      if (digit === undefined) this.#endOfInput(" in character escape sequence");
      if (!/[\da-f]/i.test(String.fromCharCode(digit))) {
        this.#unexpected(digit, "expected a hex-digit for character escape sequence");
      }
    }
  }

  /** A character of several bytes. */
  #sequence(first: number): void {
    const more = (first & 0xe0) === 0xc0 ? 1 : (first & 0xf0) === 0xe0 ? 2 : (first & 0xf8) === 0xf0 ? 3 : 0;
    if (more === 0) throw this.#problem(`Invalid UTF-8 start byte 0x${first.toString(16)}`);
    for (let count = 0; count < more; count++) {
      const byte = this.#take();
      if (byte === undefined) this.#endOfInput(": was expecting closing quote for a string value");
      if ((byte & 0xc0) !== 0x80) throw this.#problem(`Invalid UTF-8 middle byte 0x${byte.toString(16)}`);
    }
  }

  #take(): number | undefined {
    const byte = this.#bytes[this.#at];
    if (byte !== undefined) this.#at++;
    return byte;
  }

  /** The next byte that is no white space. */
  #next(): number | undefined {
    for (;;) {
      const byte = this.#take();
      if (byte === undefined || byte > 0x20) return byte;
      if (byte === newline) {
        this.#line++;
        this.#lineStart = this.#at;
      } else if (!isBlank(byte)) {
        const reason = "only regular white space (\\r, \\n, \\t) is allowed between tokens";
        throw this.#problem(`Illegal character (${describe(byte)}): ${reason}`);
      }
    }
  }

  #nextWithin({ type }: Scope): number {
    return this.#next() ?? this.#endOfInput(` within/between ${type} entries`);
  }

  /** The character that begins at a byte; undefined if it is none of UTF-8. */
  #character(at: number): string | undefined {
    const text = Buffer.from(this.#bytes.subarray(at, at + 4)).toString("utf8");
    const [character] = text;
    return character === "\ufffd" ? undefined : character;
  }

  #decoded(byte: number): number {
    return this.#character(this.#at - 1)?.codePointAt(0) ?? byte;
  }

  #unexpected(code: number, comment: string): never {
    throw this.#problem(`Unexpected character (${describe(code)}): ${comment}`);
  }

  #endOfInput(where: string): never {
    throw this.#problem(`Unexpected end-of-input${where}`);
  }

  #problem(message: string): JsonProblem {
    return new JsonProblem(`${message}\n at ${this.#place(this.#at - this.#lineStart + 1, this.#line)}`);
  }

  #place(column: number, line: number): string {
    const { length } = this.#bytes;
    const shown = Buffer.from(this.#bytes.subarray(0, longestSource)).toString("utf8");
    const rest = length > longestSource ? `[truncated ${length - longestSource} bytes]` : "";
    return `[Source: (byte[])"${shown}"${rest}; line: ${line}, column: ${column}]`;
  }
}

/** As in `'x' (code 120)`. */
function describe(code: number): string {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `(CTRL-CHAR, code ${code})`;
  const beyond = code > 255 ? ` / 0x${code.toString(16)}` : "";
  return `'${String.fromCodePoint(code)}' (code ${code}${beyond})`;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === newline || byte === 0x0d;
}

function codeOf(character: string): number {
  return character.charCodeAt(0);
}
