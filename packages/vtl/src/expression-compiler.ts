import type { Block, ComparisonOperator, Expression, Reference, Step } from "./ast.ts";
import { VtlRenderError } from "./errors.ts";
import { assignIndex, assignProperty, callMethod, readIndex, readProperty } from "./methods/index.ts";
import { type ArithmeticOperator, arithmetic, compareNumbers, isNumeric } from "./numbers.ts";
import { capture, type Evaluate, type Execute, MAXIMUM_OUTPUT, type Rendering, shownValue } from "./rendering.ts";
import { javaEquals, toText } from "./text.ts";
import { HostObject, JavaList, type Value, type ValueMap } from "./values.ts";

/** Longest list that a range may make. */
const MAXIMUM_RANGE = 1_000_000;

type TakeStep = (target: Value, rendering: Rendering) => Value;
type Condition = (rendering: Rendering) => boolean;

/**
 * Compiles expressions to closures.
 *
 * A reference that leads nowhere is the empty string, everywhere: that is how the real service prints it as nothing,
 * finds it equal to `""`, and takes it as true in a condition, as it takes everything but `false`.
 */
export class ExpressionCompiler {
  readonly #slotOf: (name: string) => number;
  readonly #compileBlock: (block: Block) => Execute;

  readonly #isTraced: boolean;

  constructor(slotOf: (name: string) => number, compileBlock: (block: Block) => Execute, isTraced: boolean) {
    this.#slotOf = slotOf;
    this.#compileBlock = compileBlock;
    this.#isTraced = isTraced;
  }

  /** The value of a reference in an expression; in a traced rendering it is told. */
  #told(reference: Reference): Evaluate {
    const value = this.reference(reference);
    if (!this.#isTraced) return value;
    const { source, position } = reference;
    return (rendering) => {
      const found = value(rendering);
      rendering.note({ position, kind: "value", text: "", reference: source, value: shownValue(found) });
      return found;
    };
  }

  /** The value of a reference. */
  reference(reference: Reference): Evaluate {
    const slot = this.#slotOf(reference.name);
    const steps = reference.steps.map((step) => this.#step(step));
    const [first, second] = steps;
    if (first === undefined) return (rendering) => rendering.slots[slot] ?? "";
    if (second === undefined) {
      return (rendering) => {
        const root = rendering.slots[slot];
        return root === undefined || root === null ? "" : (first(root, rendering) ?? "");
      };
    }
    return (rendering) => follow(rendering, slot, steps) ?? "";
  }

  /** Assigns to a reference; nothing happens if what it hangs on does not exist. */
  assignment(reference: Reference): (rendering: Rendering, value: Value) => void {
    const slot = this.#slotOf(reference.name);
    const last = reference.steps.at(-1);
    if (last === undefined) {
      return (rendering, value) => {
        rendering.slots[slot] = value;
      };
    }
    const steps = reference.steps.slice(0, -1).map((step) => this.#step(step));
    const assign = this.#assignStep(last);
    return (rendering, value) => {
      const target = follow(rendering, slot, steps);
      if (target !== null) assign(target, value, rendering);
    };
  }

  /** The value of an expression; null where arithmetic has none. */
  value(expression: Expression): Evaluate {
    switch (expression.type) {
      case "literal": {
        const { value } = expression;
        return () => value;
      }
      case "interpolation": {
        const body = this.#compileBlock(expression.body);
        return (rendering) => capture(rendering, body);
      }
      case "reference":
        return this.#told(expression.reference);
      case "list": {
        const items = expression.items.map((item) => this.value(item));
        return (rendering) => new JavaList(items.map((item) => item(rendering)));
      }
      case "map":
        return this.#map(expression.entries);
      case "range":
        return this.#range(expression.first, expression.last);
      case "arithmetic":
        return this.#arithmetic(expression.operator, expression.left, expression.right);
      default:
        return this.condition(expression);
    }
  }

  /** Whether an expression holds: everything but `false` does, save that a bare literal or sum never does. */
  condition(expression: Expression): Condition {
    switch (expression.type) {
      case "reference": {
        const value = this.#told(expression.reference);
        return (rendering) => value(rendering) !== false;
      }
      case "literal": {
        const holds = expression.value === true;
        return () => holds;
      }
      case "not": {
        const operand = this.condition(expression.operand);
        return (rendering) => !operand(rendering);
      }
      case "and": {
        const [left, right] = [this.condition(expression.left), this.condition(expression.right)];
        return (rendering) => left(rendering) && right(rendering);
      }
      case "or": {
        const [left, right] = [this.condition(expression.left), this.condition(expression.right)];
        return (rendering) => left(rendering) || right(rendering);
      }
      case "comparison":
        return this.#comparison(expression.operator, expression.left, expression.right);
      default: {
        const value = this.value(expression);
        return (rendering) => {
          value(rendering);
          return false;
        };
      }
    }
  }

  #step(step: Step): TakeStep {
    if (step.type === "property") {
      const { name } = step;
      return (target) => readProperty(target, name);
    }
    if (step.type === "index") {
      const index = this.value(step.index);
      return (target, rendering) => readIndex(target, index(rendering));
    }
    const { name } = step;
    const parameters = step.parameters.map((parameter) => this.value(parameter));
    const [only] = parameters;
    if (only === undefined) {
      return (target, rendering) => {
        rendering.check(target);
        return notTooLong(callMethod(target, name, []));
      };
    }
    if (parameters.length === 1) {
      return (target, rendering) => {
        rendering.check(target);
        return notTooLong(callMethod(target, name, [only(rendering)]));
      };
    }
    return (target, rendering) => {
      rendering.check(target);
      const values = parameters.map((parameter) => parameter(rendering));
      return notTooLong(callMethod(target, name, values));
    };
  }

  #assignStep(step: Step): (target: Value, value: Value, rendering: Rendering) => void {
    if (step.type === "property") {
      const { name } = step;
      return (target, value) => assignProperty(target, name, value);
    }
    if (step.type === "method") return () => undefined;
    const index = this.value(step.index);
    return (target, value, rendering) => assignIndex(target, index(rendering), value);
  }

  #map(entries: readonly (readonly [Expression, Expression])[]): Evaluate {
    const compiled = entries.map(([key, value]) => [this.value(key), this.value(value)] as const);
    return (rendering) => {
      const map: ValueMap = new Map();
      for (const [key, value] of compiled) map.set(key(rendering), value(rendering));
      return map;
    };
  }

  #range(firstExpression: Expression, lastExpression: Expression): Evaluate {
    const [first, last] = [this.value(firstExpression), this.value(lastExpression)];
    return (rendering) => {
      const [from, to] = [first(rendering), last(rendering)];
      if (typeof from !== "number" || typeof to !== "number") return null;
      const count = Math.abs(to - from) + 1;
      if (count > MAXIMUM_RANGE) throw new VtlRenderError(`The range [${from}..${to}] is too long`);
      const direction = from <= to ? 1 : -1;
      return new JavaList(Array.from({ length: count }, (_, index) => from + index * direction));
    };
  }

  #arithmetic(operator: ArithmeticOperator, leftExpression: Expression, rightExpression: Expression): Evaluate {
    const [left, right] = [this.value(leftExpression), this.value(rightExpression)];
    return (rendering) => {
      const [first, second] = [left(rendering), right(rendering)];
      if (isNumeric(first) && isNumeric(second)) return arithmetic(operator, first, second);
      const isText = typeof first === "string" || typeof second === "string";
      return operator === "+" && isText && first !== null && second !== null ? toText(first) + toText(second) : null;
    };
  }

  #comparison(operator: ComparisonOperator, leftExpression: Expression, rightExpression: Expression): Condition {
    const [left, right] = [this.value(leftExpression), this.value(rightExpression)];
    if (operator === "==") return (rendering) => looselyEqual(left(rendering), right(rendering));
    if (operator === "!=") return (rendering) => !looselyEqual(left(rendering), right(rendering));
    const accepts = ORDER[operator];
    return (rendering) => {
      const [first, second] = [left(rendering), right(rendering)];
      return isNumeric(first) && isNumeric(second) && accepts(compareNumbers(first, second));
    };
  }
}

const ORDER = {
  "<": (order: number) => order < 0,
  "<=": (order: number) => order <= 0,
  ">": (order: number) => order > 0,
  ">=": (order: number) => order >= 0,
} as const;

function notTooLong(value: Value): Value {
  if (typeof value === "string" && value.length > MAXIMUM_OUTPUT)
    throw new VtlRenderError("A text is longer than 10 MB");
  return value;
}

/** Follows a reference's steps from a variable; null as soon as one leads nowhere. */
function follow(rendering: Rendering, slot: number, steps: readonly TakeStep[]): Value {
  let value: Value = rendering.slots[slot] ?? null;
  for (const step of steps) {
    if (value === null) return null;
    value = step(value, rendering);
  }
  return value;
}

/** `==`: numbers by value, things of one type by `equals`, things of different types by their texts. */
function looselyEqual(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right) === 0;
  if (typeof left === "string" && typeof right === "string") return false;
  if (left instanceof Map === right instanceof Map && javaEquals(left, right)) return true;
  if (left instanceof HostObject && right instanceof HostObject) return false;
  return kindOf(left) !== kindOf(right) && toText(left) === toText(right);
}

function kindOf(value: Value): string {
  if (value instanceof Map) return "map";
  return value instanceof JavaList ? value.kind : typeof value;
}
