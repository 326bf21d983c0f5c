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

/** Reads a metric math expression; `id` is named in errors. */
export function parseExpression(expression: string, id: string): Node {
  const tokens = tokenize(expression, id);
  let next = 0;
  let depth = 0;
  const peek = () => tokens[next]!;
  const isNext = (text: string) => peek().kind !== "text" && peek().text === text;
  const expect = (text: string) => {
    if (!isNext(text)) throw syntaxError(id, peek().text);
    next++;
  };

  function operation(level: number): Node {
    const operators = levels[level];
    if (!operators) return power();
    let left = operation(level + 1);
    for (;;) {
      const token = peek();
      const operator = token.kind === "text" ? undefined : operators[token.text];
      if (operator === undefined) return left;
      next++;
      left = { kind: "operation", operator, left, right: operation(level + 1) };
    }
  }

  function power(): Node {
    if (isNext("-")) {
      next++;
      return { kind: "negation", of: power() };
    }
    const base = operand();
    if (!isNext("^")) return base;
    next++;
    return { kind: "operation", operator: "^", left: base, right: power() };
  }

  function operand(): Node {
    if (++depth > deepest) throw validationError(`Error in expression '${id}': it nests too deeply.`);
    const token = peek();
    next++;
    let node: Node;
    if (token.kind === "number") node = { kind: "number", value: Number(token.text) };
    else if (token.kind === "text") node = { kind: "text", value: token.text };
    else if (token.kind === "name") node = name(token.text);
    else if (token.text === "(") {
      node = operation(0);
      expect(")");
    } else if (token.text === "[") node = { kind: "list", items: sequence("]") };
    else throw syntaxError(id, token.text);
    depth--;
    return node;
  }

  function name(text: string): Node {
    if (!isNext("(")) return { kind: "reference", id: text };
    next++;
    return { kind: "call", name: text.toUpperCase(), arguments: sequence(")") };
  }

  function sequence(close: string): readonly Node[] {
    const items: Node[] = [];
    if (isNext(close)) {
      next++;
      return items;
    }
    for (;;) {
      items.push(operation(0));
      if (isNext(close)) break;
      expect(",");
    }
    next++;
    return items;
  }

  const tree = operation(0);
  if (peek().kind !== "end") throw syntaxError(id, peek().text);
  return tree;
}
