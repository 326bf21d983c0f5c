import type { ResourceProperties } from "../../../kernel/resource-type.ts";

/** A number that a template may write as a text; undefined if the property is absent. */
export function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** A text that a template may write as a number or a boolean; undefined if the property is absent. */
export function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** CloudFormation's booleans may be texts. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

/** Tags as the API takes them. */
export function tagsOf(properties: ResourceProperties): Record<string, string> {
  const tags = (properties.Tags ?? []) as readonly { readonly Key: string; readonly Value: unknown }[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, String(Value)]));
}

/** Whether one of these properties differs between two states of a resource. */
export function changed(before: ResourceProperties, after: ResourceProperties, names: readonly string[]): boolean {
  return names.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
