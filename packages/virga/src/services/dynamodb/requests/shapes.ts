import { validationError } from "../errors.ts";
import { readWireBoolean, readWireInteger, readWireList, readWireString, typeError } from "../values/wire-types.ts";

/** A shape of a request: checks a value that is there, and adds what it violates. Wrong JSON types are thrown. */
export interface Shape {
  check(value: unknown, path: string, violations: string[]): void;
  readonly required?: boolean;
}

/** AWS reports at most this many violations. */
const mostViolations = 10;

/** Checks a whole request; throws AWS's error that lists what it violates. */
export function checkRequest(shape: Shape, input: unknown): void {
  const violations: string[] = [];
  shape.check(input, "", violations);
  if (violations.length === 0) return;
  const reported = violations.slice(0, mostViolations);
  throw validationError(
    `${reported.length} validation error${reported.length > 1 ? "s" : ""} detected: ${reported.join("; ")}`,
  );
}

/** The member must be there. */
export function required(shape: Shape): Shape {
  return { check: shape.check, required: true };
}

/** Bounds of a length or value, both allowed themselves. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
}

/** The constraints of AWS's model on a string. */
export interface TextConstraints extends Limits {
  /** In the order in which AWS lists them. */
  readonly enum?: readonly string[];
  readonly pattern?: string;
}

/** A string, with the constraints of AWS's model. */
export function text({ enum: values, pattern, ...limits }: TextConstraints = {}): Shape {
  const whole = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, "s");
  return {
    check(value, path, violations) {
      const found = readWireString(value);
      if (values && !values.includes(found)) {
        violate(violations, found, path, `Member must satisfy enum value set: [${values.join(", ")}]`);
      }
      if (whole && !whole.test(found)) {
        violate(violations, found, path, `Member must satisfy regular expression pattern: ${pattern}`);
      }
      checkLimits(limits, "length", found.length, found, path, violations);
    },
  };
}

/** A boolean. */
export const flag: Shape = { check: (value) => void readWireBoolean(value) };

/** A whole number. */
export function whole(type: "Integer" | "Long", limits: Limits = {}): Shape {
  return {
    check(value, path, violations) {
      const found = readWireInteger(value, type);
      checkLimits(limits, "value", found, found, path, violations);
    },
  };
}

/** A value that is read elsewhere: attribute values, items and keys. */
export const anything: Shape = { check: () => {} };

/** A list with members of one shape. */
export function list(member: Shape, limits: Limits = {}): Shape {
  return {
    check(value, path, violations) {
      const elements = readWireList(value);
      checkLimits(limits, "length", elements.length, elements, path, violations);
      for (const [index, element] of elements.entries()) {
        checkMember(member, element, `${path}.${index + 1}.member`, violations, true);
      }
    },
  };
}

/** The constraints of AWS's model on a map: its size, its keys, and the lengths of lists in it. */
export interface MapConstraints extends Limits {
  readonly keys?: TextConstraints;
  /** Keys that need not satisfy the constraints of keys. */
  readonly exemptKeys?: RegExp;
  readonly values?: Limits;
}

/** A map from strings to values of one shape. */
export function map(member: Shape, { keys, exemptKeys, values, ...limits }: MapConstraints = {}): Shape {
  return {
    check(value, path, violations) {
      if (typeof value !== "object" || value === null || Array.isArray(value)) throw typeError(value, "Map");
      const entries = Object.entries(value);
      checkLimits(limits, "length", entries.length, value, path, violations);
      if (keys && !entries.every(([name]) => exemptKeys?.test(name) || satisfies(text(keys), name))) {
        violate(violations, value, path, `Map keys must satisfy constraint: [${describeConstraints(keys)}]`);
      }
      if (values && !entries.every(([, found]) => !Array.isArray(found) || within(values, found.length))) {
        violate(violations, value, path, `Map value must satisfy constraint: [${describeConstraints(values)}]`);
      }
      for (const [name, found] of entries) {
        if (member === anything && found !== null) continue;
        checkMember(member, found, `${path}.${name}.member`, violations, true);
      }
    },
  };
}

/** A structure; `name` is its shape's, for messages. Members that the shape does not have are passed over, as on AWS. */
export function structure(name: string, members: Readonly<Record<string, Shape>>): Shape {
  const listed = Object.entries(members).map(([member, shape]) => ({
    member,
    shape,
    required: shape.required ?? false,
    path: member.charAt(0).toLowerCase() + member.slice(1),
  }));
  return {
    check(value, path, violations) {
      if (typeof value !== "object" || value === null || Array.isArray(value))
        throw typeError(value, "Structure", name);
      const found = value as Readonly<Record<string, unknown>>;
      for (const { member, shape, required, path: memberPath } of listed) {
        const there = found[member];
        if (there === undefined && !required) continue;
        checkMember(shape, there, path === "" ? memberPath : `${path}.${memberPath}`, violations, required);
      }
    },
  };
}

function checkMember(shape: Shape, value: unknown, path: string, violations: string[], isRequired: boolean): void {
  if (value !== undefined && value !== null) shape.check(value, path, violations);
  else if (isRequired) violate(violations, null, path, "Member must not be null");
}

function satisfies(shape: Shape, value: unknown): boolean {
  const violations: string[] = [];
  shape.check(value, "", violations);
  return violations.length === 0;
}

function within({ min = 0, max = Number.MAX_SAFE_INTEGER }: Limits, measured: number): boolean {
  return measured >= min && measured <= max;
}

function describeConstraints({ min, max, pattern }: TextConstraints): string {
  const texts: string[] = [];
  if (max !== undefined) texts.push(`Member must have length less than or equal to ${max}`);
  if (min !== undefined) texts.push(`Member must have length greater than or equal to ${min}`);
  if (pattern !== undefined) texts.push(`Member must satisfy regular expression pattern: ${pattern}`);
  return texts.join(", ");
}

function checkLimits(
  { min, max }: Limits,
  measured: "length" | "value",
  measure: number,
  value: unknown,
  path: string,
  violations: string[],
): void {
  if (min !== undefined && measure < min) {
    violate(violations, value, path, `Member must have ${measured} greater than or equal to ${min}`);
  }
  if (max !== undefined && measure > max) {
    violate(violations, value, path, `Member must have ${measured} less than or equal to ${max}`);
  }
}

function violate(violations: string[], value: unknown, path: string, constraint: string): void {
  const quoted = value === null ? "null" : `'${render(value)}'`;
  violations.push(`Value ${quoted} at '${path}' failed to satisfy constraint: ${constraint}`);
}

/** A value as Java prints collections. */
function render(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(render).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${render(member)}`)
    .join(", ")}}`;
}
