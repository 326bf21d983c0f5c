import { ExpressionSyntaxError } from "../errors.ts";
import type { Json } from "../json/value.ts";
import type { PathNode, PathStep } from "./ast.ts";
import { Cursor } from "./cursor.ts";
import { parseFilter } from "./parse-filter.ts";
import { isPathFunction } from "./path-functions.ts";

const VARIABLE_NAME = /[\p{ID_Start}_][\p{ID_Continue}_]*/uy;
const MEMBER_NAME = /[^.[\]()\s,'"]+/y;
const INTEGER = /-?\d+/y;

/**
 * Parses a whole path: `$...` (input), `$$...` (context object) or `$name...` (variable).
 * The dialect is the one of the service: JSONPath as the Jayway library reads it, plus variables.
 * @throws ExpressionSyntaxError
 */
export function parsePath(text: string): PathNode {
  const cursor = new Cursor(text);
  const path = readPath(cursor, false);
  if (!cursor.atEnd) {
    cursor.fail("unexpected text after the path");
  }
  return path;
}

/** Reads a path at the cursor; inside filters it may also start with `@`. */
function readPath(cursor: Cursor, inFilter: boolean): PathNode {
  if (inFilter && cursor.take("@")) {
    return { root: "current", steps: readSteps(cursor) };
  }
  cursor.expect("$");
  if (cursor.take("$")) {
    return { root: "context", steps: readSteps(cursor) };
  }
  const variable = cursor.match(VARIABLE_NAME);
  if (variable !== undefined) {
    return { root: "variable", variable, steps: readSteps(cursor) };
  }
  return { root: "input", steps: readSteps(cursor) };
}

function readSteps(cursor: Cursor): PathStep[] {
  const steps: PathStep[] = [];
  for (;;) {
    if (cursor.take("..")) {
      steps.push({ kind: "scan" });
      if (cursor.peek() !== "[") {
        steps.push(readDotStep(cursor));
      }
    } else if (cursor.take(".")) {
      steps.push(readDotStep(cursor));
    } else if (cursor.take("[")) {
      steps.push(readBracketStep(cursor));
    } else {
      return steps;
    }
  }
}

function readDotStep(cursor: Cursor): PathStep {
  if (cursor.take("*")) {
    return { kind: "wildcard" };
  }
  const name = cursor.match(MEMBER_NAME);
  if (name === undefined) {
    cursor.fail("a path must not end with a dot");
  }
  if (cursor.peek() !== "(") {
    return { kind: "member", name };
  }
  if (!isPathFunction(name)) {
    throw new ExpressionSyntaxError(`Function with name: ${name} does not exist.`);
  }
  cursor.expect("(");
  return { kind: "function", name, arguments: readArguments(cursor) };
}

function readArguments(cursor: Cursor): (PathNode | Json)[] {
  const found: (PathNode | Json)[] = [];
  cursor.skipSpaces();
  while (!cursor.take(")")) {
    found.push(cursor.peek() === "$" ? readPath(cursor, false) : readLiteral(cursor));
    cursor.skipSpaces();
    if (!cursor.take(",") && cursor.peek() !== ")") {
      cursor.fail("expected ',' or ')'");
    }
    cursor.skipSpaces();
  }
  return found;
}

function readLiteral(cursor: Cursor): Json {
  if (cursor.peek() === "'" || cursor.peek() === '"') {
    return readQuoted(cursor);
  }
  const number = cursor.match(/-?\d+(?:\.\d+)?/y);
  return number === undefined ? cursor.fail("expected a value") : Number(number);
}

function readBracketStep(cursor: Cursor): PathStep {
  cursor.skipSpaces();
  if (cursor.peek() === "'" || cursor.peek() === '"') {
    return readNames(cursor);
  }
  if (cursor.take("*")) {
    return closeBracket(cursor, { kind: "wildcard" });
  }
  if (cursor.take("?")) {
    cursor.skipSpaces();
    cursor.expect("(");
    const predicate = parseFilter(cursor, readPath);
    cursor.expect(")");
    return closeBracket(cursor, { kind: "filter", predicate });
  }
  return readIndexes(cursor);
}

function readNames(cursor: Cursor): PathStep {
  const names: string[] = [];
  do {
    cursor.skipSpaces();
    names.push(readQuoted(cursor));
    cursor.skipSpaces();
  } while (cursor.take(","));
  return closeBracket(cursor, names.length === 1 ? { kind: "member", name: names[0]! } : { kind: "members", names });
}

function readIndexes(cursor: Cursor): PathStep {
  const first = cursor.match(INTEGER);
  cursor.skipSpaces();
  if (cursor.take(":")) {
    cursor.skipSpaces();
    const last = cursor.match(INTEGER);
    if (first === undefined && last === undefined) {
      cursor.fail("a slice needs a start or an end");
    }
    return closeBracket(cursor, { kind: "slice", from: toIndex(first), to: toIndex(last) });
  }
  if (first === undefined) {
    cursor.fail("expected an index, a slice, a name, '*' or a filter");
  }
  const indexes = [Number(first)];
  while (cursor.take(",")) {
    cursor.skipSpaces();
    const index = cursor.match(INTEGER) ?? cursor.fail("expected an index");
    indexes.push(Number(index));
    cursor.skipSpaces();
  }
  return closeBracket(
    cursor,
    indexes.length === 1 ? { kind: "index", index: indexes[0]! } : { kind: "indexes", indexes },
  );
}

function toIndex(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function closeBracket(cursor: Cursor, step: PathStep): PathStep {
  cursor.skipSpaces();
  cursor.expect("]");
  return step;
}

/** Reads a text in single or double quotes; a backslash takes the next character as it is. */
function readQuoted(cursor: Cursor): string {
  const quote = cursor.next();
  let text = "";
  while (!cursor.take(quote)) {
    if (cursor.atEnd) {
      cursor.fail("unclosed text");
    }
    cursor.take("\\");
    text += cursor.next();
  }
  return text;
}
