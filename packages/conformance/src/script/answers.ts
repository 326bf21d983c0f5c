import type { CallAnswer, ServiceError } from "../aws/aws-client.ts";
import { findPlaces, valueAt } from "../compare/json-path.ts";
import { isObject, type JsonObject } from "../compare/structure.ts";
import type { Path } from "../corpus/case.ts";

/** What a step answered: a value that paths lead into, or an error. */
export interface Answer {
  readonly value: unknown;
  readonly error?: { readonly service: ServiceError; readonly status: number };
}

/** The answer of a call as the recording SDK gave it. */
export function answerOf({ status, output, error }: CallAnswer): Answer {
  if (error) return { value: undefined, error: { service: error, status } };
  return { value: { ...output, ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: status } } };
}

/** What a helper that reads a topic's queue has of a message: the topic's notification; no value if there is no message. */
export function notificationOf(answer: Answer): Answer {
  return { ...answer, value: partOf(answer, ["Messages", 0, "Body", "$parsed"]) };
}

/** `An error occurred (<Code>) when calling the <Operation> operation: <Message>` */
export function errorText({ code, operation, message }: ServiceError): string {
  return `An error occurred (${code}) when calling the ${operation} operation: ${message}`;
}

function errorPart({ service, status }: NonNullable<Answer["error"]>, part: unknown): unknown {
  if (part === "typename") return service.isModelled ? service.code : "ClientError";
  if (part === "text") return errorText(service);
  return {
    Error: { Code: service.code, Message: service.message },
    ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: status },
    ...service.members,
  };
}

/** The part of an answer that a path leads to; undefined where it leads nowhere. */
export function partOf(answer: Answer | undefined, path: Path): unknown {
  const [first, ...rest] = path;
  if (first === "$error") return answer?.error && walk(errorPart(answer.error, rest[0] ?? "text"), rest.slice(1));
  return walk(answer?.value, path);
}

function walk(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((current, element) => step(current, element), value);
}

function step(value: unknown, element: string | number): unknown {
  if (element === "$parsed") return typeof value === "string" ? parseOrUndefined(value) : undefined;
  if (typeof element === "string" && element.startsWith("jsonpath:")) {
    const found = findPlaces(value, element.slice("jsonpath:".length)).map(valueAt);
    return found.length > 1 ? found : found[0];
  }
  if (Array.isArray(value)) return value.at(Number(element));
  return isObject(value) ? value[element] : undefined;
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A value of a `match` step with the answers it refers to put in. */
export function resolveMatch(value: unknown, answerAt: (step: number) => Answer | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveMatch(item, answerAt));
  if (!isObject(value)) return value;
  if ("$answer" in value) return partOf(answerAt(Number(value.$answer)), (value.path ?? []) as Path);
  if ("$error" in value) return partOf(answerAt(Number(value.$error)), ["$error", "text"]);
  const entries: JsonObject = {};
  for (const [name, member] of Object.entries(value)) entries[name] = resolveMatch(member, answerAt);
  return entries;
}

/** The numbers of the steps that a value of a `match` step refers to. */
export function referencedSteps(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(referencedSteps);
  if (!isObject(value)) return [];
  if ("$answer" in value) return [Number(value.$answer)];
  if ("$error" in value) return [Number(value.$error)];
  return Object.values(value).flatMap(referencedSteps);
}
