import { javaDoubleText } from "./java.ts";
import { describeSyntaxError } from "./syntax-error.ts";
import { exactNumber, type Json } from "./value.ts";

/** The text is not JSON; `message` is what the service's parser says. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
}

/** How deep data may be nested. */
const MAX_NESTING = 1000;

/** Data is nested deeper than it may be. */
export class NestingError extends RangeError {
  override readonly name = "NestingError";
}

/** Matches every text that may hold a number JavaScript renders differently; strings may match as well. */
const MAY_LOSE_NUMBERS = /\d{16}|\d[.eE]|-0/;

interface ReviverContext {
  source?: string;
}

type SourceReviver = (this: unknown, key: string, value: unknown, context: ReviverContext) => unknown;

/**
 * Parses JSON without losing numbers: integers stay exact, and doubles keep the text the service renders them with
 * (`1.0` stays `1.0`, `1e3` becomes `1000.0`). Data nested deeper than 1000 levels is refused unless another limit is given.
 * @throws JsonSyntaxError
 */
export function parseJson(text: string, maxNesting = MAX_NESTING): Json {
  if (text.length > 2 * maxNesting && nestingOf(text) > maxNesting) {
    throw new JsonSyntaxError(`Document nesting depth exceeds the maximum allowed (${maxNesting})`);
  }
  try {
    return MAY_LOSE_NUMBERS.test(text)
      ? JSON.parse(text, reviveNumber as unknown as (key: string, value: unknown) => unknown)
      : JSON.parse(text);
  } catch (error) {
    throw new JsonSyntaxError(describeSyntaxError(text) ?? (error as Error).message);
  }
}

function nestingOf(text: string): number {
  let [depth, deepest, inText] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (inText) {
      if (unit === 0x5c) {
        i++;
      } else if (unit === 0x22) {
        inText = false;
      }
    } else if (unit === 0x22) {
      inText = true;
    } else if (unit === 0x5b || unit === 0x7b) {
      deepest = Math.max(deepest, ++depth);
    } else if (unit === 0x5d || unit === 0x7d) {
      depth--;
    }
  }
  return deepest;
}

const reviveNumber: SourceReviver = (_key, value, context) => {
  const source = context.source;
  if (typeof value !== "number" || source === undefined) {
    return value;
  }
  if (/[.eE]/.test(source)) {
    return Number.isFinite(value) ? doubleValue(value) : exactNumber(source);
  }
  if (value === 0) {
    return 0;
  }
  return Number.isSafeInteger(value) ? value : exactNumber(source);
};

function doubleValue(value: number): Json {
  const text = javaDoubleText(value);
  return text === String(value) ? value : exactNumber(text);
}

/** Compact JSON text, as the service writes it. */
export function renderJson(value: Json): string {
  return JSON.stringify(value);
}

/**
 * Whether the compact JSON text of the value is larger than `limit` bytes in UTF-8; cheap for small values.
 * @throws NestingError
 */
export function exceedsBytes(value: Json, limit: number): boolean {
  if (upperBound(value, limit, 0) <= limit) {
    return false;
  }
  return utf8Length(renderJson(value)) > limit;
}

/** Bytes of a text in UTF-8. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) {
      bytes += unit > 0x7ff ? (unit >= 0xd800 && unit <= 0xdfff ? 1 : 2) : 1;
    }
  }
  return bytes;
}

function upperBound(value: Json, limit: number, depth: number): number {
  if (typeof value === "string") {
    return value.length * 6 + 2;
  }
  if (typeof value !== "object" || value === null) {
    return 24;
  }
  if (depth > MAX_NESTING) {
    throw new NestingError("The data is nested too deeply.");
  }
  let sum = 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && sum <= limit; i++) {
      sum += upperBound(value[i]!, limit, depth + 1) + 1;
    }
    return sum;
  }
  const object = value as Record<string, Json>;
  for (const key in object) {
    sum += key.length * 6 + 4 + upperBound(object[key]!, limit, depth + 1);
    if (sum > limit) {
      break;
    }
  }
  return sum;
}
