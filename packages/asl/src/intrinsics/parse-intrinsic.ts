import { ExpressionSyntaxError } from "../errors.ts";
import { parseJson } from "../json/text.ts";
import { compilePath } from "../paths/compile-path.ts";
import { Cursor } from "../paths/cursor.ts";
import type { IntrinsicArgument, IntrinsicCall } from "./ast.ts";
import { intrinsicArity } from "./functions.ts";

/** How deep calls may be nested; the documented limit. */
const MAX_NESTING = 10;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const WORD = /(?:true|false|null)(?![\w.])/y;
const FUNCTION_NAME = /States\.[A-Za-z0-9]+/y;
/** A path inside an argument list ends at a comma or parenthesis outside of brackets and quotes. */
const PATH_PART = /[^,()[\]'"\s]+/y;

/**
 * Parses a call of an intrinsic function.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 * @throws ExpressionSyntaxError
 */
export function parseIntrinsic(text: string): IntrinsicCall {
  const cursor = new Cursor(text);
  const call = readCall(cursor, 1);
  if (!cursor.atEnd) {
    cursor.fail("unexpected text after the call");
  }
  return call;
}

function readCall(cursor: Cursor, depth: number): IntrinsicCall {
  if (depth > MAX_NESTING) {
    throw new ExpressionSyntaxError(`Intrinsic functions may be nested at most ${MAX_NESTING} deep`);
  }
  const name = cursor.match(FUNCTION_NAME) ?? cursor.fail("expected an intrinsic function");
  cursor.expect("(");
  const found: IntrinsicArgument[] = [];
  cursor.skipSpaces();
  while (!cursor.take(")")) {
    found.push(readArgument(cursor, depth));
    cursor.skipSpaces();
    if (!cursor.take(",") && cursor.peek() !== ")") {
      cursor.fail("expected ',' or ')'");
    }
    cursor.skipSpaces();
  }
  checkArity(name, found.length);
  return { name, arguments: found };
}

function checkArity(name: string, count: number): void {
  const arity = intrinsicArity(name);
  if (arity === undefined) {
    throw new ExpressionSyntaxError(`The intrinsic function ${name} does not exist`);
  }
  if (count < arity.least || count > arity.most) {
    throw new ExpressionSyntaxError(`Invalid number of arguments for ${name}`);
  }
}

function readArgument(cursor: Cursor, depth: number): IntrinsicArgument {
  if (cursor.peek() === "'") {
    return readText(cursor);
  }
  if (cursor.peek() === "$") {
    return { kind: "path", path: compilePath(readPathText(cursor)) };
  }
  const literal = cursor.match(WORD) ?? cursor.match(NUMBER);
  if (literal !== undefined) {
    return { kind: "literal", value: parseJson(literal) };
  }
  return { kind: "call", call: readCall(cursor, depth + 1) };
}

function readText(cursor: Cursor): IntrinsicArgument {
  cursor.expect("'");
  let value = "";
  let source = "";
  while (!cursor.take("'")) {
    if (cursor.atEnd) {
      cursor.fail("unclosed text");
    }
    if (cursor.take("\\")) {
      const escaped = cursor.next();
      if (!"'{}\\".includes(escaped)) {
        cursor.fail("illegal escape");
      }
      value += escaped;
      source += `\\${escaped}`;
    } else {
      const character = cursor.next();
      value += character;
      source += character;
    }
  }
  return { kind: "literal", value, source };
}

function readPathText(cursor: Cursor): string {
  const start = cursor.position;
  for (;;) {
    if (cursor.peek() === "[") {
      skipBrackets(cursor);
    } else if (cursor.peek() === "(") {
      skipParentheses(cursor);
    } else if (cursor.match(PATH_PART) === undefined) {
      return cursor.text.slice(start, cursor.position);
    }
  }
}

function skipBrackets(cursor: Cursor): void {
  skipNested(cursor, "[", "]");
}

function skipParentheses(cursor: Cursor): void {
  skipNested(cursor, "(", ")");
}

function skipNested(cursor: Cursor, open: string, close: string): void {
  let depth = 0;
  do {
    const character = cursor.next();
    if (character === open) {
      depth++;
    } else if (character === close) {
      depth--;
    } else if (character === "'" || character === '"') {
      skipQuoted(cursor, character);
    }
    if (cursor.atEnd && depth > 0) {
      cursor.fail(`unclosed '${open}'`);
    }
  } while (depth > 0);
}

function skipQuoted(cursor: Cursor, quote: string): void {
  while (!cursor.atEnd && cursor.peek() !== quote) {
    cursor.take("\\");
    cursor.next();
  }
  cursor.next();
}
