import { parsePath, parseSimpleOperand } from "./operand-parser.ts";
import type { ArithmeticNode, OperandNode, UpdateAction, UpdateSection, UpdateSyntax } from "./syntax.ts";
import { TokenReader } from "./tokens.ts";

const sections: readonly UpdateSection[] = ["SET", "REMOVE", "ADD", "DELETE"];
const deepestNesting = 400;

/**
 * Parses an update expression; throws AWS's syntax errors.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function parseUpdate(source: string): UpdateSyntax {
  return new UpdateParser(new TokenReader("UpdateExpression", source)).parse();
}

class UpdateParser {
  readonly #tokens: TokenReader;
  #depth = 0;

  constructor(tokens: TokenReader) {
    this.#tokens = tokens;
  }

  parse(): UpdateSyntax {
    const actions: UpdateAction[] = [];
    const seen = new Set<UpdateSection>();
    let repeatedSection: UpdateSection | undefined;
    do {
      const section = sections.find((word) => this.#tokens.atKeyword(word));
      if (!section) throw this.#tokens.syntaxError();
      this.#tokens.next();
      if (seen.has(section)) repeatedSection ??= section;
      seen.add(section);
      do actions.push(this.#parseAction(section));
      while (this.#tokens.takeSymbol(","));
    } while (this.#tokens.peek().type !== "end");
    return repeatedSection ? { actions, repeatedSection } : { actions };
  }

  #parseAction(section: UpdateSection): UpdateAction {
    const path = parsePath(this.#tokens);
    switch (section) {
      case "REMOVE":
        return { section, path };
      case "SET":
        this.#tokens.expectSymbol("=");
        return { section, path, value: this.#parseSetValue() };
      default:
        return { section, path, value: this.#parseAddend() };
    }
  }

  /** What ADD and DELETE take: a placeholder for a value. */
  #parseAddend(): OperandNode {
    const { type, text } = this.#tokens.peek();
    if (type !== "value") throw this.#tokens.syntaxError();
    this.#tokens.next();
    return { kind: "value", name: text };
  }

  /** An operand, or two with `+` or `-` between; as a whole it may stand in parentheses. */
  #parseSetValue(): OperandNode | ArithmeticNode {
    const left = this.#parseSetTerm();
    if (left.kind === "arithmetic") return left;
    const operator = this.#tokens.takeSymbol("+") ? "+" : this.#tokens.takeSymbol("-") ? "-" : undefined;
    return operator ? { kind: "arithmetic", operator, left, right: this.#parseOperand() } : left;
  }

  #parseSetTerm(): OperandNode | ArithmeticNode {
    if (!this.#tokens.takeSymbol("(")) return this.#parseOperand();
    this.#descend();
    const value = this.#parseSetValue();
    this.#tokens.expectSymbol(")");
    this.#depth--;
    return value;
  }

  #parseOperand(): OperandNode {
    this.#descend();
    const parenthesized = this.#tokens.takeSymbol("(");
    const operand = parenthesized ? this.#parseOperand() : parseSimpleOperand(this.#tokens, () => this.#parseOperand());
    if (parenthesized) this.#tokens.expectSymbol(")");
    this.#depth--;
    return operand;
  }

  #descend(): void {
    this.#depth++;
    if (this.#depth > deepestNesting) throw this.#tokens.error("The expression has too many nested parentheses;");
  }
}
