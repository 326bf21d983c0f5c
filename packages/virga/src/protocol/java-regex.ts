/**
 * Translates the Java regular expressions of AWS's models to JavaScript's `v` dialect:
 * https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/regex/Pattern.html
 */
class Translation {
  readonly #source: string;
  #position = 0;
  #flags = "v";
  #output = "";

  constructor(source: string) {
    this.#source = source;
  }

  run(): RegExp {
    this.#inlineFlags();
    while (this.#position < this.#source.length) this.#output += this.#term();
    return new RegExp(`^(?:${this.#output})$`, this.#flags);
  }

  #rest(): string {
    return this.#source.slice(this.#position);
  }

  #take(length = 1): string {
    const taken = this.#source.slice(this.#position, this.#position + length);
    this.#position += length;
    return taken;
  }

  /** `(?is)` at the start holds for the whole expression. */
  #inlineFlags(): void {
    const found = /^\(\?([ismu]+)\)/.exec(this.#source);
    if (!found) return;
    this.#position = found[0].length;
    for (const flag of found[1]!) if (flag !== "u") this.#flags += flag;
  }

  #term(): string {
    const character = this.#source[this.#position]!;
    if (character === "\\") return this.#escape(false);
    if (character === "[") return this.#characterClass();
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(this.#rest());
    if (quantifier) return this.#quantifier(quantifier[0].length);
    if ("{}]".includes(character)) return literal(this.#take());
    return this.#take();
  }

  /** A possessive quantifier matches like a greedy one wherever AWS's models use it. */
  #quantifier(length: number): string {
    const quantifier = this.#take(length);
    if (this.#source[this.#position] === "+") this.#position++;
    return quantifier;
  }

  #escape(inClass: boolean): string {
    const rest = this.#rest();
    const quoted = /^\\Q([\s\S]*?)(?:\\E|$)/.exec(rest);
    if (quoted) {
      this.#position += quoted[0].length;
      return Array.from(quoted[1]!, literal).join("");
    }
    const property = /^\\([pP])(?:\{\^?(\w+)(?:=\w+)?\}|(\w))/.exec(rest);
    if (property) {
      this.#position += property[0].length;
      return translateProperty(property[1]!, property[2] ?? property[3]!);
    }
    const coded = /^\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})/.exec(rest);
    if (coded) return this.#take(coded[0].length);
    const wide = /^\\x\{([0-9A-Fa-f]+)\}/.exec(rest);
    if (wide) {
      this.#position += wide[0].length;
      return `\\u{${wide[1]}}`;
    }
    this.#position++;
    const character = this.#take();
    if (character in namedEscapes) return namedEscapes[character as keyof typeof namedEscapes];
    if (!inClass && character in anchors) return anchors[character as keyof typeof anchors];
    return /[A-Za-z0-9]/.test(character) ? `\\${character}` : literal(character);
  }

  #characterClass(): string {
    let opening = this.#take();
    if (this.#source[this.#position] === "^") opening += this.#take();
    const operands = [""];
    for (let first = true; this.#position < this.#source.length; first = false) {
      const rest = this.#rest();
      if (rest[0] === "]" && !first) break;
      if (rest.startsWith("&&")) {
        this.#position += 2;
        operands.push("");
      } else operands[operands.length - 1] += rest[0] === "[" ? this.#characterClass() : this.#classMember(rest);
    }
    const content = operands.length === 1 ? operands[0] : operands.map((operand) => `[${operand}]`).join("&&");
    return opening + content + this.#take();
  }

  /** A single character, class escape, or range inside brackets. */
  #classMember(rest: string): string {
    const start = this.#classAtom(rest);
    const after = this.#rest();
    if (after[0] !== "-" || after[1] === "]" || after[1] === "[" || after[1] === undefined || isSet(start))
      return start;
    this.#position++;
    const end = this.#classAtom(after.slice(1));
    return isSet(end) ? `${start}\\x2d${end}` : `${start}-${end}`;
  }

  #classAtom(rest: string): string {
    if (rest[0] === "\\") {
      const atom = this.#escape(true);
      const low = /^\\u[dD][c-fC-F][0-9A-Fa-f]{2}/.exec(this.#rest());
      return low && /^\\u[dD][89abAB]/.test(atom) ? atom + this.#take(low[0].length) : atom;
    }
    return literal(this.#take(rest.codePointAt(0)! > 0xffff ? 2 : 1));
  }
}

const namedEscapes = {
  s: "[\\t\\n\\v\\f\\r ]",
  S: "[^\\t\\n\\v\\f\\r ]",
  h: "[ \\t\\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000]",
  R: "(?:\\r\\n|[\\n-\\r\\u0085\\u2028\\u2029])",
  a: "\\x07",
  e: "\\x1b",
} as const;

const anchors = { A: "^", z: "$", Z: "$" } as const;

const propertyClasses: Readonly<Record<string, string>> = {
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
  Space: "\\t\\n\\v\\f\\r\\x20",
};

function translateProperty(kind: string, name: string): string {
  const ascii = propertyClasses[name];
  if (ascii) return kind === "p" ? `[${ascii}]` : `[^${ascii}]`;
  return `\\${kind}{${name.replace(/^Is(?=[A-Z])/, "")}}`;
}

/** A character that stands for itself, inside or outside of brackets. */
function literal(character: string): string {
  if (/[A-Za-z0-9_]/.test(character) || character > "\x7f") return character;
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

/** Whether translated text stands for a set of characters, which can't bound a range. */
function isSet(translated: string): boolean {
  return translated.startsWith("[") || /^\\[pPdDwW]/.test(translated);
}

/**
 * Compiles a pattern of AWS's models into an expression that matches whole values; undefined if JavaScript can't
 * express it, in which case the value isn't checked.
 */
export function compileJavaPattern(pattern: string): RegExp | undefined {
  try {
    return new Translation(pattern).run();
  } catch {
    return undefined;
  }
}
