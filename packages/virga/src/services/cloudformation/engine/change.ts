import type { ResourceType } from "../../../kernel/resource-type.ts";
import type { ProvisionedResource } from "../model.ts";
import { sameValue } from "../template/values.ts";

/** What an update means for one resource. */
export type ResourceChange = "none" | "update" | "replace";

export interface PropertyChange {
  readonly name: string;
  readonly recreation: "Never" | "Always";
}

type Properties = Readonly<Record<string, unknown>>;

/** What must be done so that a resource of `current` becomes one of `type` with `properties`. */
export function decideChange(
  current: ProvisionedResource,
  type: string,
  properties: Properties,
  resourceType: ResourceType,
): ResourceChange {
  if (current.type !== type) return "replace";
  const changes = changedProperties(current.properties, properties, resourceType);
  if (changes.length === 0) return "none";
  return changes.some(({ recreation }) => recreation === "Always") ? "replace" : "update";
}

/** The top-level properties that differ, and whether the difference needs a new resource. */
export function changedProperties(
  before: Properties,
  after: Properties,
  resourceType: ResourceType,
): readonly PropertyChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => !sameValue(before[name], after[name]));
  return changed.map((name) => {
    const paths = resourceType.createOnly.filter((path) => path === name || path.startsWith(`${name}.`));
    const recreated =
      !resourceType.update || paths.some((path) => !sameValue(valueAt(before, path), valueAt(after, path)));
    return { name, recreation: recreated ? "Always" : "Never" };
  });
}

function valueAt(properties: Properties, path: string): unknown {
  let value: unknown = properties;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
