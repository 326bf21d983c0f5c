import { formatError, templateError, unsupported, validationError } from "../errors.ts";
import * as functions from "./functions.ts";
import type { Template } from "./model.ts";
import { availabilityZones, pseudoParameter, type StackPlace } from "./pseudo-parameters.ts";
import { getAttArguments, subParts } from "./references.ts";
import { functionCall, isTemplateObject, sameValue, type TemplateObject, type TemplateValue } from "./values.ts";

/** What `Fn::GetStackOutput` asks for. */
export interface StackOutputReference {
  readonly stackName: string;
  readonly outputName: string;
  readonly region: string | undefined;
  readonly roleArn: string | undefined;
}

/** What a template's values are evaluated against. */
export interface Scope {
  readonly template: Template;
  readonly place: StackPlace;
  readonly parameters: ReadonlyMap<string, string | readonly string[]>;
  /** A resource's physical id; throws if there is none (yet). */
  reference(logicalId: string): unknown;
  /** A resource's attribute; throws if it has none of that name. */
  attribute(logicalId: string, name: string): unknown;
  importValue(exportName: string): string;
  stackOutput(reference: StackOutputReference): string;
}

/** Stands for `AWS::NoValue`: the member or element that has it is left out. */
const noValue = Symbol("AWS::NoValue");

const supportedFunctions =
  "[Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, Fn::FindInMap, Fn::Select, Ref, Fn::Equals, Fn::If, Fn::Not, Condition, Fn::And, Fn::Or, Fn::Contains, Fn::EachMemberEquals, Fn::EachMemberIn, Fn::ValueOf, Fn::ValueOfAll, Fn::RefAll, Fn::Sub, Fn::Cidr]";

/**
 * Evaluates a template's intrinsic functions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export class Evaluator {
  readonly scope: Scope;
  readonly #conditions = new Map<string, boolean | "evaluating">();
  readonly #languageExtensions: boolean;

  constructor(scope: Scope) {
    this.scope = scope;
    this.#languageExtensions = scope.template.transforms.includes("AWS::LanguageExtensions");
  }

  /** The value with all functions resolved; `undefined` if it is `AWS::NoValue`. */
  evaluate(value: TemplateValue): unknown {
    const result = this.#value(value);
    return result === noValue ? undefined : result;
  }

  /** An object's value, as the properties of a resource are. */
  evaluateObject(value: TemplateObject): Readonly<Record<string, unknown>> {
    const result = this.evaluate(value);
    return typeof result === "object" && result !== null ? (result as Record<string, unknown>) : {};
  }

  /** Whether a named condition holds. */
  condition(name: string): boolean {
    const known = this.#conditions.get(name);
    if (known === "evaluating") throw templateError(`Circular dependencies for condition ${name}`);
    if (known !== undefined) return known;
    const { conditions } = this.scope.template;
    if (!Object.hasOwn(conditions, name)) {
      throw formatError(`Unresolved condition dependency ${name} in the Resources block of the template`);
    }
    this.#conditions.set(name, "evaluating");
    const holds = this.holds(conditions[name]!);
    this.#conditions.set(name, holds);
    return holds;
  }

  /** Whether a condition's expression holds. */
  holds(expression: TemplateValue): boolean {
    const value = this.evaluate(expression);
    if (typeof value === "boolean") return value;
    if (value === "true" || value === "false") return value === "true";
    throw formatError("Conditions can only be boolean operations on parameters and other conditions");
  }

  #value(value: TemplateValue): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return this.#list(value as readonly TemplateValue[]);
    const call = functionCall(value);
    if (call) return this.#call(call.name, call.argument);
    const result: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value)) {
      const evaluated = this.#value(member);
      if (evaluated !== noValue) result[name] = evaluated;
    }
    return result;
  }

  #list(list: readonly TemplateValue[]): readonly unknown[] {
    return list.map((item) => this.#value(item)).filter((item) => item !== noValue);
  }

  #call(name: string, argument: TemplateValue): unknown {
    switch (name) {
      case "Ref":
        return this.#ref(argument);
      case "Fn::GetAtt":
        return this.#getAtt(argument);
      case "Fn::Sub":
        return this.#sub(argument);
      case "Fn::If":
        return this.#if(argument);
      case "Condition":
        return this.condition(String(argument));
      case "Fn::And":
      case "Fn::Or":
        return this.#combine(name, argument);
      case "Fn::Not":
        return !this.holds(onlyItem(name, argument));
      case "Fn::Transform":
        throw unsupported(`The macro of Fn::Transform ${JSON.stringify(argument)}`);
      default:
        return this.#plainCall(name, this.evaluate(argument));
    }
  }

  /** Functions of evaluated arguments. */
  #plainCall(name: string, argument: unknown): unknown {
    switch (name) {
      case "Fn::Join":
        return functions.join(argument);
      case "Fn::Select":
        return functions.select(argument);
      case "Fn::Split":
        return functions.split(argument);
      case "Fn::Base64":
        return functions.base64(argument);
      case "Fn::Cidr":
        return functions.cidr(argument);
      case "Fn::FindInMap":
        return functions.findInMap(this.scope.template.mappings, argument, {
          languageExtensions: this.#languageExtensions,
        });
      case "Fn::GetAZs":
        return availabilityZones(
          argument === "" || argument === undefined ? this.scope.place.region : String(argument),
        );
      case "Fn::Equals":
        return equals(argument);
      case "Fn::Contains":
        return contains(argument);
      case "Fn::EachMemberEquals":
        return eachMember(name, argument, (item, value) => sameValue(item, value));
      case "Fn::EachMemberIn":
        return eachMember(name, argument, (item, list) => Array.isArray(list) && list.includes(item));
      case "Fn::ImportValue":
        return this.#importValue(argument);
      case "Fn::GetStackOutput":
        return this.#stackOutput(argument);
      default:
        return this.#extensionCall(name, argument);
    }
  }

  /** Functions of the `AWS::LanguageExtensions` transform. */
  #extensionCall(name: string, argument: unknown): unknown {
    if (this.#languageExtensions) {
      if (name === "Fn::ToJsonString") return functions.toJsonString(argument);
      if (name === "Fn::Length") return functions.length(argument);
    }
    if (["Fn::ValueOf", "Fn::ValueOfAll", "Fn::RefAll"].includes(name) || name.startsWith("Fn::ForEach::")) {
      throw unsupported(`The function ${name}`);
    }
    throw templateError(`Encountered unsupported function: ${name} Supported functions are: ${supportedFunctions}`);
  }

  #ref(argument: TemplateValue): unknown {
    const name = typeof argument === "string" ? argument : this.evaluate(argument);
    if (typeof name !== "string") throw templateError("Every Ref object must have a single String value.");
    return this.#named(name);
  }

  #named(name: string): unknown {
    if (name === "AWS::NoValue") return noValue;
    const pseudo = pseudoParameter(this.scope.place, name);
    if (pseudo !== undefined) return pseudo;
    const parameter = this.scope.parameters.get(name);
    return parameter === undefined ? this.scope.reference(name) : parameter;
  }

  #getAtt(argument: TemplateValue): unknown {
    const [name, attribute] = getAttArguments(argument).map((part) => this.evaluate(part));
    if (typeof name !== "string" || typeof attribute !== "string") {
      throw templateError("every Fn::GetAtt object requires two non-empty strings");
    }
    return this.scope.attribute(name, attribute);
  }

  #sub(argument: TemplateValue): string {
    const [text, variables] = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : [argument];
    if (typeof text !== "string" || (Array.isArray(argument) && !isTemplateObject(variables))) {
      throw templateError(
        "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
      );
    }
    const own = isTemplateObject(variables) ? variables : {};
    return subParts(text)
      .map((part) => (typeof part === "string" ? part : this.#subVariable(part.variable, own)))
      .join("");
  }

  #subVariable(variable: string, own: TemplateObject): string {
    const value = Object.hasOwn(own, variable) ? this.#value(own[variable]!) : this.#subReference(variable);
    if (value === noValue) return "";
    if (Array.isArray(value)) return value.map(String).join(",");
    const text = functions.scalarText(value);
    if (text === undefined) throw templateError(`Fn::Sub expected a string for the variable ${variable}`);
    return text;
  }

  #subReference(variable: string): unknown {
    const dot = variable.indexOf(".");
    return dot < 0 ? this.#named(variable) : this.scope.attribute(variable.slice(0, dot), variable.slice(dot + 1));
  }

  #if(argument: TemplateValue): unknown {
    const [condition, whenTrue, whenFalse, ...rest] = Array.isArray(argument) ? (argument as TemplateValue[]) : [];
    if (condition === undefined || whenTrue === undefined || whenFalse === undefined || rest.length > 0) {
      throw templateError("Fn::If requires a list argument with three elements");
    }
    if (typeof condition !== "string") {
      throw templateError("Fn::If requires a list argument with the first element being a condition");
    }
    return this.#value(this.condition(condition) ? whenTrue : whenFalse);
  }

  #combine(name: string, argument: TemplateValue): boolean {
    const list = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : [];
    if (list.length < 2 || list.length > 10) {
      throw templateError(`every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`);
    }
    return name === "Fn::And" ? list.every((item) => this.holds(item)) : list.some((item) => this.holds(item));
  }

  #importValue(argument: unknown): string {
    if (typeof argument !== "string")
      throw templateError("the attribute in Fn::ImportValue must be a string or a function that returns a string");
    return this.scope.importValue(argument);
  }

  #stackOutput(argument: unknown): string {
    const text = (name: string) => functions.scalarText((argument as Record<string, unknown> | undefined)?.[name]);
    const [stackName, outputName] = [text("StackName"), text("OutputName")];
    if (stackName === undefined || outputName === undefined) {
      throw validationError("Template error: Fn::GetStackOutput requires a StackName and an OutputName");
    }
    return this.scope.stackOutput({ stackName, outputName, region: text("Region"), roleArn: text("RoleArn") });
  }
}

function onlyItem(name: string, argument: TemplateValue): TemplateValue {
  if (Array.isArray(argument) && argument.length === 1) return argument[0] as TemplateValue;
  throw templateError(`${name} requires a list argument with one element`);
}

function equals(argument: unknown): boolean {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw templateError("every Fn::Equals object requires a list of 2 string parameters.");
  }
  const [left, right] = argument.map((side: unknown) => functions.scalarText(side) ?? side);
  return sameValue(left, right);
}

function contains(argument: unknown): boolean {
  const [list, value] = Array.isArray(argument) ? (argument as readonly unknown[]) : [];
  if (!Array.isArray(list) || value === undefined) {
    throw templateError("every Fn::Contains object requires a list of strings and a string");
  }
  return list.some((item) => sameValue(functions.scalarText(item) ?? item, functions.scalarText(value) ?? value));
}

function eachMember(name: string, argument: unknown, holds: (item: unknown, other: unknown) => boolean): boolean {
  const [list, other] = Array.isArray(argument) ? (argument as readonly unknown[]) : [];
  if (!Array.isArray(list) || other === undefined) throw templateError(`every ${name} object requires two parameters`);
  return list.every((item) => holds(item, other));
}
