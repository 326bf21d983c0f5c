import { compileEventPattern, type EventPattern } from "../../../kernel/patterns/event-pattern.ts";
import { InvalidPattern } from "../../../kernel/patterns/value-matchers.ts";
import { invalidParameter } from "../errors.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */

const mostFilters = 5;

/** Decides which records go to the function: those that match any of the filters. */
export interface RecordFilter {
  /** `record` is what filters see of it; `content` is the text of the member that filters look into. */
  passes(record: Readonly<Record<string, unknown>>, content: string): boolean;
}

interface CompiledFilter {
  readonly pattern: EventPattern;
  /** Whether it looks into the content, and if so, as JSON or as text. */
  readonly content: "json" | "text" | undefined;
}

/** Compiles filters; `contentMember` is where records have their content. @throws AwsError InvalidParameterValueException */
export function compileFilters(patterns: readonly string[], contentMember: string): RecordFilter {
  if (patterns.length > mostFilters) {
    throw invalidParameter("Number of filters for event source mapping exceeds the limit.");
  }
  const filters = patterns.map((pattern) => compile(pattern, contentMember));
  if (filters.length === 0) return { passes: () => true };
  return {
    passes(record, content) {
      const parsed = tryParse(content);
      return filters.some((filter) => matches(filter, record, contentMember, content, parsed));
    },
  };
}

function compile(text: string, contentMember: string): CompiledFilter {
  try {
    const parsed = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    const content = parsed?.[contentMember];
    return {
      pattern: compileEventPattern(parsed),
      content: content === undefined ? undefined : Array.isArray(content) ? "text" : "json",
    };
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError || thrown instanceof InvalidPattern)) throw thrown;
    throw invalidParameter("Invalid filter pattern definition.");
  }
}

/** Content that is not of the form that the filter asks for does not match. */
function matches(
  { pattern, content }: CompiledFilter,
  record: Readonly<Record<string, unknown>>,
  contentMember: string,
  text: string,
  parsed: object | undefined,
): boolean {
  if (content === undefined) return pattern.matches(record);
  if (content === "text") return parsed === undefined && pattern.matches({ ...record, [contentMember]: text });
  return parsed !== undefined && pattern.matches({ ...record, [contentMember]: parsed });
}

/** A JSON object or array; other JSON is text. */
function tryParse(text: string): object | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
