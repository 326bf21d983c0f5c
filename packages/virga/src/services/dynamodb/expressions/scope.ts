import type { AttributeMap, AttributeType, AttributeValue } from "../values/attribute-value.ts";
import { attributeOf, typeOf } from "../values/attribute-value.ts";
import { type DocumentPath, valueAt } from "./document-path.ts";
import { isReservedWord } from "./reserved-words.ts";
import type { ExpressionKind, FunctionNode, OperandNode, PathNode } from "./syntax.ts";
import { expressionError } from "./tokens.ts";

/** The placeholders of a request: `#name` to attribute name. */
export type AttributeNames = Readonly<Record<string, string>>;
/** The placeholders of a request: `:value` to value. */
export type AttributeValues = AttributeMap;

/** Says what is wrong about an expression with these values, or `undefined`. */
export type Check = (values: AttributeValues) => string | undefined;

/** An operand, compiled. */
export interface Operand {
  evaluate(item: AttributeMap, values: AttributeValues): AttributeValue | undefined;
  /** Present if it is a document path. */
  readonly path?: DocumentPath;
  /** Its type as far as it is known without an item. */
  typeWith(values: AttributeValues): AttributeType | undefined;
  /** The constant, if it is one, for messages. */
  constantWith(values: AttributeValues): AttributeValue | undefined;
}

const mostOperators = 300;
const deepestPath = 32;

/** What is known while one expression is compiled: its names, what it uses, and how many operators it has. */
export class Scope {
  readonly kind: ExpressionKind;
  readonly #names: AttributeNames;
  readonly usedNames = new Set<string>();
  readonly usedValues = new Set<string>();
  /** First names of all paths. */
  readonly heads = new Set<string>();
  /** First names of those paths that go into a map or list. */
  readonly nestedHeads = new Set<string>();
  #operators = 0;

  constructor(kind: ExpressionKind, names: AttributeNames) {
    this.kind = kind;
    this.#names = names;
  }

  error(detail: string): Error {
    return expressionError(this.kind, detail);
  }

  countOperator(): void {
    this.#operators++;
    if (this.#operators > mostOperators) {
      throw this.error(`The expression contains too many operators; operator count: ${this.#operators}`);
    }
  }

  /** Throws if a path goes too deep or uses a reserved word. */
  checkPath({ steps }: PathNode): void {
    if (steps.length > deepestPath) {
      throw this.error(`The document path has too many nesting levels; nesting levels: ${steps.length}`);
    }
    for (const step of steps) {
      if ("name" in step && isReservedWord(step.name)) {
        throw this.error(`Attribute name is a reserved keyword; reserved keyword: ${step.name}`);
      }
    }
  }

  /** Puts names in for placeholders; an undefined one is reported to `checks` and stands for itself. */
  resolvePath({ steps }: PathNode, checks: Check[]): DocumentPath {
    const path = steps.map((step) => {
      if ("index" in step) return step.index;
      if ("name" in step) return step.name;
      return this.#resolveName(step.placeholder, checks);
    });
    this.heads.add(path[0] as string);
    if (path.length > 1) this.nestedHeads.add(path[0] as string);
    return path;
  }

  #resolveName(placeholder: string, checks: Check[]): string {
    if (Object.hasOwn(this.#names, placeholder)) {
      this.usedNames.add(placeholder);
      return this.#names[placeholder]!;
    }
    const message = `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`;
    checks.push(() => message);
    return placeholder;
  }

  compilePath(node: PathNode, checks: Check[]): Operand {
    const path = this.resolvePath(node, checks);
    const name = path[0] as string;
    return {
      path,
      evaluate: path.length === 1 ? (item) => attributeOf(item, name) : (item) => valueAt(item, path),
      typeWith: () => undefined,
      constantWith: () => undefined,
    };
  }

  compileValue(name: string, checks: Check[]): Operand {
    this.usedValues.add(name);
    const message = `An expression attribute value used in expression is not defined; attribute value: ${name}`;
    checks.push((values) => (Object.hasOwn(values, name) ? undefined : message));
    return {
      evaluate: (_item, values) => values[name],
      typeWith: (values) => typeOf(values[name]!),
      constantWith: (values) => values[name],
    };
  }
}

/** An operand that is a value of the request itself. */
export function compileLiteral(value: AttributeValue): Operand {
  const type = typeOf(value);
  return { evaluate: () => value, typeWith: () => type, constantWith: () => value };
}

/** All paths and functions of operands, in the order in which they are written. */
export function* walkOperands(operands: Iterable<OperandNode>): Generator<OperandNode> {
  for (const operand of operands) {
    yield operand;
    if (operand.kind === "function") yield* walkOperands(operand.operands);
  }
}

/** Whether an operand is a call of a function. */
export function isFunction(operand: OperandNode): operand is FunctionNode {
  return operand.kind === "function";
}
