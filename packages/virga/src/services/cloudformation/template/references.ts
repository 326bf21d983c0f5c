import { templateError } from "../errors.ts";
import { functionCall, isTemplateObject, type TemplateValue } from "./values.ts";

/** Something of the template that a value names. */
export type Reference =
  | { readonly kind: "ref"; readonly name: string }
  | {
      readonly kind: "attribute";
      readonly name: string;
      readonly attribute: string | undefined;
      readonly inSub: boolean;
    }
  | { readonly kind: "condition"; readonly name: string }
  | { readonly kind: "mapping"; readonly name: string };

export interface ReferenceOptions {
  /** With it, only the branch of a `Fn::If` that applies is looked at. */
  readonly chooses?: (condition: string) => boolean;
}

/** Finds what a value names: by `Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::If`, `Condition` and `Fn::FindInMap`. */
export function* references(value: TemplateValue, options: ReferenceOptions = {}): Generator<Reference> {
  const call = functionCall(value);
  if (call) {
    yield* referencesOfCall(call.name, call.argument, options);
  } else if (Array.isArray(value)) {
    for (const item of value as readonly TemplateValue[]) yield* references(item, options);
  } else if (isTemplateObject(value)) {
    for (const name in value) yield* references(value[name]!, options);
  }
}

function* referencesOfCall(name: string, argument: TemplateValue, options: ReferenceOptions): Generator<Reference> {
  switch (name) {
    case "Ref":
      if (typeof argument === "string") yield { kind: "ref", name: argument };
      else yield* references(argument, options);
      return;
    case "Condition":
      if (typeof argument === "string") yield { kind: "condition", name: argument };
      return;
    case "Fn::GetAtt":
      yield* attributeReference(argument, options);
      return;
    case "Fn::Sub":
      yield* subReferences(argument, options);
      return;
    case "Fn::If":
      yield* ifReferences(argument, options);
      return;
    case "Fn::FindInMap":
      if (Array.isArray(argument) && typeof argument[0] === "string") yield { kind: "mapping", name: argument[0] };
      break;
  }
  if (typeof argument === "object") yield* references(argument, options);
}

function* attributeReference(argument: TemplateValue, options: ReferenceOptions): Generator<Reference> {
  const [name, attribute] = getAttArguments(argument);
  if (typeof name === "string") {
    yield { kind: "attribute", name, attribute: typeof attribute === "string" ? attribute : undefined, inSub: false };
  } else {
    yield* references(name, options);
  }
  if (typeof attribute === "object") yield* references(attribute, options);
}

function* ifReferences(argument: TemplateValue, options: ReferenceOptions): Generator<Reference> {
  if (!Array.isArray(argument)) return;
  const [condition, whenTrue, whenFalse] = argument as readonly TemplateValue[];
  if (typeof condition === "string") {
    yield { kind: "condition", name: condition };
    if (options.chooses) {
      const branch = options.chooses(condition) ? whenTrue : whenFalse;
      if (branch !== undefined) yield* references(branch, options);
      return;
    }
  }
  for (const branch of [whenTrue, whenFalse]) if (branch !== undefined) yield* references(branch, options);
}

function* subReferences(argument: TemplateValue, options: ReferenceOptions): Generator<Reference> {
  const [text, variables] = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : [argument, undefined];
  const own = isTemplateObject(variables) ? variables : {};
  if (typeof text === "string") {
    for (const part of subParts(text)) {
      if (typeof part === "string" || Object.hasOwn(own, part.variable)) continue;
      const dot = part.variable.indexOf(".");
      if (dot < 0) yield { kind: "ref", name: part.variable };
      else {
        const [name, attribute] = [part.variable.slice(0, dot), part.variable.slice(dot + 1)];
        yield { kind: "attribute", name, attribute, inSub: true };
      }
    }
  }
  yield* references(own, options);
}

/** A literal text, or a variable `${...}` of a `Fn::Sub`. */
export type SubPart = string | { readonly variable: string };

/** Takes the text of a `Fn::Sub` apart; `${!Literal}` becomes the text `${Literal}`. */
export function subParts(text: string): readonly SubPart[] {
  const parts: SubPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const name = match[1]!;
    if (name.startsWith("!")) {
      parts.push(`\${${name.slice(1)}}`);
      continue;
    }
    if (!/^[a-zA-Z0-9_.:]+$/.test(name)) {
      throw templateError(
        "variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons",
      );
    }
    parts.push({ variable: name });
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** The logical id and attribute of a `Fn::GetAtt`, from its list or its dotted form. */
export function getAttArguments(argument: TemplateValue): readonly [TemplateValue, TemplateValue] {
  if (typeof argument === "string") {
    const dot = argument.indexOf(".");
    if (dot > 0 && dot < argument.length - 1) return [argument.slice(0, dot), argument.slice(dot + 1)];
  } else if (Array.isArray(argument) && argument.length === 2) {
    return [argument[0] as TemplateValue, argument[1] as TemplateValue];
  }
  throw templateError(
    "Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
  );
}
