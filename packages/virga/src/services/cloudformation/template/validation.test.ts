import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readTemplate } from "./model.ts";
import { validateTemplate } from "./validation.ts";
import type { TemplateObject, TemplateValue } from "./values.ts";

const fails = (document: TemplateObject, message: string) =>
  assert.throws(() => validateTemplate(readTemplate(document)), { code: "ValidationError", message });

const resource = (Properties: TemplateObject): TemplateObject => ({ Resources: { A: { Type: "T", Properties } } });

describe("the structure of a template", () => {
  it("is checked with CloudFormation's messages", () => {
    const cases: readonly [TemplateObject, string][] = [
      [{}, "Template format error: At least one Resources member must be defined."],
      [{ Resources: {} }, "Template format error: At least one Resources member must be defined."],
      [{ Resources: { A: "x" } }, "Template format error: Any Resources member must be an object."],
      [
        { Resources: { A: {} } },
        "Template format error: [/Resources/A] Every Resources object must contain a Type member.",
      ],
      [{ Resources: { A: { Type: "T", Invalid: 1 } } }, "Invalid template resource property 'Invalid'"],
      [{ Resources: { "A-B": { Type: "T" } } }, "Template format error: Resource name A-B is non alphanumeric."],
      [{ ...resource({}), Nope: 1 }, "Invalid template property or properties [Nope]"],
      [
        { ...resource({}), Outputs: { O: { Value: null } } },
        "[/Outputs/O/Value] 'null' values are not allowed in templates",
      ],
      [
        { ...resource({}), Outputs: { O: { Description: "x" } } },
        "Template format error: Every Outputs member must contain a Value object",
      ],
      [{ ...resource({}), Transform: [{ Name: 1 }] }, "Key Name of transform definition must be a string."],
    ];
    for (const [document, message] of cases) fails(document, message);
  });
});

describe("what a template names", () => {
  const unresolved = (name: string, block: string) =>
    `Template format error: Unresolved resource dependencies [${name}] in the ${block} block of the template`;

  it("must be there", () => {
    fails(resource({ P: { Ref: "X" }, Q: { "Fn::Sub": "${Y}" } }), unresolved("X, Y", "Resources"));
    fails({ ...resource({}), Outputs: { O: { Value: { Ref: "X" } } } }, unresolved("X", "Outputs"));
    fails({ Resources: { A: { Type: "T", DependsOn: ["X"] } } }, unresolved("X", "Resources"));
    fails(
      resource({ P: { "Fn::GetAtt": ["X", "Arn"] } }),
      "Template error: instance of Fn::GetAtt references undefined resource X",
    );
    fails(
      resource({ P: { "Fn::Sub": "${X.Arn}" } }),
      "Template error: instance of Fn::Sub references invalid resource attribute X.Arn",
    );
    fails(
      resource({ P: { "Fn::If": ["C", 1, 2] } }),
      "Template format error: Unresolved condition dependency C in the Resources block of the template",
    );
  });

  it("in conditions are parameters and conditions only", () => {
    const conditions = (Conditions: TemplateObject) => ({ ...resource({}), Conditions });
    const equals = (value: TemplateValue) => ({ "Fn::Equals": [value, "x"] });
    fails(
      conditions({ C: equals({ Ref: "A" }) }),
      "Template format error: Unresolved dependencies [A]. Cannot reference resources in the Conditions block of the template",
    );
    fails(
      conditions({ C: { "Fn::Not": [{ Condition: "D" }] }, D: { "Fn::Not": [{ Condition: "C" }] } }),
      "Template error: Circular dependencies for condition C",
    );
  });

  it("must not go round in a circle", () => {
    const document = {
      Resources: {
        A: { Type: "T", Properties: { P: { Ref: "B" } } },
        B: { Type: "T", Properties: { P: { "Fn::GetAtt": ["C", "X"] } } },
        C: { Type: "T", DependsOn: "A" },
      },
    };
    fails(document, "Circular dependency between resources: [A, B, C]");
  });

  it("may be a transform that Virga has", () => {
    fails(
      { ...resource({}), Transform: "AWS::Serverless-2016-10-31" },
      "The transform AWS::Serverless-2016-10-31 is not supported by Virga",
    );
    validateTemplate(readTemplate({ ...resource({}), Transform: "AWS::LanguageExtensions" }));
  });
});
