import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AwsError } from "../kernel/errors.ts";
import { ConstraintCompiler } from "./constraints.ts";
import { ServiceModel, type Shape } from "./model.ts";
import { createModelCatalog } from "./model-catalog.ts";

const catalog = createModelCatalog();

/** The message about an input of an AWS operation; undefined if it satisfies all constraints. */
function messageOf(service: string, operation: string, input: object): string | undefined {
  const model = catalog.model(service);
  return complaint(model, model.operation(operation)!.input as string, input)?.message;
}

function complaint(model: ServiceModel, shape: string, input: object): AwsError | undefined {
  try {
    new ConstraintCompiler(model, "ValidationException").compileInput(model.resolve(shape))(input);
    return undefined;
  } catch (thrown) {
    assert.ok(thrown instanceof AwsError);
    return thrown;
  }
}

function modelOf(shapes: Record<string, Shape>): ServiceModel {
  const metadata = { apiVersion: "2026-01-01", protocol: "json" } as const;
  return new ServiceModel("test", { metadata, operations: {}, shapes });
}

describe("constraints of the models", () => {
  it("ask for required members", () => {
    assert.equal(
      messageOf("dynamodb", "PutItem", { TableName: "table" }),
      "1 validation error detected: Value null at 'item' failed to satisfy constraint: Member must not be null",
    );
  });

  it("complain of maps without a value for a key", () => {
    const text: Shape = { type: "string" as const, max: 3 };
    const map: Shape = { type: "map", key: { shape: "Text" }, value: { shape: "Text" } };
    const model = modelOf({ In: { type: "structure", members: { m: { shape: "Map" } } }, Map: map, Text: text });
    assert.match(complaint(model, "In", { m: { a: null } })!.message, /at 'm' failed to satisfy constraint: Map value/);
    assert.match(complaint(model, "In", { m: { a: undefined } })!.message, /at 'm' failed .*: Map value/);
  });

  it("name the bound that a number breaks", () => {
    assert.equal(
      messageOf("states", "ListExecutions", { maxResults: 1001 }),
      "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    );
  });

  it("list an enum's values in the order in which AWS does", () => {
    assert.equal(
      messageOf("states", "ListExecutions", { statusFilter: "succeeded" }),
      "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
    );
    const returnValues = messageOf("dynamodb", "DeleteItem", { TableName: "t".repeat(3), Key: {}, ReturnValues: "x" });
    assert.match(returnValues!, /enum value set: \[ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW\]$/);
  });

  it("complain of a pattern before a length, and count what they report", () => {
    assert.equal(
      messageOf("cognito-idp", "ConfirmSignUp", { ClientId: "c", Username: "u", ConfirmationCode: "" }),
      "2 validation errors detected: Value '' at 'confirmationCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+; Value '' at 'confirmationCode' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  });

  it("number the elements of lists in paths", () => {
    const routingConfiguration = [{ stateMachineVersionArn: "arn", weight: 101 }];
    assert.equal(
      messageOf("states", "CreateStateMachineAlias", { name: "alias", routingConfiguration }),
      "1 validation error detected: Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100",
    );
  });

  it("print structures, lists and maps as Java does", () => {
    const weights = [1, 2, 3].map((weight) => ({ stateMachineVersionArn: `a${weight}`, weight }));
    assert.match(
      messageOf("states", "CreateStateMachineAlias", { name: "alias", routingConfiguration: weights })!,
      /Value '\[RoutingConfigurationListItem\(stateMachineVersionArn=a1, weight=1\), .*\]' at 'routingConfiguration' failed to satisfy constraint: Member must have length less than or equal to 2$/,
    );
  });

  it("report a list's elements and a map's keys and values as one, with all their constraints", () => {
    const model = modelOf({
      Input: { type: "structure", members: { Names: "Names", Tags: "Tags" } },
      Names: { type: "list", member: "Name" },
      Tags: { type: "map", key: "Name", value: "Text" },
      Name: { type: "string", min: 1, max: 5, pattern: "[a-z]+" },
      Text: { type: "string", max: 2 },
    });
    const name =
      "[Member must have length less than or equal to 5, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [a-z]+]";
    assert.equal(
      complaint(model, "Input", { Names: ["ok", "NO"], Tags: { A: "x", b: "long" } })?.message,
      `3 validation errors detected: Value '[ok, NO]' at 'names' failed to satisfy constraint: Member must satisfy constraint: ${name}; ` +
        `Value '{A=x, b=long}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: ${name}; ` +
        "Value '{A=x, b=long}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 2]",
    );
  });

  it("name the key in the paths of a map's structures", () => {
    assert.equal(
      messageOf("dynamodb", "BatchGetItem", { RequestItems: { table: {} } }),
      "1 validation error detected: Value null at 'requestItems.table.member.keys' failed to satisfy constraint: Member must not be null",
    );
  });

  it("don't print what is sensitive", () => {
    const message = messageOf("cognito-idp", "ChangePassword", {
      AccessToken: "x",
      ProposedPassword: " ",
      PreviousPassword: "y",
    });
    assert.match(message!, /^1 validation error detected: Value at 'proposedPassword' failed/);
  });

  it("count characters, not UTF-16 units", () => {
    const model = modelOf({
      Input: { type: "structure", members: { Text: "Text" } },
      Text: { type: "string", max: 2 },
    });
    assert.equal(complaint(model, "Input", { Text: "😀😀" }), undefined);
    assert.notEqual(complaint(model, "Input", { Text: "😀😀😀" }), undefined);
  });

  it("check shapes that contain themselves", () => {
    const model = modelOf({
      Node: { type: "structure", members: { Name: "Name", Next: "Node", Rest: "Nodes" }, required: ["Name"] },
      Nodes: { type: "list", member: "Node" },
      Name: { type: "string" },
    });
    const input = { Name: "a", Next: { Name: "b", Rest: [{ Name: "c" }, {}] } };
    assert.match(complaint(model, "Node", input)!.message, /^1 .* Value null at 'next\.rest\.2\.member\.name' failed/);
  });

  it("report ten violations at most", () => {
    const members = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`M${index}`, "Text"]));
    const input: Shape = { type: "structure", members, required: Object.keys(members) };
    const model = modelOf({ Input: input, Text: { type: "string" } });
    assert.match(complaint(model, "Input", {})!.message, /^10 validation errors detected/);
  });
});
