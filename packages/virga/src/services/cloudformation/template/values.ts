/** A template's JSON value; YAML is turned into the same. */
export type TemplateValue = string | number | boolean | null | readonly TemplateValue[] | TemplateObject;

/** A JSON object of a template. */
export interface TemplateObject {
  readonly [name: string]: TemplateValue;
}

export function isTemplateObject(value: unknown): value is TemplateObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An intrinsic function's name and argument, or `undefined` for an ordinary value. */
export interface FunctionCall {
  readonly name: string;
  readonly argument: TemplateValue;
}

/** Recognizes `{"Ref": ...}`, `{"Condition": ...}` and `{"Fn::Name": ...}`. `Condition` counts only with a name. */
export function functionCall(value: TemplateValue): FunctionCall | undefined {
  if (!isTemplateObject(value)) return undefined;
  let found: string | undefined;
  for (const name in value) {
    if (found !== undefined) return undefined;
    found = name;
  }
  if (found === undefined) return undefined;
  const argument = value[found]!;
  if (found === "Ref" || found.startsWith("Fn::")) return { name: found, argument };
  return found === "Condition" && typeof argument === "string" ? { name: found, argument } : undefined;
}

/** Deep equality of JSON values; the order of an object's members does not matter. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => sameValue(item, right[index]));
  }
  const leftNames = Object.keys(left);
  if (leftNames.length !== Object.keys(right).length) return false;
  const [leftObject, rightObject] = [left as Record<string, unknown>, right as Record<string, unknown>];
  return leftNames.every((name) => Object.hasOwn(rightObject, name) && sameValue(leftObject[name], rightObject[name]));
}
