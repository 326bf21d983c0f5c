import { formatError, templateError, unsupported, validationError } from "../errors.ts";
import { dependencyGraph, findCycle } from "./graph.ts";
import type { Template } from "./model.ts";
import { pseudoParameterNames } from "./pseudo-parameters.ts";
import { references } from "./references.ts";
import type { TemplateValue } from "./values.ts";

const supportedTransforms = new Set(["AWS::LanguageExtensions"]);

/**
 * Checks that all a template names is there (resources, parameters, conditions), that its resources do not depend on
 * one another in a circle, and that its transforms are ones Virga has.
 */
export function validateTemplate(template: Template): void {
  for (const name of template.transforms) {
    if (!supportedTransforms.has(name)) throw unsupported(`The transform ${name}`);
  }
  validateConditions(template);
  validateBlock(template, "Resources", resourceValues(template));
  validateDependsOn(template);
  validateBlock(template, "Outputs", outputValues(template));
  const circle = findCycle(dependencyGraph(template));
  if (circle) throw validationError(`Circular dependency between resources: [${circle.join(", ")}]`);
}

function resourceValues(template: Template): readonly TemplateValue[] {
  return Array.from(template.resources.values(), ({ properties, condition }) => [
    properties,
    condition === undefined ? {} : { Condition: condition },
  ]);
}

function outputValues(template: Template): readonly TemplateValue[] {
  return Array.from(template.outputs.values(), ({ value, exportName, condition }) => [
    value,
    exportName ?? "",
    condition === undefined ? {} : { Condition: condition },
  ]);
}

function isParameter(template: Template, name: string): boolean {
  return template.parameters.has(name) || pseudoParameterNames.has(name);
}

function validateBlock(template: Template, block: string, values: readonly TemplateValue[]): void {
  const unresolved = new Set<string>();
  for (const reference of references(values)) {
    const { name } = reference;
    if (reference.kind === "ref") {
      if (!isParameter(template, name) && !template.resources.has(name)) unresolved.add(name);
    } else if (reference.kind === "condition") {
      if (!Object.hasOwn(template.conditions, name)) {
        throw formatError(`Unresolved condition dependency ${name} in the ${block} block of the template`);
      }
    } else if (reference.kind === "attribute" && !template.resources.has(name)) {
      throw reference.inSub
        ? templateError(`instance of Fn::Sub references invalid resource attribute ${name}.${reference.attribute}`)
        : templateError(`instance of Fn::GetAtt references undefined resource ${name}`);
    }
  }
  rejectUnresolved(block, unresolved);
}

function rejectUnresolved(block: string, names: ReadonlySet<string>): void {
  if (names.size === 0) return;
  throw formatError(
    `Unresolved resource dependencies [${[...names].join(", ")}] in the ${block} block of the template`,
  );
}

function validateDependsOn(template: Template): void {
  const unresolved = new Set<string>();
  for (const { dependsOn } of template.resources.values()) {
    for (const name of dependsOn) if (!template.resources.has(name)) unresolved.add(name);
  }
  rejectUnresolved("Resources", unresolved);
}

function validateConditions(template: Template): void {
  const graph = new Map<string, Set<string>>();
  for (const [condition, expression] of Object.entries(template.conditions)) {
    const named = new Set<string>();
    for (const { kind, name } of references(expression)) {
      if (kind === "condition") {
        if (!Object.hasOwn(template.conditions, name)) {
          throw formatError(`Unresolved condition dependency ${name} in the Conditions block of the template`);
        }
        named.add(name);
      } else if ((kind === "ref" && !isParameter(template, name)) || kind === "attribute") {
        throw formatError(
          `Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
        );
      }
    }
    graph.set(condition, named);
  }
  const circle = findCycle(graph);
  if (circle) throw templateError(`Circular dependencies for condition ${circle[0]}`);
}
