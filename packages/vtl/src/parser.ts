import type { Block, Branch, Statement } from "./ast.ts";
import type { TemplatePosition } from "./errors.ts";
import { ExpressionParser } from "./expression-parser.ts";
import { Scanner } from "./scanner.ts";

const TEXT = /[^$#\\]+/y;
const SET = /[ \t]*(?:#set|#\{set\})[ \t]*\(/y;
const BACKSLASHES = /\\+/y;
const DIRECTIVE = /#(?:\{([A-Za-z_][\w@]*)\}|([A-Za-z_@][\w@]*))/y;
const PARENTHESIS = /[ \t\n\r]*\(/y;
const REST_OF_LINE = /[ \t]*(?:\r\n|\n|\r)/y;
const LINE_COMMENT = /##[^\n\r]*(?:\r\n|\n|\r)?/y;
const WORD = /[A-Za-z_@][\w@]*/y;

/** The directives that API Gateway knows; it prints any other as it stands, and takes a `#macro` in without using it. */
const DIRECTIVES: ReadonlySet<string> = new Set([
  "set",
  "if",
  "elseif",
  "else",
  "end",
  "foreach",
  "define",
  "macro",
  "stop",
  "break",
]);

/** A parsed template. */
export interface ParsedTemplate {
  readonly body: Block;
  /** The names of all variables that the template uses. */
  readonly names: ReadonlySet<string>;
}

/**
 * Parses a template.
 *
 * White space goes where Velocity 1.x takes it: a directive's closing parenthesis, `#else` and `#end` take the rest of
 * their line if it is blank; `#set` also takes the blanks before it, but only where no other text stands before those.
 *
 * @throws VtlSyntaxError
 */
export function parseTemplate(text: string): ParsedTemplate {
  const names = new Set<string>();
  return { body: parseWhole(new Scanner(text), names), names };
}

function parseWhole(scanner: Scanner, names: Set<string>): Block {
  const parser = new TemplateParser(scanner, names);
  const body = parser.block();
  if (!scanner.atEnd) scanner.fail("A directive that closes or divides a block stands outside of one");
  return body;
}

class TemplateParser {
  readonly #scanner: Scanner;
  readonly #expressions: ExpressionParser;

  constructor(scanner: Scanner, names: Set<string>) {
    this.#scanner = scanner;
    this.#expressions = new ExpressionParser(scanner, (inner) => parseWhole(inner, names), names);
  }

  /** Parses statements up to the end of the text or to a `#else`, `#elseif` or `#end`, which is left standing. */
  block(): Block {
    const statements: Statement[] = [];
    const scanner = this.#scanner;
    while (!scanner.atEnd) {
      const start = scanner.position;
      const statement = this.#statement();
      if (statement === "end of block") {
        scanner.position = start;
        break;
      }
      if (statement !== undefined) append(statements, statement);
    }
    return statements;
  }

  #statement(): Statement | "end of block" | undefined {
    const scanner = this.#scanner;
    const start = scanner.position;
    if (scanner.match(SET) !== undefined) return this.#set(scanner.positionAt(start));
    const text = scanner.match(TEXT);
    if (text !== undefined) return this.#text(text[0], start);
    if (scanner.current === "\\") return this.#escape();
    if (scanner.current === "$") return this.#reference();
    if (scanner.match(LINE_COMMENT) !== undefined) return undefined;
    if (scanner.startsWith("#*")) return this.#skipPast("*#", "The comment is not closed");
    if (scanner.startsWith("#[[")) return this.#literalBlock();
    return this.#directive();
  }

  #text(text: string, start: number): Statement {
    return { type: "text", text, position: this.#scanner.positionAt(start) };
  }

  /** Backslashes count in pairs before a reference or a known directive, and are plain text elsewhere. */
  #escape(): Statement {
    const scanner = this.#scanner;
    const start = scanner.position;
    const count = scanner.match(BACKSLASHES)?.[0].length ?? 0;
    const after = scanner.position;
    const isElement = this.#skipElement();
    const isEscaped = isElement && count % 2 === 1;
    const written = isElement ? "\\".repeat(Math.floor(count / 2)) : "\\".repeat(count);
    const literal = isEscaped ? scanner.text.slice(after, scanner.position) : "";
    if (!isEscaped) scanner.position = after;
    return this.#text(written + literal, start);
  }

  /** Moves over a reference or the name of a known directive. */
  #skipElement(): boolean {
    const scanner = this.#scanner;
    if (scanner.take("$")) {
      scanner.take("!");
      return this.#expressions.reference() !== undefined;
    }
    const directive = scanner.match(DIRECTIVE);
    return directive !== undefined && DIRECTIVES.has(directive[1] ?? directive[2] ?? "");
  }

  #reference(): Statement {
    const scanner = this.#scanner;
    const start = scanner.position;
    scanner.position += 1;
    scanner.take("!");
    const reference = this.#expressions.reference();
    if (reference !== undefined) return { type: "reference", reference, position: scanner.positionAt(start) };
    scanner.position = start + 1;
    return this.#text("$", start);
  }

  #skipPast(end: string, message: string): undefined {
    const scanner = this.#scanner;
    const found = scanner.text.indexOf(end, scanner.position + 2);
    if (found === -1) scanner.fail(message);
    scanner.position = found + end.length;
  }

  #literalBlock(): Statement {
    const start = this.#scanner.position;
    this.#skipPast("]]#", "The literal block is not closed");
    return this.#text(this.#scanner.text.slice(start + "#[[".length, this.#scanner.position - "]]#".length), start);
  }

  #directive(): Statement | "end of block" | undefined {
    const scanner = this.#scanner;
    const start = scanner.position;
    const match = scanner.match(DIRECTIVE);
    if (match === undefined) {
      scanner.position += 1;
      return this.#text("#", start);
    }
    const position = scanner.positionAt(start);
    switch (match[1] ?? match[2]) {
      case "if":
        return scanner.nested(() => this.#if(position));
      case "foreach":
        return scanner.nested(() => this.#foreach(position));
      case "define":
        return scanner.nested(() => this.#define(position));
      case "macro":
        return scanner.nested(() => this.#macro());
      case "stop":
        return { type: "stop", position };
      case "break":
        this.#optionalArguments();
        return { type: "break", position };
      case "else":
      case "elseif":
      case "end":
        return "end of block";
      default:
        this.#optionalArguments();
        return this.#text(scanner.text.slice(start, scanner.position), start);
    }
  }

  #set(position: TemplatePosition): Statement {
    const scanner = this.#scanner;
    const target = this.#target("#set");
    scanner.expect("=", "after the reference in #set");
    const value = this.#expressions.expression();
    this.#close("#set");
    return { type: "set", target, value, position };
  }

  #target(directive: string) {
    const scanner = this.#scanner;
    scanner.skipWhitespace();
    scanner.expect("$", `at the start of ${directive}`);
    scanner.take("!");
    const target = this.#expressions.reference() ?? scanner.fail("Expected a reference");
    scanner.skipWhitespace();
    return target;
  }

  #variable(directive: string): string {
    const start = this.#scanner.position;
    const target = this.#target(directive);
    if (target.steps.length > 0) this.#scanner.fail(`${directive} takes a plain variable`, start);
    return target.name;
  }

  #open(directive: string): void {
    if (this.#scanner.match(PARENTHESIS) === undefined) this.#scanner.fail(`Expected "(" after ${directive}`);
  }

  #close(directive: string): void {
    this.#scanner.skipWhitespace();
    this.#scanner.expect(")", `to close ${directive}`);
    this.#scanner.match(REST_OF_LINE);
  }

  #if(position: TemplatePosition): Statement {
    const branches: Branch[] = [this.#branch("#if")];
    let otherwise: Block = [];
    let divider = this.#divider("#if");
    while (divider === "elseif") {
      branches.push(this.#branch("#elseif"));
      divider = this.#divider("#if");
    }
    if (divider === "else") {
      this.#scanner.match(REST_OF_LINE);
      otherwise = this.block();
      this.#end("#if");
    } else {
      this.#scanner.match(REST_OF_LINE);
    }
    return { type: "if", branches, otherwise, position };
  }

  #branch(directive: string): Branch {
    this.#open(directive);
    const condition = this.#expressions.expression();
    this.#close(directive);
    return { condition, body: this.block() };
  }

  /** The name of the directive that ends the block just read. */
  #divider(directive: string): string {
    const match = this.#scanner.match(DIRECTIVE);
    if (match === undefined) this.#scanner.fail(`${directive} is not closed by #end`);
    return match[1] ?? match[2] ?? "";
  }

  #end(directive: string): void {
    const start = this.#scanner.position;
    if (this.#divider(directive) !== "end") this.#scanner.fail(`Expected #end to close ${directive}`, start);
    this.#scanner.match(REST_OF_LINE);
  }

  #foreach(position: TemplatePosition): Statement {
    const scanner = this.#scanner;
    this.#open("#foreach");
    const variable = this.#variable("#foreach");
    if (scanner.match(WORD)?.[0] !== "in") scanner.fail('Expected "in" in #foreach');
    const list = this.#expressions.parameter();
    this.#close("#foreach");
    const body = this.block();
    this.#end("#foreach");
    return { type: "foreach", variable, list, body, position };
  }

  #define(position: TemplatePosition): Statement {
    this.#open("#define");
    const variable = this.#variable("#define");
    this.#close("#define");
    const body = this.block();
    this.#end("#define");
    return { type: "define", variable, body, position };
  }

  /** A macro can't be declared in API Gateway: the declaration prints nothing, and its uses print as they stand. */
  #macro(): undefined {
    this.#optionalArguments();
    this.block();
    this.#end("#macro");
  }

  #optionalArguments(): void {
    const scanner = this.#scanner;
    if (scanner.match(PARENTHESIS) === undefined) return;
    for (scanner.skipWhitespace(); scanner.current !== ")"; scanner.skipWhitespace()) {
      scanner.take(",");
      scanner.skipWhitespace();
      if (scanner.match(WORD)) continue;
      this.#expressions.parameter();
    }
    this.#close("the directive");
  }
}

function append(statements: Statement[], statement: Statement): void {
  const last = statements.at(-1);
  if (statement.type !== "text" || last?.type !== "text") {
    if (statement.type !== "text" || statement.text !== "") statements.push(statement);
    return;
  }
  statements[statements.length - 1] = { ...last, text: last.text + statement.text };
}
