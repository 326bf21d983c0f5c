import { validationError } from "../errors.ts";
import { type AttributeMap, type AttributeType, type AttributeValue, typeOf } from "../values/attribute-value.ts";
import { addNumbers, subtractNumbers } from "../values/decimal.ts";
import { type DocumentPath, findPathClash } from "./document-path.ts";
import { ItemDraft } from "./item-draft.ts";
import {
  type AttributeNames,
  type AttributeValues,
  type Check,
  compileLiteral,
  isFunction,
  type Operand,
  Scope,
  walkOperands,
} from "./scope.ts";
import type { ArithmeticNode, FunctionNode, OperandNode, UpdateAction, UpdateSection, UpdateSyntax } from "./syntax.ts";

/** An update expression, ready to be applied to items. */
export interface CompiledUpdate {
  readonly scope: Scope;
  /** What it changes, in order. */
  readonly paths: readonly DocumentPath[];
  /** Whether it can only take things away, so that it makes no item where there is none. */
  readonly onlyRemoves: boolean;
  /** Throws if the update can't be used with these values. */
  check(values: AttributeValues): void;
  /** The type that a top-level attribute is set to, as far as it is known without an item; for index keys. */
  typeSetTo(attribute: string, values: AttributeValues): AttributeType | undefined;
  /** The updated item; the given one stays as it is. Throws AWS's errors for what does not fit the item. */
  apply(item: AttributeMap, values: AttributeValues): AttributeMap;
}

/** One action, compiled: first its operand is evaluated on the old item, then the draft is changed. */
interface CompiledAction {
  readonly section: UpdateSection;
  readonly path: DocumentPath;
  readonly operand?: Operand;
}

const operandCounts: Readonly<Record<string, number>> = { if_not_exists: 2, list_append: 2 };
const longTypeNames: Readonly<Partial<Record<AttributeType, string>>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  NULL: "NULL",
  BOOL: "BOOLEAN",
  L: "LIST",
  M: "MAP",
};

/** Compiles an update expression; errors come in DynamoDB's order. */
export function compileUpdate(syntax: UpdateSyntax, names: AttributeNames): CompiledUpdate {
  const scope = new Scope("UpdateExpression", names);
  const operands = syntax.actions.flatMap((action) => Array.from(walkOperands(operandsOf(action))));
  for (const action of syntax.actions) {
    scope.countOperator();
    if ("value" in action && action.value.kind === "arithmetic") scope.countOperator();
    scope.checkPath(action.path);
  }
  for (const operand of operands) if (operand.kind === "path") scope.checkPath(operand);
  checkFunctions(operands.filter(isFunction), scope);
  if (syntax.repeatedSection) {
    throw scope.error(`The "${syntax.repeatedSection}" section can only be used once in an update expression;`);
  }
  const compiler = new UpdateCompiler(scope);
  const actions = syntax.actions.map((action) => compiler.compileAction(action));
  const paths = actions.map(({ path }) => path);
  const clash = findPathClash(paths);
  const checks = [...compiler.definitions, ...(clash ? [() => clash] : []), ...compiler.checks];
  return {
    scope,
    paths,
    onlyRemoves: actions.length > 0 && actions.every(({ section }) => section === "REMOVE" || section === "DELETE"),
    check: (values) => {
      for (const one of checks) {
        const problem = one(values);
        if (problem) throw scope.error(problem);
      }
    },
    typeSetTo: (attribute, values) =>
      actions.find(({ path }) => path.length === 1 && path[0] === attribute)?.operand?.typeWith(values),
    apply: (item, values) => applyActions(actions, item, values, syntax.mismatch ?? wrongType),
  };
}

function operandsOf(action: UpdateAction): readonly OperandNode[] {
  if (action.section === "REMOVE") return [];
  return action.value.kind === "arithmetic" ? [action.value.left, action.value.right] : [action.value];
}

function checkFunctions(functions: readonly FunctionNode[], scope: Scope): void {
  for (const { name } of functions) {
    scope.countOperator();
    if (!Object.hasOwn(operandCounts, name)) throw scope.error(`Invalid function name; function: ${name}`);
  }
  const nested = functions.flatMap(({ operands }) => operands.filter(isFunction));
  const misplaced = nested.find(({ name }) => name !== "if_not_exists");
  if (misplaced) {
    throw scope.error(`The function is not allowed to be used this way in an expression; function: ${misplaced.name}`);
  }
}

class UpdateCompiler {
  /** Whether all names, then all values, are defined; these come before other checks. */
  readonly definitions: Check[] = [];
  readonly checks: Check[] = [];
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  compileAction(action: UpdateAction): CompiledAction {
    const path = this.#scope.resolvePath(action.path, this.definitions);
    const { section } = action;
    if (action.section === "REMOVE") return { section, path };
    const operand =
      action.value.kind === "arithmetic" ? this.#compileArithmetic(action.value) : this.#compile(action.value);
    if (section !== "SET") this.checks.push((values) => addendProblem(section, operand.typeWith(values)));
    return { section, path, operand };
  }

  #compile(node: OperandNode): Operand {
    switch (node.kind) {
      case "path":
        return this.#scope.compilePath(node, this.definitions);
      case "value":
        return this.#scope.compileValue(node.name, this.definitions);
      case "literal":
        return compileLiteral(node.value);
      case "function":
        return this.#compileFunction(node);
    }
  }

  #compileFunction({ name, operands: nodes }: FunctionNode): Operand {
    const operands = nodes.map((node) => this.#compile(node));
    if (operands.length !== operandCounts[name]) {
      const message =
        "Incorrect number of operands for operator or function; " +
        `operator or function: ${name}, number of operands: ${operands.length}`;
      this.checks.push(() => message);
    }
    const [first, second] = operands as [Operand, Operand];
    if (name === "list_append") {
      this.#requireType(name, operands, "L");
      return {
        evaluate: (item, values) => appendLists(first.evaluate(item, values), second.evaluate(item, values)),
        typeWith: () => "L",
        constantWith: () => undefined,
      };
    }
    if (!first.path) {
      this.checks.push(() => `Operator or function requires a document path; operator or function: ${name}`);
    }
    return {
      evaluate: (item, values) => first.evaluate(item, values) ?? second.evaluate(item, values),
      typeWith: (values) => second.typeWith(values),
      constantWith: () => undefined,
    };
  }

  #compileArithmetic({ operator, left: leftNode, right: rightNode }: ArithmeticNode): Operand {
    const left = this.#compile(leftNode);
    const right = this.#compile(rightNode);
    const combine = operator === "+" ? addNumbers : subtractNumbers;
    this.#requireType(operator, [left, right], "N");
    return {
      evaluate: (item, values) => {
        const leftValue = requireValue(left.evaluate(item, values));
        const rightValue = requireValue(right.evaluate(item, values));
        if (leftValue.N === undefined || rightValue.N === undefined) throw wrongOperand();
        return { N: combine(leftValue.N, rightValue.N) };
      },
      typeWith: () => "N",
      constantWith: () => undefined,
    };
  }

  #requireType(name: string, operands: readonly Operand[], wanted: AttributeType): void {
    this.checks.push((values) => {
      const constants = operands.map((operand) => operand.constantWith(values)).filter((value) => value !== undefined);
      const wrong = constants.map(typeOf).find((type) => type !== wanted);
      return (
        wrong &&
        `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${wrong}`
      );
    });
  }
}

function addendProblem(section: string, type: AttributeType | undefined): string | undefined {
  const name = type && longTypeNames[type];
  if (!name || (section === "ADD" && type === "N")) return undefined;
  return `Incorrect operand type for operator or function; operator: ${section}, operand type: ${name}`;
}

function requireValue(value: AttributeValue | undefined): AttributeValue {
  if (value) return value;
  throw validationError("The provided expression refers to an attribute that does not exist in the item");
}

const wrongType = "An operand in the update expression has an incorrect data type";

function wrongOperand(): Error {
  return validationError(wrongType);
}

function appendLists(left: AttributeValue | undefined, right: AttributeValue | undefined): AttributeValue {
  const leftList = requireValue(left).L;
  const rightList = requireValue(right).L;
  if (!leftList || !rightList) throw wrongOperand();
  return { L: [...leftList, ...rightList] };
}

/** All operands are read from the item as it was; then the changes are made. */
function applyActions(
  actions: readonly CompiledAction[],
  item: AttributeMap,
  values: AttributeValues,
  mismatch: string,
): AttributeMap {
  const operands = actions.map(({ operand }) => operand && requireValue(operand.evaluate(item, values)));
  const draft = new ItemDraft(item);
  for (const [index, { section, path }] of actions.entries()) {
    const operand = operands[index];
    if (section === "REMOVE" || !operand) draft.remove(path);
    else if (section === "SET") draft.set(path, operand);
    else {
      const current = draft.get(path);
      if (current && typeOf(current) !== typeOf(operand)) throw validationError(mismatch);
      draft.set(path, combineWith(section, current, operand));
    }
  }
  return draft.finish();
}

/** What ADD and DELETE leave of an attribute; nothing if the set has become empty. */
function combineWith(
  section: "ADD" | "DELETE",
  current: AttributeValue | undefined,
  operand: AttributeValue,
): AttributeValue | undefined {
  const type = typeOf(operand);
  if (type === "N") return { N: addNumbers(current?.N ?? "0", operand.N!) };
  const members = (current?.[type] ?? []) as readonly string[];
  const named = operand[type] as readonly string[];
  if (section === "ADD") return { [type]: [...members, ...named.filter((member) => !members.includes(member))] };
  const left = members.filter((member) => !named.includes(member));
  return left.length > 0 ? { [type]: left } : undefined;
}
