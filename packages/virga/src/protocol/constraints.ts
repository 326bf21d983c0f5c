import { AwsError } from "../kernel/errors.ts";
import { hashTableOrder } from "./java-collections.ts";
import { compileJavaPattern } from "./java-regex.ts";
import type { MemberUsage, ServiceModel, Shape, Usage } from "./model.ts";

/** AWS reports at most this many violations. */
const mostViolations = 10;

type Check = (value: unknown, path: string, violations: string[]) => void;

/** A constraint on a single value: what AWS says of it, and whether a value satisfies it. */
interface Constraint {
  readonly text: string;
  holds(value: unknown): boolean;
}

/** Compiles checks of the constraints in one model: required members, lengths, ranges, enums and patterns. */
export class ConstraintCompiler {
  readonly #model: ServiceModel;
  readonly #code: string;
  readonly #compiled = new Map<string, Check | undefined>();

  /** `code` is the error code of violations, such as `ValidationException`. */
  constructor(model: ServiceModel, code: string) {
    this.#model = model;
    this.#code = code;
  }

  /** The check of an operation's input. It throws an AwsError that lists the violations as AWS does. */
  compileInput(usage: Usage): (input: unknown) => void {
    const check = this.#compile(usage);
    if (!check) return () => {};
    return (input) => {
      const violations: string[] = [];
      check(input, "", violations);
      if (violations.length === 0) return;
      const reported = violations.slice(0, mostViolations);
      const count = `${reported.length} validation error${reported.length > 1 ? "s" : ""} detected`;
      throw new AwsError(this.#code, `${count}: ${reported.join("; ")}`);
    };
  }

  /** The check of a shape, or undefined if nothing in it is constrained. */
  #compile(usage: Usage): Check | undefined {
    const { shape, name } = usage;
    if (this.#compiled.has(name)) return this.#compiled.get(name);
    // A shape that contains itself finds its own check when it runs.
    this.#compiled.set(name, (value, path, violations) => this.#compiled.get(name)?.(value, path, violations));
    const check = shape.type === "structure" ? this.#structure(shape) : this.#value(usage);
    this.#compiled.set(name, check);
    return check;
  }

  #structure(shape: Shape): Check | undefined {
    const checks = this.#model.members(shape).flatMap((member) => {
      const check = this.#compile(member);
      return check || member.required ? [{ ...describe(member), check }] : [];
    });
    if (checks.length === 0) return undefined;
    return (value, path, violations) => {
      const source = value as Record<string, unknown>;
      for (const { memberName, pathName, dot, required, check } of checks) {
        const element = source[memberName];
        if (element === undefined || element === null) {
          if (required) violations.push(violation("null", path + pathName, "Member must not be null"));
        } else check?.(element, path + pathName + dot, violations);
      }
    };
  }

  #value(usage: Usage): Check | undefined {
    const own = this.#ownConstraints(usage.shape);
    const inner =
      usage.shape.type === "list" ? this.#list(usage) : usage.shape.type === "map" ? this.#map(usage) : undefined;
    if (own.length === 0) return inner;
    return (value, path, violations) => {
      for (const constraint of own) {
        if (!constraint.holds(value)) violations.push(violation(this.#quote(value, usage), path, constraint.text));
      }
      inner?.(value, path, violations);
    };
  }

  #list(usage: Usage): Check | undefined {
    const element = this.#model.resolve(usage.shape.member!);
    if (!isCollection(element.shape)) {
      const constraints = this.#ownConstraints(element.shape).toSorted(byWording);
      return this.#elements(usage, "Member must satisfy constraint", constraints, (value) => value as unknown[]);
    }
    const check = this.#compile(element);
    if (!check) return undefined;
    return (value, path, violations) => {
      (value as unknown[]).forEach((item, index) => {
        const itemPath = `${path}.${index + 1}.member`;
        if (item === null) violations.push(violation("null", itemPath, "Member must not be null"));
        else check(item, structurePath(itemPath, element.shape), violations);
      });
    };
  }

  #map(usage: Usage): Check | undefined {
    const key = this.#model.resolve(usage.shape.key!);
    const element = this.#model.resolve(usage.shape.value!);
    const keyConstraints = this.#ownConstraints(key.shape).toSorted(byWording);
    const keys = this.#elements(usage, "Map keys must satisfy constraint", keyConstraints, Object.keys);
    const values = isCollection(element.shape) ? this.#mapValues(element) : this.#scalarMapValues(usage, element);
    if (!keys || !values) return keys ?? values;
    return (value, path, violations) => {
      keys(value, path, violations);
      values(value, path, violations);
    };
  }

  #scalarMapValues(usage: Usage, element: Usage): Check | undefined {
    const constraints = this.#ownConstraints(element.shape).toSorted(byWording);
    return this.#elements(usage, "Map value must satisfy constraint", constraints, Object.values);
  }

  #mapValues(element: Usage): Check | undefined {
    const check = this.#compile(element);
    if (!check) return undefined;
    return (value, path, violations) => {
      for (const [key, item] of Object.entries(value as object)) {
        if (item !== null && item !== undefined) {
          check(item, structurePath(`${path}.${key}.member`, element.shape), violations);
        }
      }
    };
  }

  /** One violation for a whole collection of scalars, which names all constraints of its elements. */
  #elements(
    usage: Usage,
    wording: string,
    constraints: readonly Constraint[],
    elements: (value: object) => readonly unknown[],
  ): Check | undefined {
    if (constraints.length === 0) return undefined;
    return (value, path, violations) => {
      const holds = elements(value as object).every(
        (element) =>
          element !== null && element !== undefined && constraints.every((constraint) => constraint.holds(element)),
      );
      if (holds) return;
      const texts = constraints.map(({ text }) => text).join(", ");
      violations.push(violation(this.#quote(value, usage), path, `${wording}: [${texts}]`));
    };
  }

  /** In the order in which AWS reports them. */
  #ownConstraints(shape: Shape): readonly Constraint[] {
    const constraints: Constraint[] = [];
    if (shape.enum) constraints.push(enumConstraint(shape.enum));
    if (shape.pattern !== undefined) constraints.push(patternConstraint(shape.pattern));
    if (shape.min === undefined && shape.max === undefined) return constraints;
    const measured = isNumber(shape) ? "value" : "length";
    const measure = isNumber(shape) ? asNumber : lengthOf;
    if (shape.min !== undefined) {
      const { min } = shape;
      const text = `Member must have ${measured} greater than or equal to ${min}`;
      constraints.push({ text, holds: (value) => measure(value) >= min });
    }
    if (shape.max !== undefined) {
      const { max } = shape;
      const text = `Member must have ${measured} less than or equal to ${max}`;
      constraints.push({ text, holds: (value) => measure(value) <= max });
    }
    return constraints;
  }

  /** The value as AWS quotes it, with a space before; sensitive values are left out. */
  #quote(value: unknown, usage: Usage): string {
    return usage.shape.sensitive ? "" : `'${this.#render(value, usage)}'`;
  }

  /** A value as Java's `toString` prints it. */
  #render(value: unknown, usage: Usage): string {
    const { shape } = usage;
    if (value === null || value === undefined) return "null";
    if (shape.sensitive) return "*** Sensitive Data Redacted ***";
    switch (shape.type) {
      case "list": {
        const element = this.#model.resolve(shape.member!);
        return `[${(value as unknown[]).map((item) => this.#render(item, element)).join(", ")}]`;
      }
      case "map": {
        const element = this.#model.resolve(shape.value!);
        const entries = Object.entries(value as object);
        return `{${entries.map(([key, item]) => `${key}=${this.#render(item, element)}`).join(", ")}}`;
      }
      case "structure": {
        const source = value as Record<string, unknown>;
        const members = this.#model.members(shape);
        const fields = members.map(
          (member) => `${lowerFirst(member.memberName)}=${this.#render(source[member.memberName], member)}`,
        );
        return `${usage.name}(${fields.join(", ")})`;
      }
      case "blob": {
        const length = lengthOf(value);
        return `java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]`;
      }
      default:
        return String(value);
    }
  }
}

function describe(member: MemberUsage) {
  const dot = structurePath("", member.shape);
  return { memberName: member.memberName, pathName: lowerFirst(member.memberName), dot, required: member.required };
}

function violation(quoted: string, path: string, text: string): string {
  return `Value ${quoted === "" ? "" : `${quoted} `}at '${path}' failed to satisfy constraint: ${text}`;
}

/** Structures put a dot between their own path and their members'. */
function structurePath(path: string, shape: Shape): string {
  return shape.type === "structure" ? `${path}.` : path;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function isCollection(shape: Shape): boolean {
  return shape.type === "structure" || shape.type === "list" || shape.type === "map";
}

function isNumber(shape: Shape): boolean {
  return shape.type === "integer" || shape.type === "long" || shape.type === "float" || shape.type === "double";
}

/** Within one message about a collection's elements AWS names the upper bound first and the pattern last. */
function byWording(left: Constraint, right: Constraint): number {
  const rank = ({ text }: Constraint) => (text.includes("less than") ? 0 : text.includes("greater than") ? 1 : 2);
  return rank(left) - rank(right);
}

function enumConstraint(values: readonly string[]): Constraint {
  const allowed = new Set<unknown>(values);
  return {
    get text() {
      return `Member must satisfy enum value set: [${hashTableOrder(values).join(", ")}]`;
    },
    holds: (value) => allowed.has(value),
  };
}

function patternConstraint(pattern: string): Constraint {
  let expression: RegExp | undefined | null = null;
  return {
    text: `Member must satisfy regular expression pattern: ${pattern}`,
    holds(value) {
      if (expression === null) expression = compileJavaPattern(pattern);
      return expression === undefined || expression.test(value as string);
    },
  };
}

function asNumber(value: unknown): number {
  return value as number;
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return codePointCount(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.length;
  return Object.keys(value as object).length;
}

/** AWS counts characters beyond the basic plane as one. */
function codePointCount(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) count--;
  }
  return count;
}
