import { parseSimpleOperand } from "./operand-parser.ts";
import type { Comparator, ConditionNode, ConditionSyntax, ExpressionKind, LogicalNode, OperandNode } from "./syntax.ts";
import { TokenReader } from "./tokens.ts";

/** Deeper parentheses than any expression of 4 KB with 300 operators needs, so that none exhausts the stack. */
const deepestParentheses = 400;
const comparators: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);
const keywords: ReadonlySet<string> = new Set(["AND", "OR", "NOT", "BETWEEN", "IN"]);

/** Parses a condition, filter or key condition; throws AWS's syntax errors. */
export function parseCondition(kind: ExpressionKind, source: string): ConditionSyntax {
  const parser = new ConditionParser(new TokenReader(kind, source));
  return parser.parse();
}

/** Something in an expression that may still turn out to be an operand or a condition. */
type Part = OperandNode | ConditionNode;

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 * Parentheses hold a condition or an operand; which of the two only shows behind them.
 */
class ConditionParser {
  readonly #tokens: TokenReader;
  #redundantParentheses = false;
  /** Where the last pair of parentheses opened and closed. */
  #lastPair = { start: -1, end: -1 };
  #depth = 0;

  constructor(tokens: TokenReader) {
    this.#tokens = tokens;
  }

  parse(): ConditionSyntax {
    const root = this.#requireCondition(this.#parseOr());
    this.#tokens.expectEnd();
    return { root, redundantParentheses: this.#redundantParentheses };
  }

  #parseOr(): Part {
    return this.#parseLogical("or", () => this.#parseLogical("and", () => this.#parseNot()));
  }

  #parseLogical(kind: LogicalNode["kind"], parseSide: () => Part): Part {
    let left = parseSide();
    while (this.#tokens.atKeyword(kind.toUpperCase())) {
      const condition = this.#requireCondition(left);
      this.#tokens.next();
      left = { kind, left: condition, right: this.#requireCondition(parseSide()) };
    }
    return left;
  }

  #parseNot(): Part {
    if (!this.#tokens.takeKeyword("NOT")) return this.#parsePredicate();
    this.#descend();
    const condition = this.#requireCondition(this.#parseNot());
    this.#depth--;
    return { kind: "not", condition };
  }

  #parsePredicate(): Part {
    const left = this.#parsePart();
    if (!isOperand(left)) return left;
    const token = this.#tokens.peek();
    if (token.type === "symbol" && comparators.has(token.text)) {
      this.#tokens.next();
      return { kind: "comparison", comparator: token.text as Comparator, left, right: this.#parseOperand() };
    }
    if (this.#tokens.takeKeyword("BETWEEN")) {
      const lower = this.#parseOperand();
      if (!this.#tokens.takeKeyword("AND")) throw this.#tokens.syntaxError();
      return { kind: "between", operand: left, lower, upper: this.#parseOperand() };
    }
    if (this.#tokens.takeKeyword("IN")) {
      this.#tokens.expectSymbol("(");
      const candidates = [this.#parseOperand()];
      while (this.#tokens.takeSymbol(",")) candidates.push(this.#parseOperand());
      this.#tokens.expectSymbol(")");
      return { kind: "in", operand: left, candidates };
    }
    return left;
  }

  /** An operand, or anything in parentheses. */
  #parsePart(): Part {
    if (!this.#tokens.atSymbol("(")) return this.#parseSimpleOperand();
    const { start } = this.#tokens.next();
    this.#descend();
    const inner = this.#tokens.peek();
    const part = this.#parseOr();
    const { end } = this.#tokens.peek(-1);
    // `((...))` is redundant, `((a) AND (b))` is not: the inner pair must be all that the outer one holds.
    if (this.#lastPair.start === inner.start && this.#lastPair.end === end) this.#redundantParentheses = true;
    this.#lastPair = { start, end: this.#tokens.peek().end };
    this.#tokens.expectSymbol(")");
    this.#depth--;
    return part;
  }

  #parseOperand(): OperandNode {
    const part = this.#parsePart();
    if (!isOperand(part)) throw this.#tokens.syntaxError();
    return part;
  }

  #parseSimpleOperand(): OperandNode {
    const token = this.#tokens.peek();
    if (token.type === "name" && keywords.has(token.text.toUpperCase())) throw this.#tokens.syntaxError();
    this.#descend();
    const operand = parseSimpleOperand(this.#tokens, () => this.#parseOperand());
    this.#depth--;
    return operand;
  }

  #requireCondition(part: Part): ConditionNode {
    if (part.kind === "path" || part.kind === "value" || part.kind === "literal") throw this.#tokens.syntaxError();
    return part;
  }

  #descend(): void {
    this.#depth++;
    if (this.#depth > deepestParentheses) {
      throw this.#tokens.error("The expression has too many nested parentheses;");
    }
  }
}

function isOperand(part: Part): part is OperandNode {
  return part.kind === "path" || part.kind === "value" || part.kind === "literal" || part.kind === "function";
}
