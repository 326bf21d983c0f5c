import { invalidParameter, notImplemented } from "./errors.ts";

/** Tells whether an event's JSON matches. */
type JsonTest = (value: unknown) => boolean;

type Step = string | number | "*";

interface Token {
  readonly kind: "punctuation" | "word" | "string" | "selector";
  readonly text: string;
}

const tokenPattern =
  /\s*(?:(\{|\}|\(|\)|&&|\|\||!=|>=|<=|=|<|>)|"((?:[^"\\]|\\.)*)"|(\$(?:\.[\w*-]+|\[(?:\d+|\*|'[^']*'|"[^"]*")\])*)|([^\s(){}&|=<>!"]+))/gsy;

function invalid(): never {
  throw invalidParameter("Invalid filter pattern");
}

function tokenize(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  let end = 0;
  while (end < pattern.length) {
    tokenPattern.lastIndex = end;
    const match = tokenPattern.exec(pattern);
    if (!match) invalid();
    end = tokenPattern.lastIndex;
    const [, punctuation, quoted, selector, word] = match;
    if (punctuation !== undefined) tokens.push({ kind: "punctuation", text: punctuation });
    else if (quoted !== undefined) tokens.push({ kind: "string", text: quoted.replaceAll(/\\(.)/gs, "$1") });
    else if (selector !== undefined) tokens.push({ kind: "selector", text: selector });
    else tokens.push({ kind: "word", text: word! });
  }
  return tokens;
}

function parseSelector(text: string): readonly Step[] {
  const steps: Step[] = [];
  for (const [, name, index, quoted] of text.matchAll(/\.([\w*-]+)|\[(\d+|\*)\]|\[(?:'|")(.*?)(?:'|")\]/g)) {
    if (index !== undefined) steps.push(index === "*" ? "*" : Number(index));
    else steps.push(name ?? quoted!);
  }
  return steps;
}

/** All that a selector finds; several only where it has a wildcard. */
function select(value: unknown, steps: readonly Step[], from = 0): readonly unknown[] {
  const step = steps[from];
  if (step === undefined) return [value];
  if (typeof value !== "object" || value === null) return [];
  if (step === "*") return Object.values(value).flatMap((child) => select(child, steps, from + 1));
  if (!Object.hasOwn(value, step)) return [];
  return select((value as Record<string | number, unknown>)[step], steps, from + 1);
}

/** What a selector such as `$.a.b[0]` finds first; `undefined` if nothing. */
export function selectFirst(value: unknown, selector: string): unknown {
  return select(value, parseSelector(selector))[0];
}

/** Equality of a text with wildcards; without one it is compared as it is. */
function textTest(text: string): (value: unknown) => boolean {
  // A wildcard alone asks whether there is anything, of any type.
  if (text === "*") return () => true;
  if (!text.includes("*")) return (value) => typeof value === "string" && value === text;
  const pattern = text.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const compiled = new RegExp(`^${pattern.join(".*")}$`, "s");
  return (value) => typeof value === "string" && compiled.test(value);
}

const numberComparisons: Readonly<Record<string, (have: number, want: number) => boolean>> = {
  "=": (have, want) => have === want,
  "!=": (have, want) => have !== want,
  "<": (have, want) => have < want,
  ">": (have, want) => have > want,
  "<=": (have, want) => have <= want,
  ">=": (have, want) => have >= want,
};

function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text);
}

/** A recursive descent through `||`, `&&`, parentheses and comparisons. */
class JsonPatternParser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(pattern: string) {
    this.#tokens = tokenize(pattern);
  }

  parse(): JsonTest {
    this.#expect("{");
    const test = this.#any();
    this.#expect("}");
    if (this.#next < this.#tokens.length) invalid();
    return test;
  }

  #peek(text: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === "punctuation" && token.text === text;
  }

  #take(text: string): boolean {
    const found = this.#peek(text);
    if (found) this.#next++;
    return found;
  }

  #expect(text: string): void {
    if (!this.#take(text)) invalid();
  }

  #any(): JsonTest {
    const tests = [this.#all()];
    while (this.#take("||")) tests.push(this.#all());
    return tests.length === 1 ? tests[0]! : (value) => tests.some((test) => test(value));
  }

  #all(): JsonTest {
    const tests = [this.#one()];
    while (this.#take("&&")) tests.push(this.#one());
    return tests.length === 1 ? tests[0]! : (value) => tests.every((test) => test(value));
  }

  #one(): JsonTest {
    if (this.#take("(")) {
      const test = this.#any();
      this.#expect(")");
      return test;
    }
    const token = this.#tokens[this.#next++];
    if (token?.kind !== "selector") invalid();
    return this.#condition(parseSelector(token.text));
  }

  #condition(steps: readonly Step[]): JsonTest {
    const operator = this.#tokens[this.#next++];
    if (operator?.kind === "word") return this.#wordCondition(operator.text.toUpperCase(), steps);
    if (operator?.kind !== "punctuation" || !Object.hasOwn(numberComparisons, operator.text)) invalid();
    const operand = this.#tokens[this.#next++];
    if (operand?.kind === "word" && isNumber(operand.text)) {
      const compare = numberComparisons[operator.text]!;
      const want = Number(operand.text);
      return (value) => select(value, steps).some((found) => typeof found === "number" && compare(found, want));
    }
    if (operand?.kind !== "word" && operand?.kind !== "string") invalid();
    if (operand.kind === "word" && operand.text.startsWith("%")) {
      throw notImplemented("regular expressions in filter patterns");
    }
    return textCondition(operator.text, steps, operand.text);
  }

  #wordCondition(operator: string, steps: readonly Step[]): JsonTest {
    const word = this.#tokens[this.#next++]?.text.toUpperCase();
    if (operator === "NOT" && word === "EXISTS") return (value) => select(value, steps).length === 0;
    if (operator !== "IS") invalid();
    switch (word) {
      case "NULL":
        return (value) => select(value, steps).includes(null);
      case "TRUE":
        return (value) => select(value, steps).includes(true);
      case "FALSE":
        return (value) => select(value, steps).includes(false);
      default:
        return invalid();
    }
  }
}

function textCondition(operator: string, steps: readonly Step[], text: string): JsonTest {
  const test = textTest(text);
  if (operator === "=") return (value) => select(value, steps).some(test);
  if (operator === "!=") return (value) => select(value, steps).some((found) => !test(found));
  return invalid();
}

/** Compiles `{ $.field = "value" && ... }`; a message that is no JSON object matches nothing. */
export function compileJsonPattern(pattern: string): (message: string) => boolean {
  const test = new JsonPatternParser(pattern).parse();
  return (message) => {
    if (!message.trimStart().startsWith("{")) return false;
    try {
      return test(JSON.parse(message));
    } catch {
      return false;
    }
  };
}
