import { validationError } from "../errors.ts";
import type { ExpressionKind } from "./syntax.ts";

/** What kinds of tokens expressions have. */
export type TokenType = "name" | "placeholder" | "value" | "number" | "symbol" | "unknown" | "end";

/** A token and where it is in the expression. */
export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const lexeme = /([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|[=<>(),.[\]+-])|(\S)/gsu;
const types: readonly TokenType[] = ["name", "placeholder", "value", "number", "symbol", "unknown"];

/** Splits an expression; the last token is the end. What DynamoDB knows no token for becomes an `unknown` one. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of source.matchAll(lexeme)) {
    const group = match.findIndex((text, index) => index > 0 && text !== undefined);
    tokens.push({ type: types[group - 1]!, text: match[0], start: match.index, end: match.index + match[0].length });
  }
  tokens.push({ type: "end", text: "<EOF>", start: source.length, end: source.length });
  return tokens;
}

/** Tokens of one expression with a position, and its syntax errors. */
export class TokenReader {
  readonly kind: ExpressionKind;
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(kind: ExpressionKind, source: string) {
    this.kind = kind;
    this.#source = source;
    this.#tokens = tokenize(source);
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#position + ahead, this.#tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    this.#position++;
    return token;
  }

  atSymbol(text: string): boolean {
    const token = this.peek();
    return token.type === "symbol" && token.text === text;
  }

  /** Whether a keyword comes next; keywords are in any case. */
  atKeyword(word: string): boolean {
    const token = this.peek();
    return token.type === "name" && token.text.toUpperCase() === word;
  }

  takeSymbol(text: string): boolean {
    const found = this.atSymbol(text);
    if (found) this.#position++;
    return found;
  }

  takeKeyword(word: string): boolean {
    const found = this.atKeyword(word);
    if (found) this.#position++;
    return found;
  }

  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.syntaxError();
  }

  expectEnd(): void {
    if (this.peek().type !== "end") throw this.syntaxError();
  }

  /** A syntax error at the next token; AWS shows it with its neighbours. */
  syntaxError(): Error {
    const token = this.peek();
    const before = this.#tokens[this.#position - 1] ?? token;
    const near = this.#source.slice(before.start, this.peek(1).end);
    return this.error(`Syntax error; token: "${token.text}", near: "${near}"`);
  }

  error(detail: string): Error {
    return expressionError(this.kind, detail);
  }
}

/** AWS's error for an expression it does not accept. */
export function expressionError(kind: ExpressionKind, detail: string): Error {
  return validationError(`Invalid ${kind}: ${detail}`);
}
