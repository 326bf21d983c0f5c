import type { Block, Branch, Expression, Reference, Statement } from "./ast.ts";

/**
 * How much longer than its text and its body a template may run: `short` ones take one pass, `loops` go through what they are
 * given again and again, or make it longer, but can be interrupted between any two steps, and of `unbounded` ones a single step may take for ever.
 */
export type Reach = "short" | "loops" | "unbounded";

const patternMethods: ReadonlySet<string> = new Set(["matches", "replaceAll", "replaceFirst", "split"]);
const pathMethods: ReadonlySet<string> = new Set(["path", "json"]);
/** Make a collection that may hold another one many times. */
const collectingMethods: ReadonlySet<string> = new Set([
  "add",
  "addAll",
  "put",
  "putAll",
  "putIfAbsent",
  "set",
  "replace",
]);
/** Put texts in place of others. */
const replacingMethods: ReadonlySet<string> = new Set(["replace", "replaceAll", "replaceFirst"]);
/** Patterns that are matched without trying again: no quantifiers, alternatives or references back. */
const plainPattern = /^(?:[^\\*+?{|()[\]]|\\[^\d\w]|\[[^\\[\]&]*\])*$/;
const searchingPath = /\.\.|\?\s*\(/;

/** How far a parsed template may reach. */
export function reachOf(body: Block): Reach {
  const finding = new Finding();
  finding.block(body);
  const maySwell = finding.doublings > (finding.hasLoops ? 0 : bearableDoublings);
  if (finding.isUnbounded || maySwell) return "unbounded";
  return finding.hasLoops || finding.swells ? "loops" : "short";
}

/** So often may one pass double what there is to print. */
const bearableDoublings = 12;

class Finding {
  hasLoops = false;
  /** Texts may become longer with each use of a method. */
  swells = false;
  isUnbounded = false;
  /** How often collections that hold others many times may double what there is to print. */
  doublings = 0;

  block(statements: Block): void {
    for (const statement of statements) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    switch (statement.type) {
      case "reference":
        this.#reference(statement.reference);
        break;
      case "set":
        // What is set inside a variable may come to hold itself many times over.
        if (statement.target.steps.length > 0 && mayCollect(statement.value)) this.doublings += 0.5;
        this.#reference(statement.target);
        this.#expression(statement.value);
        break;
      case "if":
        for (const branch of statement.branches) this.#branch(branch);
        this.block(statement.otherwise);
        break;
      case "foreach":
        this.hasLoops = true;
        this.#expression(statement.list);
        this.block(statement.body);
        break;
      case "define":
        this.hasLoops = true;
        this.block(statement.body);
        break;
      default:
        break;
    }
  }

  #branch({ condition, body }: Branch): void {
    this.#expression(condition);
    this.block(body);
  }

  #reference({ steps }: Reference): void {
    for (const step of steps) {
      if (step.type === "index") this.#expression(step.index);
      if (step.type === "method") this.#method(step.name, step.parameters);
    }
  }

  #method(name: string, parameters: readonly Expression[]): void {
    const [first] = parameters;
    const text = first?.type === "literal" && typeof first.value === "string" ? first.value : undefined;
    if (patternMethods.has(name) && (text === undefined || !plainPattern.test(text))) this.isUnbounded = true;
    if (pathMethods.has(name) && (text === undefined || searchingPath.test(text))) this.isUnbounded = true;
    if (replacingMethods.has(name) && !isShort(parameters[1])) this.swells = true;
    if (collectingMethods.has(name) && parameters.some(mayCollect)) this.doublings += 0.5;
    for (const parameter of parameters) this.#expression(parameter);
  }

  #expression(expression: Expression): void {
    switch (expression.type) {
      case "interpolation":
        this.block(expression.body);
        break;
      case "reference":
        this.#reference(expression.reference);
        break;
      case "list":
        this.#collection(expression.items);
        break;
      case "map":
        this.#collection(expression.entries.flat());
        break;
      case "range":
        this.#all([expression.first, expression.last]);
        break;
      case "not":
        this.#expression(expression.operand);
        break;
      case "and":
      case "or":
      case "comparison":
      case "arithmetic":
        this.#all([expression.left, expression.right]);
        break;
      default:
        break;
    }
  }

  #collection(members: readonly Expression[]): void {
    this.doublings += Math.log2(Math.max(1, members.filter(mayCollect).length));
    this.#all(members);
  }

  #all(expressions: readonly Expression[]): void {
    for (const expression of expressions) this.#expression(expression);
  }
}

/** Whether a replacement is no longer than what it replaces. */
function isShort(replacement: Expression | undefined): boolean {
  return replacement?.type === "literal" && typeof replacement.value === "string" && replacement.value.length <= 1;
}

/** Whether a value may be a collection that is there already. */
function mayCollect({ type }: Expression): boolean {
  return type === "reference" || type === "list" || type === "map";
}
