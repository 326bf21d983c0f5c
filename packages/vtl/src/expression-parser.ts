import type { Block, ComparisonOperator, Expression, Reference, Step } from "./ast.ts";
import type { ArithmeticOperator } from "./numbers.ts";
import type { Scanner } from "./scanner.ts";
import { JavaDouble, wholeNumber } from "./values.ts";

const IDENTIFIER = /[A-Za-z_][\w-]*/y;
const PROPERTY_START = /\.(?=[A-Za-z])/y;
const DOUBLE_QUOTED = /"((?:[^"]|"")*)"/y;
const SINGLE_QUOTED = /'((?:[^']|'')*)'/y;
const NUMBER_AHEAD = /-(?=\.?\d)/y;
const FLOAT = /-?(?:\d+\.(?!\.)\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)/y;
const INTEGER = /-?\d+/y;
const BOOLEAN = /(true|false)(?![\w@])/y;
const NOT = /!(?!=)|not(?![\w@])/y;
const AND = /&&|and(?![\w@])/y;
const OR = /\|\||or(?![\w@])/y;
const EQUALITY = /==|!=|(?:eq|ne)(?![\w@])/y;
const RELATION = /<=|>=|<|>|(?:lt|le|gt|ge)(?![\w@])/y;
const UNICODE_ESCAPE = /\\u([\da-fA-F]{4})/g;
const OPERATOR_WORDS: Readonly<Record<string, ComparisonOperator>> = {
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

/** Parses the text of an interpolated string; given in by the template parser. */
export type ParseBlock = (scanner: Scanner) => Block;

/**
 * Parses references and expressions by the grammar of Velocity 1.x, the one API Gateway follows: identifiers may hold
 * hyphens, a minus directly before a digit belongs to the number, method parameters have no operators, and a quote
 * within a string is written twice.
 */
export class ExpressionParser {
  readonly #scanner: Scanner;
  readonly #parseBlock: ParseBlock;
  readonly #names: Set<string>;

  constructor(scanner: Scanner, parseBlock: ParseBlock, names: Set<string>) {
    this.#scanner = scanner;
    this.#parseBlock = parseBlock;
    this.#names = names;
  }

  /** Parses what follows `$` or `$!`; undefined, and nothing moved, where no reference does. */
  reference(): Reference | undefined {
    const scanner = this.#scanner;
    const start = scanner.position;
    const braced = scanner.take("{");
    const identifier = scanner.match(IDENTIFIER);
    if (identifier === undefined) {
      scanner.position = start;
      return undefined;
    }
    const steps: Step[] = [];
    for (let step = this.#step(); step !== undefined; step = this.#step()) steps.push(step);
    if (braced) scanner.expect("}", "to close the reference");
    this.#names.add(identifier[0]);
    const begin = scanner.text.lastIndexOf("$", start - 1);
    const source = scanner.text.slice(begin, scanner.position);
    return { name: identifier[0], steps, source, position: scanner.positionAt(begin) };
  }

  /** Parses a whole expression with all operators. */
  expression(): Expression {
    return this.#scanner.nested(() => this.#or());
  }

  /** Parses a value without operators, as method parameters, list items and `#foreach` take it. */
  parameter(): Expression {
    const scanner = this.#scanner;
    scanner.skipWhitespace();
    const value = scanner.nested(() => this.#value());
    scanner.skipWhitespace();
    return value;
  }

  #step(): Step | undefined {
    const scanner = this.#scanner;
    if (scanner.take("[")) {
      scanner.skipWhitespace();
      if ("[{".includes(scanner.current)) scanner.fail("An index is a number, a string or a reference");
      const index = this.parameter();
      scanner.expect("]", "to close the index");
      return { type: "index", index };
    }
    if (scanner.match(PROPERTY_START) === undefined) return undefined;
    const name = scanner.match(IDENTIFIER)?.[0] ?? "";
    if (!scanner.take("(")) return { type: "property", name };
    return { type: "method", name, parameters: this.#parameters(")") };
  }

  #parameters(closing: string): Expression[] {
    const scanner = this.#scanner;
    const parameters: Expression[] = [];
    scanner.skipWhitespace();
    if (scanner.take(closing)) return parameters;
    do parameters.push(this.parameter());
    while (scanner.take(","));
    scanner.expect(closing, "after the last parameter");
    return parameters;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#scanner.match(OR) !== undefined) left = { type: "or", left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#equality();
    while (this.#scanner.match(AND) !== undefined) left = { type: "and", left, right: this.#equality() };
    return left;
  }

  #equality(): Expression {
    let left = this.#relation();
    for (let match = this.#scanner.match(EQUALITY); match !== undefined; match = this.#scanner.match(EQUALITY)) {
      left = { type: "comparison", operator: comparisonOperator(match[0]), left, right: this.#relation() };
    }
    return left;
  }

  #relation(): Expression {
    let left = this.#sum();
    for (let match = this.#scanner.match(RELATION); match !== undefined; match = this.#scanner.match(RELATION)) {
      left = { type: "comparison", operator: comparisonOperator(match[0]), left, right: this.#sum() };
    }
    return left;
  }

  #sum(): Expression {
    let left = this.#product();
    for (let operator = this.#operator("+-"); operator !== undefined; operator = this.#operator("+-")) {
      left = { type: "arithmetic", operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Expression {
    let left = this.#unary();
    for (let operator = this.#operator("*/%"); operator !== undefined; operator = this.#operator("*/%")) {
      left = { type: "arithmetic", operator, left, right: this.#unary() };
    }
    return left;
  }

  #operator(among: string): ArithmeticOperator | undefined {
    const scanner = this.#scanner;
    const character = scanner.current;
    if (character === "" || !among.includes(character)) return undefined;
    const start = scanner.position;
    if (scanner.match(NUMBER_AHEAD) !== undefined)
      scanner.fail("A minus before a number needs a space after it", start);
    scanner.position += 1;
    return character as ArithmeticOperator;
  }

  #unary(): Expression {
    const scanner = this.#scanner;
    scanner.skipWhitespace();
    if (scanner.match(NOT) !== undefined) return scanner.nested(() => ({ type: "not", operand: this.#unary() }));
    const value = scanner.take("(") ? this.#parenthesised() : scanner.nested(() => this.#value());
    scanner.skipWhitespace();
    return value;
  }

  #parenthesised(): Expression {
    const value = this.expression();
    this.#scanner.expect(")", "to close the parenthesis");
    return value;
  }

  #value(): Expression {
    const scanner = this.#scanner;
    switch (scanner.current) {
      case "$":
        return this.#referenceValue();
      case '"':
        return this.#doubleQuoted();
      case "'":
        return this.#singleQuoted();
      case "[":
        return this.#listOrRange();
      case "{":
        return this.#map();
      default:
        return this.#number() ?? this.#boolean() ?? scanner.fail("Expected a value");
    }
  }

  #referenceValue(): Expression {
    const scanner = this.#scanner;
    const start = scanner.position;
    scanner.position += 1;
    scanner.take("!");
    const reference = this.reference();
    if (reference === undefined) return scanner.fail("Expected a reference", start);
    return { type: "reference", reference };
  }

  #number(): Expression | undefined {
    const float = this.#scanner.match(FLOAT);
    if (float !== undefined) return { type: "literal", value: new JavaDouble(Number(float[0])) };
    const integer = this.#scanner.match(INTEGER);
    return integer === undefined ? undefined : { type: "literal", value: wholeNumber(BigInt(integer[0])) };
  }

  #boolean(): Expression | undefined {
    const match = this.#scanner.match(BOOLEAN);
    return match === undefined ? undefined : { type: "literal", value: match[1] === "true" };
  }

  #singleQuoted(): Expression {
    const match = this.#scanner.match(SINGLE_QUOTED);
    if (match === undefined) this.#scanner.fail("The string is not closed");
    return { type: "literal", value: (match[1] ?? "").replaceAll("''", "'") };
  }

  #doubleQuoted(): Expression {
    const scanner = this.#scanner;
    const start = scanner.position;
    const match = scanner.match(DOUBLE_QUOTED);
    if (match === undefined) return scanner.fail("The string is not closed");
    const text = (match[1] ?? "")
      .replaceAll('""', '"')
      .replace(UNICODE_ESCAPE, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
    if (!/[$#]/.test(text)) return { type: "literal", value: text };
    const inner = scanner.inside(text, scanner.positionAt(start));
    return { type: "interpolation", body: scanner.nested(() => this.#parseBlock(inner)) };
  }

  #listOrRange(): Expression {
    const scanner = this.#scanner;
    scanner.position += 1;
    scanner.skipWhitespace();
    if (scanner.take("]")) return { type: "list", items: [] };
    const first = this.parameter();
    if (scanner.take("..")) return this.#range(first);
    const items = [first];
    while (scanner.take(",")) items.push(this.parameter());
    scanner.expect("]", "to close the list");
    return { type: "list", items };
  }

  #range(first: Expression): Expression {
    const last = this.parameter();
    this.#scanner.expect("]", "to close the range");
    for (const bound of [first, last]) {
      const isInteger = bound.type === "literal" && ["number", "bigint"].includes(typeof bound.value);
      if (!isInteger && bound.type !== "reference") this.#scanner.fail("A range runs between integers or references");
    }
    return { type: "range", first, last };
  }

  #map(): Expression {
    const scanner = this.#scanner;
    const entries: [Expression, Expression][] = [];
    scanner.position += 1;
    scanner.skipWhitespace();
    if (scanner.take("}")) return { type: "map", entries };
    do {
      const key = this.parameter();
      scanner.expect(":", "after the key");
      entries.push([key, this.parameter()]);
    } while (scanner.take(","));
    scanner.expect("}", "to close the map");
    return { type: "map", entries };
  }
}

function comparisonOperator(text: string): ComparisonOperator {
  return OPERATOR_WORDS[text] ?? (text as ComparisonOperator);
}
