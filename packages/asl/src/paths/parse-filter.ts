import { parseJson } from "../json/text.ts";
import type { Json } from "../json/value.ts";
import type { FilterNode, FilterOperand, PathNode } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

type PathReader = (cursor: Cursor, inFilter: boolean) => PathNode;

const OPERATOR = /===|!==|==|!=|<=|>=|<|>|=~|(?:nin|in|subsetof|anyof|noneof|contains|all|size|empty)(?![\w$])/iy;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const WORD = /(?:true|false|null)(?!\w)/y;

/** Parses the condition of `[?( ... )]` up to its closing parenthesis. */
export function parseFilter(cursor: Cursor, readPath: PathReader): FilterNode {
  return new FilterParser(cursor, readPath).readOr();
}

class FilterParser {
  private readonly cursor: Cursor;
  private readonly readPath: PathReader;

  constructor(cursor: Cursor, readPath: PathReader) {
    this.cursor = cursor;
    this.readPath = readPath;
  }

  readOr(): FilterNode {
    let left = this.readAnd();
    while (this.takeOperator("||")) {
      left = { kind: "or", left, right: this.readAnd() };
    }
    return left;
  }

  private readAnd(): FilterNode {
    let left = this.readUnary();
    while (this.takeOperator("&&")) {
      left = { kind: "and", left, right: this.readUnary() };
    }
    return left;
  }

  private readUnary(): FilterNode {
    this.cursor.skipSpaces();
    if (this.cursor.take("!")) {
      return { kind: "not", operand: this.readUnary() };
    }
    if (this.cursor.take("(")) {
      const inner = this.readOr();
      this.cursor.skipSpaces();
      this.cursor.expect(")");
      return inner;
    }
    return this.readComparison();
  }

  private readComparison(): FilterNode {
    const left = this.readOperand();
    this.cursor.skipSpaces();
    const operator = this.cursor.match(OPERATOR);
    if (operator === undefined) {
      return left.kind === "path" ? { kind: "exists", path: left.path } : this.cursor.fail("expected an operator");
    }
    this.cursor.skipSpaces();
    return { kind: "compare", operator: operator.toLowerCase(), left, right: this.readOperand() };
  }

  private readOperand(): FilterOperand {
    const { cursor } = this;
    const start = cursor.peek();
    if (start === "@" || start === "$") {
      return { kind: "path", path: this.readPath(cursor, true) };
    }
    if (start === "/") {
      return { kind: "pattern", pattern: this.readPattern() };
    }
    return { kind: "literal", value: this.readLiteral() };
  }

  private readPattern(): RegExp {
    const { cursor } = this;
    cursor.expect("/");
    let source = "";
    while (!cursor.take("/")) {
      if (cursor.atEnd) {
        cursor.fail("unclosed pattern");
      }
      source += cursor.peek() === "\\" ? cursor.next() + cursor.next() : cursor.next();
    }
    const flags = cursor.match(/[imsu]*/y) ?? "";
    try {
      return new RegExp(`^(?:${source})$`, flags);
    } catch {
      return cursor.fail("invalid pattern");
    }
  }

  private readLiteral(): Json {
    const { cursor } = this;
    const start = cursor.peek();
    if (start === "'" || start === '"') {
      return this.readText(cursor.next());
    }
    if (cursor.take("[")) {
      return this.readList();
    }
    const text = cursor.match(WORD) ?? cursor.match(NUMBER) ?? cursor.fail("expected a value");
    return parseJson(text);
  }

  private readText(quote: string): string {
    let text = "";
    while (!this.cursor.take(quote)) {
      if (this.cursor.atEnd) {
        this.cursor.fail("unclosed text");
      }
      this.cursor.take("\\");
      text += this.cursor.next();
    }
    return text;
  }

  private readList(): Json[] {
    const items: Json[] = [];
    this.cursor.skipSpaces();
    while (!this.cursor.take("]")) {
      items.push(this.readLiteral());
      this.cursor.skipSpaces();
      if (!this.cursor.take(",") && this.cursor.peek() !== "]") {
        this.cursor.fail("expected ',' or ']'");
      }
      this.cursor.skipSpaces();
    }
    return items;
  }

  private takeOperator(operator: string): boolean {
    this.cursor.skipSpaces();
    return this.cursor.take(operator);
  }
}
