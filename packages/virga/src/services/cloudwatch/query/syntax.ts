import { validationError } from "../errors.ts";

/** An expression's tree. */
export type Node =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "reference"; readonly id: string }
  | { readonly kind: "list"; readonly items: readonly Node[] }
  | { readonly kind: "negation"; readonly of: Node }
  | { readonly kind: "operation"; readonly operator: Operator; readonly left: Node; readonly right: Node }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Node[] };

/** Operators on series and numbers, from `OR`, which binds least, to `^`. */
export type Operator = "+" | "-" | "*" | "/" | "^" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "AND" | "OR";

interface Token {
  readonly kind: "number" | "text" | "name" | "symbol" | "end";
  readonly text: string;
}

const tokenPattern =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|"([^"]*)"|'([^']*)'|([A-Za-z][A-Za-z0-9_]*)|(==|!=|<=|>=|&&|\|\||[-+*/^()[\],<>]))/y;

function tokenize(expression: string, id: string): readonly Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  let position = 0;
  while (expression.slice(position).trim() !== "") {
    tokenPattern.lastIndex = position;
    const found = tokenPattern.exec(expression);
    if (!found) throw syntaxError(id, expression.slice(position).trim());
    const [, number, double, single, name, symbol] = found;
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
    else tokens.push({ kind: "text", text: double ?? single ?? "" });
    position = tokenPattern.lastIndex;
  }
  tokens.push({ kind: "end", text: "end of the expression" });
  return tokens;
}

function syntaxError(id: string, at: string): Error {
  return validationError(`Error in expression '${id}': Invalid syntax at or near '${at}'.`);
}

/** From the loosest binding to the tightest. */
const levels: readonly Readonly<Record<string, Operator>>[] = [
  { OR: "OR", "||": "OR" },
  { AND: "AND", "&&": "AND" },
  { "==": "==", "!=": "!=" },
  { "<": "<", "<=": "<=", ">": ">", ">=": ">=" },
  { "+": "+", "-": "-" },
  { "*": "*", "/": "/" },
];

/** How deep an expression may nest. */
const deepest = 100;

/**
 * Reads a metric math expression; `id` is named in errors.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws AwsError ValidationError for one that can't be read or nests deeper than 100
 */
export function parseExpression(expression: string, id: string): Node {
  return new ExpressionReader(tokenize(expression, id), id).read();
}

class ExpressionReader {
  readonly #tokens: readonly Token[];
  readonly #id: string;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], id: string) {
    this.#tokens = tokens;
    this.#id = id;
  }

  read(): Node {
    const tree = this.#operation(0);
    if (this.#token.kind !== "end") throw syntaxError(this.#id, this.#token.text);
    return tree;
  }

  get #token(): Token {
    return this.#tokens[this.#next]!;
  }

  #takes(text: string): boolean {
    const isNext = this.#token.kind !== "text" && this.#token.text === text;
    if (isNext) this.#next++;
    return isNext;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) throw syntaxError(this.#id, this.#token.text);
  }

  #operation(level: number): Node {
    const operators = levels[level];
    if (!operators) return this.#power();
    let left = this.#operation(level + 1);
    for (;;) {
      const { kind, text } = this.#token;
      const operator = kind === "text" ? undefined : operators[text];
      if (operator === undefined) return left;
      this.#next++;
      left = { kind: "operation", operator, left, right: this.#operation(level + 1) };
    }
  }

  #power(): Node {
    if (this.#takes("-")) return { kind: "negation", of: this.#power() };
    const left = this.#operand();
    return this.#takes("^") ? { kind: "operation", operator: "^", left, right: this.#power() } : left;
  }

  #operand(): Node {
    if (++this.#depth > deepest) throw validationError(`Error in expression '${this.#id}': it nests too deeply.`);
    const token = this.#token;
    this.#next++;
    const node = this.#operandOf(token);
    this.#depth--;
    return node;
  }

  #operandOf({ kind, text }: Token): Node {
    if (kind === "number") return { kind: "number", value: Number(text) };
    if (kind === "text") return { kind: "text", value: text };
    if (kind === "name") return this.#named(text);
    if (text === "[") return { kind: "list", items: this.#sequence("]") };
    if (text !== "(") throw syntaxError(this.#id, text);
    const node = this.#operation(0);
    this.#expect(")");
    return node;
  }

  #named(text: string): Node {
    if (!this.#takes("(")) return { kind: "reference", id: text };
    return { kind: "call", name: text.toUpperCase(), arguments: this.#sequence(")") };
  }

  #sequence(close: string): readonly Node[] {
    const items: Node[] = [];
    if (this.#takes(close)) return items;
    do items.push(this.#operation(0));
    while (this.#takes(","));
    this.#expect(close);
    return items;
  }
}
