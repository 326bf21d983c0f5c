import { formatError, unsupported, validationError } from "../errors.ts";
import { isTemplateObject, type TemplateObject, type TemplateValue } from "./values.ts";

/** What happens to a resource that leaves its stack; `Snapshot` exists on AWS and is refused by name. */
export type RemovalPolicy = "Delete" | "Retain" | "RetainExceptOnCreate" | "Snapshot";

/** A parameter as the template declares it. */
export interface ParameterDeclaration {
  readonly name: string;
  readonly type: string;
  readonly default?: string;
  readonly noEcho: boolean;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly description?: string;
  readonly constraintDescription?: string;
}

/** A resource as the template declares it, functions unresolved. */
export interface ResourceDeclaration {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: TemplateObject;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
  readonly deletionPolicy: RemovalPolicy;
  readonly updateReplacePolicy: RemovalPolicy;
  readonly metadata?: TemplateObject;
  /** `CreationPolicy` and `UpdatePolicy`, if the template has them. */
  readonly policies: readonly string[];
}

export interface OutputDeclaration {
  readonly name: string;
  readonly value: TemplateValue;
  readonly description?: string;
  readonly exportName?: TemplateValue;
  readonly condition?: string;
}

/** A template with its structure checked: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
export interface Template {
  readonly document: TemplateObject;
  readonly description?: string;
  readonly metadata?: TemplateObject;
  readonly transforms: readonly string[];
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly mappings: TemplateObject;
  readonly conditions: TemplateObject;
  readonly rules: TemplateObject;
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
}

const sections = new Set([
  ...["AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Mappings", "Conditions", "Transform"],
  ...["Resources", "Outputs", "Rules", "Hooks"],
]);

const resourceMembers = new Set([
  ...["Type", "Properties", "DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "Metadata"],
  ...["CreationPolicy", "UpdatePolicy"],
]);

const removalPolicies = ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];

/** Checks the structure of a template's document (after its transforms) with CloudFormation's messages. */
export function readTemplate(document: TemplateObject): Template {
  const unknown = Object.keys(document).filter((name) => !sections.has(name));
  if (unknown.length > 0) throw validationError(`Invalid template property or properties [${unknown.join(", ")}]`);
  rejectNull(document, "");
  const { AWSTemplateFormatVersion: version, Description: description } = document;
  if (version !== undefined && version !== "2010-09-09") {
    throw formatError("Template format version not supported.");
  }
  if (description !== undefined && typeof description !== "string") {
    throw formatError("Description member must be a string.");
  }
  const metadata = section(document, "Metadata");
  return {
    document,
    ...(description === undefined ? {} : { description }),
    ...(document.Metadata === undefined ? {} : { metadata }),
    transforms: transformsOf(document.Transform),
    parameters: readAll(section(document, "Parameters"), "Parameters", readParameter),
    mappings: section(document, "Mappings"),
    conditions: section(document, "Conditions"),
    rules: section(document, "Rules"),
    resources: readResources(document),
    outputs: readAll(section(document, "Outputs"), "Outputs", readOutput),
  };
}

/** The names of a template's transforms, in order. */
export function transformsOf(transform: TemplateValue | undefined): readonly string[] {
  if (transform === undefined) return [];
  const list = Array.isArray(transform) ? (transform as readonly TemplateValue[]) : [transform as TemplateValue];
  return list.map((item) => {
    const name = isTemplateObject(item) ? item.Name : item;
    if (typeof name !== "string") throw validationError("Key Name of transform definition must be a string.");
    return name;
  });
}

function rejectNull(value: TemplateValue, path: string): void {
  if (value === null) throw validationError(`[${path}] 'null' values are not allowed in templates`);
  if (Array.isArray(value)) {
    value.forEach((item: TemplateValue, index) => {
      rejectNull(item, `${path}/${index}`);
    });
  } else if (isTemplateObject(value)) {
    for (const name in value) rejectNull(value[name]!, `${path}/${name}`);
  }
}

function section(document: TemplateObject, name: string): TemplateObject {
  const value = document[name];
  if (value === undefined) return {};
  if (!isTemplateObject(value)) throw formatError(`${name} member must be an object.`);
  return value;
}

function readAll<T>(
  members: TemplateObject,
  sectionName: string,
  read: (name: string, member: TemplateObject) => T,
): ReadonlyMap<string, T> {
  const result = new Map<string, T>();
  for (const [name, member] of Object.entries(members)) {
    if (name.startsWith("Fn::ForEach::")) throw unsupported(`The function ${name}`);
    if (!/^[a-zA-Z0-9]+$/.test(name)) {
      throw formatError(`${sectionName.slice(0, -1)} name ${name} is non alphanumeric.`);
    }
    if (!isTemplateObject(member)) throw formatError(`Any ${sectionName} member must be an object.`);
    result.set(name, read(name, member));
  }
  return result;
}

function readResources(document: TemplateObject): ReadonlyMap<string, ResourceDeclaration> {
  const resources = readAll(section(document, "Resources"), "Resources", readResource);
  if (resources.size === 0) throw formatError("At least one Resources member must be defined.");
  return resources;
}

function readResource(logicalId: string, member: TemplateObject): ResourceDeclaration {
  const invalid = Object.keys(member).find((name) => !resourceMembers.has(name));
  if (invalid !== undefined) throw validationError(`Invalid template resource property '${invalid}'`);
  const { Type: type, Properties: properties = {}, Condition: condition, Metadata: metadata } = member;
  if (typeof type !== "string") {
    throw formatError(`[/Resources/${logicalId}] Every Resources object must contain a Type member.`);
  }
  if (!isTemplateObject(properties)) throw formatError(`[/Resources/${logicalId}/Properties] must be an object.`);
  if (condition !== undefined && typeof condition !== "string") {
    throw formatError(`[/Resources/${logicalId}/Condition] Every Condition member must be a string.`);
  }
  const dependsOn = member.DependsOn ?? [];
  const dependencies = typeof dependsOn === "string" ? [dependsOn] : dependsOn;
  if (!isStringList(dependencies)) {
    throw formatError(`[/Resources/${logicalId}/DependsOn] Every DependsOn value must be a string.`);
  }
  return {
    logicalId,
    type,
    properties,
    dependsOn: dependencies,
    ...(condition === undefined ? {} : { condition }),
    deletionPolicy: removalPolicy(logicalId, member, "DeletionPolicy"),
    updateReplacePolicy: removalPolicy(logicalId, member, "UpdateReplacePolicy"),
    ...(isTemplateObject(metadata) ? { metadata } : {}),
    policies: ["CreationPolicy", "UpdatePolicy"].filter((name) => member[name] !== undefined),
  };
}

function isStringList(value: TemplateValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function removalPolicy(logicalId: string, member: TemplateObject, name: string): RemovalPolicy {
  const value = member[name] ?? "Delete";
  const allowed =
    name === "UpdateReplacePolicy" ? removalPolicies.filter((p) => p !== "RetainExceptOnCreate") : removalPolicies;
  if (typeof value !== "string" || !allowed.includes(value)) {
    throw formatError(`Unrecognized ${name} ${String(value)} for resource ${logicalId}`);
  }
  return value as RemovalPolicy;
}

function readOutput(name: string, member: TemplateObject): OutputDeclaration {
  const { Value: value, Description: description, Export: exported, Condition: condition } = member;
  if (value === undefined) throw formatError("Every Outputs member must contain a Value object");
  if (Array.isArray(value)) {
    throw formatError(`The Value field of every Outputs member must evaluate to a String.`);
  }
  if (exported !== undefined && (!isTemplateObject(exported) || exported.Name === undefined)) {
    throw formatError(`[/Outputs/${name}/Export] Export must contain a Name.`);
  }
  const exportName = isTemplateObject(exported) ? exported.Name : undefined;
  return {
    name,
    value,
    ...(typeof description === "string" ? { description } : {}),
    ...(exportName === undefined ? {} : { exportName }),
    ...(typeof condition === "string" ? { condition } : {}),
  };
}

const parameterMembers = new Set([
  ...["Type", "Default", "NoEcho", "AllowedValues", "AllowedPattern", "MinLength", "MaxLength", "MinValue"],
  ...["MaxValue", "Description", "ConstraintDescription"],
]);

function readParameter(name: string, member: TemplateObject): ParameterDeclaration {
  const invalid = Object.keys(member).find((key) => !parameterMembers.has(key));
  if (invalid !== undefined) throw validationError(`Invalid template parameter property '${invalid}'`);
  const type = member.Type;
  if (typeof type !== "string") throw formatError("Every Parameters object must contain a Type member.");
  const text = (key: string) => (member[key] === undefined ? {} : { [lowerFirst(key)]: String(member[key]) });
  const number = (key: string) => (member[key] === undefined ? {} : { [lowerFirst(key)]: Number(member[key]) });
  const { Default: fallback, AllowedValues: allowed } = member;
  if (fallback !== undefined && typeof fallback === "object") {
    throw formatError("Every Default member must be a string.");
  }
  if (allowed !== undefined && !Array.isArray(allowed)) throw formatError("AllowedValues member must be a list.");
  return {
    name,
    type,
    noEcho: String(member.NoEcho ?? "false").toLowerCase() === "true",
    ...(Array.isArray(allowed) ? { allowedValues: allowed.map(String) } : {}),
    ...text("Default"),
    ...text("AllowedPattern"),
    ...text("Description"),
    ...text("ConstraintDescription"),
    ...number("MinLength"),
    ...number("MaxLength"),
    ...number("MinValue"),
    ...number("MaxValue"),
  };
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
