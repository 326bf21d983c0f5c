import type { FaultRule } from "../kernel/faults.ts";

/** What the control API answers with status 400: its message says which member is wrong. */
export class BadRequest extends Error {}

export type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The body as a JSON object; an empty body is an empty object. */
export function readJsonObject(body: Uint8Array): JsonObject {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new BadRequest("the body is not JSON");
  }
  if (!isObject(value)) throw new BadRequest("the body must be a JSON object");
  return value;
}

/** A member that must be a finite number. */
export function readNumber(body: JsonObject, name: string): number {
  const value = body[name];
  if (typeof value !== "number" || !Number.isFinite(value)) throw new BadRequest(`'${name}' must be a number`);
  return value;
}

function readText(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value !== "string" || value === "") throw new BadRequest(`'${name}' must be a text`);
  return value;
}

function optional<T>(
  body: JsonObject,
  name: string,
  read: (body: JsonObject, name: string) => T,
): { [name: string]: T } {
  return body[name] === undefined ? {} : { [name]: read(body, name) };
}

function readError(body: JsonObject, name: string): FaultRule["error"] {
  const value = body[name];
  if (!isObject(value)) throw new BadRequest(`'${name}' must be an object with 'code' and 'message'`);
  const members = value.members;
  if (members !== undefined && !isObject(members)) throw new BadRequest("'error.members' must be an object");
  return {
    code: readText(value, "code"),
    message: readText(value, "message"),
    ...optional(value, "status", readNumber),
    ...(members === undefined ? {} : { members }),
  };
}

const ruleMembers = new Set(["service", "operation", "error", "delayMilliseconds", "times", "share"]);

/** A fault rule as `POST /_virga/faults` takes it. */
export function readFaultRule(body: JsonObject): FaultRule {
  for (const name of Object.keys(body)) if (!ruleMembers.has(name)) throw new BadRequest(`'${name}' is not known`);
  const rule = {
    service: readText(body, "service"),
    ...optional(body, "operation", readText),
    ...optional(body, "error", readError),
    ...optional(body, "delayMilliseconds", readNumber),
    ...optional(body, "times", readNumber),
    ...optional(body, "share", readNumber),
  } as FaultRule;
  if (!rule.error && rule.delayMilliseconds === undefined)
    throw new BadRequest("'error' or 'delayMilliseconds' is needed");
  if (rule.share !== undefined && (rule.share < 0 || rule.share > 1)) throw new BadRequest("'share' is from 0 to 1");
  return rule;
}
