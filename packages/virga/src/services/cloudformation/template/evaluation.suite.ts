import { templateError } from "../errors.ts";
import { Evaluator, type Scope } from "./evaluation.ts";
import { readTemplate } from "./model.ts";
import { parameterReferences } from "./parameters.ts";
import type { TemplateObject } from "./values.ts";

/** An evaluator for a template, with fixed resources `Table` and `Role`, an export `shared` and a stack `Other`. */
export function evaluatorOf(document: TemplateObject = {}, values: Readonly<Record<string, string>> = {}): Evaluator {
  const template = readTemplate({ Resources: { Table: { Type: "T" } }, ...document });
  const parameters = Object.entries(values).map(([name, value]) => ({ name, value, noEcho: false }));
  const attributes: Readonly<Record<string, unknown>> = {
    "Table.Arn": "arn:table",
    "Table.Names": ["a", "b"],
    "Table.Nested.Value": "deep",
  };
  const scope: Scope = {
    template,
    place: { account: "123456789012", region: "eu-west-1", stackName: "shop", stackId: "id", notificationArns: ["n"] },
    parameters: parameterReferences(template.parameters, parameters),
    reference: (logicalId) => `${logicalId}-id`,
    attribute(logicalId, name) {
      const value = attributes[`${logicalId}.${name}`];
      if (value === undefined) throw templateError(`no ${logicalId}.${name}`);
      return value;
    },
    importValue: (name) => (name === "shared" ? "imported" : ""),
    stackOutput: ({ stackName, outputName, region }) => `${stackName}/${outputName}/${region}`,
  };
  return new Evaluator(scope);
}
