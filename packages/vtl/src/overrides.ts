import { VtlRenderError } from "./errors.ts";
import { toText } from "./text.ts";
import type { Value, ValueMap } from "./values.ts";

/** A `$context` of the given members, with the maps for overrides that templates write into. */
export function createContext(members: Iterable<readonly [string, Value]>): ValueMap {
  const context: ValueMap = new Map(members);
  context.set("requestOverride", overrides(["header", "path", "querystring"]));
  context.set("responseOverride", overrides(["header"]));
  return context;
}

/** What templates have set under `$context.requestOverride.<kind>`, as texts. */
export function requestOverrides(
  context: ValueMap,
  kind: "header" | "path" | "querystring",
): ReadonlyMap<string, string> {
  return overrideTexts(context, "requestOverride", kind);
}

/** What templates have set under `$context.responseOverride.header`, as texts. */
export function responseHeaderOverrides(context: ValueMap): ReadonlyMap<string, string> {
  return overrideTexts(context, "responseOverride", "header");
}

/** The status that templates have set; undefined where none, or none that is an integer from 100 to 599. */
export function responseStatusOverride(context: ValueMap): number | undefined {
  const response = context.get("responseOverride");
  const value = response instanceof Map ? (response.get("status") ?? null) : null;
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return /^[1-5]\d\d$/.test(text) ? Number(text) : undefined;
}

function overrides(kinds: readonly string[]): ValueMap {
  const map = new OverrideMap();
  for (const kind of kinds) map.set(kind, new OverrideMap());
  return map;
}

/** Overrides are final: API Gateway answers 500 when a template overrides the same parameter twice. */
export class OverrideMap extends Map<Value, Value> {
  override set(key: Value, value: Value): this {
    if (this.has(key)) throw new VtlRenderError(`The parameter ${toText(key)} is overridden twice`);
    return super.set(key, value);
  }
}

const noTexts: ReadonlyMap<string, string> = new Map();

function overrideTexts(context: ValueMap, name: string, kind: string): ReadonlyMap<string, string> {
  const parent = context.get(name);
  const values = parent instanceof Map ? parent.get(kind) : undefined;
  if (!(values instanceof Map) || values.size === 0) return noTexts;
  const texts = new Map<string, string>();
  for (const [key, value] of values) texts.set(toText(key), toText(value));
  return texts;
}
