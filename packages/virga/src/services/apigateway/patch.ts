import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { badRequest } from "./errors.ts";

/** How a patched text becomes the member's value. */
export type PatchKind = "string" | "boolean" | "integer" | "number" | "list";

/** One path that an update can patch. `{name}` in the path stands for one segment, whatever it is. */
export interface PatchPath {
  readonly path: string;
  readonly kind: PatchKind;
  readonly operations: readonly ("add" | "remove" | "replace")[];
  /** Where the value goes, if not where the path says; gets the segments that stand in for `{name}`s. */
  readonly target?: (captured: Readonly<Record<string, string>>) => readonly string[];
}

type Json = { [member: string]: unknown };

/**
 * Applies patch operations to a copy of a record.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html
 *
 * @throws AwsError BadRequestException for a path or an operation that can't be patched
 */
export function applyPatch<T extends object>(
  record: T,
  operations: readonly PatchOperation[] | undefined,
  paths: readonly PatchPath[],
): T {
  const patched = structuredClone(record) as Json;
  for (const operation of operations ?? []) applyOne(patched, operation, paths);
  return patched as T;
}

function applyOne(record: Json, { op, path = "", value }: PatchOperation, paths: readonly PatchPath[]): void {
  const segments = path.split("/").slice(1).map(unescapeSegment);
  for (const candidate of paths) {
    const captured = capture(candidate.path, segments);
    if (captured === undefined) continue;
    const name = candidate.operations.find((allowed) => allowed === op);
    if (name === undefined) break;
    const own = () =>
      candidate.path
        .split("/")
        .slice(1)
        .map((part) => captured[part] ?? part);
    const target = candidate.target?.(captured) ?? own();
    if (candidate.kind === "list") patchList(record, target, name, value);
    else if (name === "remove") remove(record, target);
    else assign(record, target, parseValue(candidate.kind, value, path));
    return;
  }
  const allowed = paths.filter(({ operations }) => operations.some((each) => each === op)).map((each) => each.path);
  throw badRequest(`Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [${allowed.join(", ")}]`);
}

function unescapeSegment(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The segments that the placeholders of a path stand for; undefined where the path does not fit. */
function capture(pattern: string, segments: readonly string[]): Record<string, string> | undefined {
  const parts = pattern.split("/").slice(1);
  if (parts.length !== segments.length) return undefined;
  const captured: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith("{")) captured[part] = segment;
    else if (part !== segment) return undefined;
  }
  return captured;
}

function parseValue(kind: PatchKind, value: string | undefined, path: string): unknown {
  if (value === undefined) throw badRequest(`Invalid null or empty value in ${path}`);
  if (kind === "string") return value;
  if (kind === "boolean") {
    if (/^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
    throw badRequest(`Invalid boolean value ${value} in ${path}`);
  }
  const number = Number(value);
  const isValid = value.trim() !== "" && (kind === "integer" ? Number.isSafeInteger(number) : Number.isFinite(number));
  if (!isValid) throw badRequest(`Invalid number value ${value} in ${path}`);
  return number;
}

function parentOf(record: Json, target: readonly string[]): Json {
  let parent = record;
  for (const name of target.slice(0, -1)) {
    if (!Object.hasOwn(parent, name) || typeof parent[name] !== "object" || parent[name] === null)
      define(parent, name, {});
    parent = parent[name] as Json;
  }
  return parent;
}

/** Sets an own member, whatever its name. */
function define(parent: Json, name: string, value: unknown): void {
  Object.defineProperty(parent, name, { value, writable: true, enumerable: true, configurable: true });
}

function assign(record: Json, target: readonly string[], value: unknown): void {
  define(parentOf(record, target), target.at(-1) ?? "", value);
}

function remove(record: Json, target: readonly string[]): void {
  delete parentOf(record, target)[target.at(-1) ?? ""];
}

/** Lists are patched item by item: the last segment is the item, `replace` takes the item's new text. */
function patchList(record: Json, target: readonly string[], op: "add" | "remove" | "replace", value?: string): void {
  const item = target.at(-1) ?? "";
  const listTarget = target.slice(0, -1);
  const name = listTarget.at(-1) ?? "";
  const parent = parentOf(record, listTarget);
  const list = Array.isArray(parent[name]) ? (parent[name] as string[]) : [];
  const without = list.filter((each) => each !== item);
  if (op === "remove") define(parent, name, without);
  else if (op === "add") define(parent, name, [...without, item]);
  else define(parent, name, /^\d+$/.test(item) ? list.with(Number(item), value ?? "") : [...without, value ?? item]);
}
