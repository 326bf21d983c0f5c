import { invalidParameter, notImplemented } from "./errors.ts";
import { compileJsonPattern } from "./json-pattern.ts";

/** Tells whether a message matches. */
export type MessageTest = (message: string) => boolean;

interface Term {
  readonly kind: "required" | "optional" | "excluded";
  readonly text: string;
}

/** Terms stand alone or in quotation marks; `?` makes one of several enough, `-` excludes. */
function parseTerms(pattern: string): readonly Term[] {
  const terms: Term[] = [];
  const term = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/gsy;
  let end = 0;
  while (end < pattern.trimEnd().length) {
    term.lastIndex = end;
    const match = term.exec(pattern);
    if (!match) throw invalidParameter("Invalid filter pattern");
    end = term.lastIndex;
    const [, sign, quoted, bare] = match;
    if (bare !== undefined && !/^[\w]+$/u.test(bare)) {
      // As on AWS, what is not alphanumeric must be quoted.
      if (/^%.*%$/.test(bare)) throw notImplemented("regular expressions in filter patterns");
      throw invalidParameter("Invalid character(s) in term");
    }
    const text = quoted === undefined ? bare! : quoted.replaceAll(/\\(.)/gs, "$1");
    terms.push({ kind: sign === "?" ? "optional" : sign === "-" ? "excluded" : "required", text });
  }
  return terms;
}

function compileTerms(pattern: string): MessageTest {
  const terms = parseTerms(pattern);
  const textsOf = (kind: Term["kind"]) => terms.filter((term) => term.kind === kind).map(({ text }) => text);
  const required = textsOf("required");
  const excluded = textsOf("excluded");
  // Beside other terms, AWS ignores optional ones.
  const optional = required.length > 0 || excluded.length > 0 ? [] : textsOf("optional");
  return (message) =>
    required.every((text) => message.includes(text)) &&
    !excluded.some((text) => message.includes(text)) &&
    (optional.length === 0 || optional.some((text) => message.includes(text)));
}

/**
 * Compiles a filter pattern: terms, or `{ ... }` over events that are JSON.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(pattern: string): MessageTest {
  const text = pattern.trim();
  if (text === "" || text === '""') return () => true;
  if (text.startsWith("{")) return compileJsonPattern(text);
  if (text.startsWith("[")) throw notImplemented("filter patterns for space-delimited events");
  return compileTerms(text);
}

const cachedPatterns = 500;

/** Compiled patterns by their text. */
export class FilterPatterns {
  readonly #compiled = new Map<string, MessageTest>();

  test(pattern: string): MessageTest {
    let test = this.#compiled.get(pattern);
    if (!test) {
      test = compileFilterPattern(pattern);
      if (this.#compiled.size >= cachedPatterns) this.#compiled.clear();
      this.#compiled.set(pattern, test);
    }
    return test;
  }
}
