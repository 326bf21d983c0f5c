import type { OperandNode, PathNode, PathStep } from "./syntax.ts";
import type { TokenReader } from "./tokens.ts";

const greatestIndex = 2_147_483_647;

/** Reads a document path: `name`, `#placeholder`, then `.name`, `.#placeholder` and `[index]` as often as they come. */
export function parsePath(tokens: TokenReader): PathNode {
  const steps: PathStep[] = [parsePathName(tokens)];
  for (;;) {
    if (tokens.takeSymbol(".")) steps.push(parsePathName(tokens));
    else if (tokens.takeSymbol("[")) steps.push(parseIndex(tokens));
    else return { kind: "path", steps };
  }
}

function parsePathName(tokens: TokenReader): PathStep {
  const { type, text } = tokens.peek();
  if (type !== "name" && type !== "placeholder") throw tokens.syntaxError();
  tokens.next();
  return type === "name" ? { name: text } : { placeholder: text };
}

function parseIndex(tokens: TokenReader): PathStep {
  const { type, text } = tokens.peek();
  if (type !== "number") throw tokens.syntaxError();
  tokens.next();
  tokens.expectSymbol("]");
  const index = Number(text);
  if (index > greatestIndex) {
    throw tokens.error(`List index is not within the allowable range; index: [${text}]`);
  }
  return { index };
}

/** Reads a path, a value or a function; `parseNested` reads what may stand inside a function's parentheses. */
export function parseSimpleOperand(tokens: TokenReader, parseNested: () => OperandNode): OperandNode {
  const token = tokens.peek();
  if (token.type === "value") {
    tokens.next();
    return { kind: "value", name: token.text };
  }
  const following = tokens.peek(1);
  if (token.type !== "name" || following.type !== "symbol" || following.text !== "(") return parsePath(tokens);
  tokens.next();
  tokens.next();
  const operands = [parseNested()];
  while (tokens.takeSymbol(",")) operands.push(parseNested());
  tokens.expectSymbol(")");
  return { kind: "function", name: token.text, operands };
}
