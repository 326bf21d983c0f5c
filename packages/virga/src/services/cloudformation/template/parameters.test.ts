import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readTemplate } from "./model.ts";
import { type GivenParameter, resolveParameters, type StackParameter } from "./parameters.ts";
import type { TemplateObject } from "./values.ts";

function resolve(
  Parameters: TemplateObject,
  given: Readonly<Record<string, string>> | readonly GivenParameter[] = {},
  previous: readonly StackParameter[] = [],
) {
  const { parameters } = readTemplate({ Parameters, Resources: { R: { Type: "T" } } });
  const list = Array.isArray(given) ? given : Object.entries(given).map(([name, value]) => ({ name, value }));
  const store = new Map([["/there", "stored"]]);
  return resolveParameters(parameters, {
    given: list,
    previous,
    readStore: async (names) => new Map(names.flatMap((name) => (store.has(name) ? [[name, store.get(name)!]] : []))),
  });
}

const rejects = (promise: Promise<unknown>, message: string) =>
  assert.rejects(promise, { code: "ValidationError", message });

describe("parameters", () => {
  it("have the given value, or the default", async () => {
    const parameters = await resolve(
      { A: { Type: "String", Default: "a" }, B: { Type: "Number", Default: 2 } },
      { A: "x" },
    );
    assert.deepEqual(
      parameters.map(({ name, value }) => [name, value]),
      [
        ["A", "x"],
        ["B", "2"],
      ],
    );
  });

  it("must have values, and be declared", async () => {
    await rejects(resolve({ A: { Type: "String" }, B: { Type: "String" } }), "Parameters: [A, B] must have values");
    await rejects(resolve({}, { X: "1" }), "Parameters: [X] do not exist in the template");
  });

  it("are checked against their constraints", async () => {
    const cases: readonly [TemplateObject, string, string][] = [
      [{ Type: "String", AllowedValues: ["a", "b"] }, "c", "Parameter 'P' must be one of AllowedValues"],
      [{ Type: "String", AllowedPattern: "[a-z]+" }, "a1", "Parameter 'P' must match pattern [a-z]+"],
      [{ Type: "String", MinLength: 2 }, "a", "Parameter 'P' must contain at least 2 characters"],
      [{ Type: "String", MaxLength: "2" }, "abc", "Parameter 'P' must contain at most 2 characters"],
      [{ Type: "Number" }, "x", "Parameter 'P' must be a number"],
      [{ Type: "Number", MinValue: 2 }, "1", "Parameter 'P' must be a number not less than 2"],
      [{ Type: "List<Number>", MaxValue: 2 }, "1,3", "Parameter 'P' must be a number not greater than 2"],
      [
        { Type: "String", AllowedValues: ["a"], ConstraintDescription: "say a" },
        "b",
        "Parameter P failed to satisfy constraint: say a",
      ],
    ];
    for (const [declaration, value, message] of cases)
      await rejects(resolve({ P: declaration }, { P: value }), message);
  });

  it("keep the previous value when asked to", async () => {
    const previous = [{ name: "A", value: "before", noEcho: false }];
    const given = [{ name: "A", usePreviousValue: true }];
    const [parameter] = await resolve({ A: { Type: "String", Default: "a" } }, given, previous);
    assert.equal(parameter?.value, "before");
    await assert.rejects(resolve({ A: { Type: "String" } }, given), /not in the previous template/);
  });

  it("come from the parameter store", async () => {
    const type = "AWS::SSM::Parameter::Value<String>";
    const [parameter] = await resolve({ A: { Type: type, Default: "/there" } });
    assert.deepEqual(parameter, { name: "A", value: "/there", resolvedValue: "stored", noEcho: false });
    await rejects(
      resolve({ A: { Type: type, Default: "/nowhere" } }),
      "Unable to fetch parameters [/nowhere] from parameter store for this account.",
    );
  });

  it("of a type that Virga does not know are named", async () => {
    const type = "AWS::EC2::KeyPair::KeyName";
    await rejects(resolve({ A: { Type: type } }), `The type ${type} of the parameter A is not supported by Virga`);
  });
});
