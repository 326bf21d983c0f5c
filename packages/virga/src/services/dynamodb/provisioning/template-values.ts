/** A part of a template that has members. */
export type TemplateObject = Readonly<Record<string, unknown>>;

/** The members of a template's object, none if it is something else. */
export function objectOf(value: unknown): TemplateObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as TemplateObject) : {};
}

/** The objects of a template's list; `undefined` if there is no list. */
export function objectsOf(value: unknown): readonly TemplateObject[] | undefined {
  return Array.isArray(value) ? value.map(objectOf) : undefined;
}

/** Templates may write numbers as strings. */
export function numberOf(value: unknown): number | undefined {
  return value === undefined || value === null || value === "" ? undefined : Number(value);
}

/** Templates may write booleans as strings. */
export function booleanOf(value: unknown): boolean | undefined {
  return value === undefined || value === null ? undefined : value === true || value === "true";
}

/** Templates may write texts as numbers or booleans. */
export function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

/** An object without its undefined members. */
export function defined<Value extends object>(
  value: Value,
): { [Member in keyof Value]: Exclude<Value[Member], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [Member in keyof Value]: Exclude<Value[Member], undefined> };
}

/** Names the members of a list's objects that a resource type does not support. */
export function unsupportedMembers(list: unknown, path: string, supported: readonly string[]): readonly string[] {
  return (objectsOf(list) ?? []).flatMap((object, index) =>
    Object.keys(object)
      .filter((member) => !supported.includes(member))
      .map((member) => `${path}.${index}.${member} is not supported`),
  );
}
