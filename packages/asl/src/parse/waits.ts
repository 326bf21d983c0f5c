import { PathFailure, StateFailure } from "../errors.ts";
import { javaText } from "../json/java.ts";
import { isInteger, isNumber, type Json, toDouble } from "../json/value.ts";
import type { CompiledPath } from "../paths/compile-path.ts";
import type { Scope } from "../paths/scope.ts";
import { parseTimestamp } from "../timestamp.ts";

/** The instant a Wait state ends, in milliseconds since 1970. */
export type WaitEnd = (scope: Scope, now: number) => number;

/** The end of a wait whose seconds are at a path. */
export function waitSecondsAt(path: CompiledPath): WaitEnd {
  return (scope, now) => {
    const value = read(path, scope, "SecondsPath");
    if (!isNumber(value) || !isInteger(value)) {
      throw runtime(`The SecondsPath parameter cannot be parsed as a long value: ${path.text} == ${javaText(value)}`);
    }
    const seconds = toDouble(value);
    if (seconds < 0) {
      throw runtime(`The SecondsPath parameter references a negative value: ${path.text} == ${javaText(value)}`);
    }
    return now + seconds * 1000;
  };
}

/** The end of a wait whose timestamp is at a path. */
export function waitTimestampAt(path: CompiledPath): WaitEnd {
  return (scope) => {
    const value = read(path, scope, "TimestampPath");
    const instant = typeof value === "string" ? parseTimestamp(value) : undefined;
    if (instant === undefined) {
      throw runtime(
        "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: " +
          `${path.text} == ${javaText(value)}`,
      );
    }
    return instant.milliseconds;
  };
}

function read(path: CompiledPath, scope: Scope, field: string): Json {
  try {
    return path.read(scope);
  } catch (error) {
    if (error instanceof PathFailure) {
      throw runtime(`The ${field} parameter does not reference an input value: ${path.text}`);
    }
    throw error;
  }
}

function runtime(cause: string): StateFailure {
  return new StateFailure("States.Runtime", cause);
}
