import type { Usage } from "./model.ts";

/** Whether a list or map has no element of its own: its items stand beside its siblings. */
export function isFlattened(usage: Usage): boolean {
  return usage.traits.flattened ?? usage.shape.flattened ?? false;
}

/** The element, attribute or parameter name of a member, without its namespace prefix. */
export function xmlName(usage: Usage, memberName: string): string {
  const name = qualifiedXmlName(usage, memberName);
  return name.slice(name.indexOf(":") + 1);
}

/** The element or attribute name of a member as it is written. */
export function qualifiedXmlName(usage: Usage, memberName: string): string {
  return usage.traits.locationName ?? memberName;
}
