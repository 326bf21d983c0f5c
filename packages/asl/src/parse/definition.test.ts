import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseDefinition } from "./definition.ts";
import { describeDiagnostics } from "./diagnostics.ts";

function refusal(definition: unknown, type?: "STANDARD" | "EXPRESS"): string {
  const result = parseDefinition(typeof definition === "string" ? definition : JSON.stringify(definition), type);
  return result.outcome === "invalid" ? describeDiagnostics(result.diagnostics) : result.outcome;
}

function single(state: Record<string, unknown>): unknown {
  return { StartAt: "S", States: { S: state } };
}

describe("definitions that are refused", () => {
  const cases: [string, unknown, string][] = [
    ["without states", { StartAt: "S" }, "SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /"],
    [
      "without a start",
      { States: { S: { Type: "Pass", End: true } } },
      "SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /",
    ],
    [
      "with an unknown type",
      single({ Type: "Nap" }),
      "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/S/Type",
    ],
    [
      "with a field of another type of state",
      single({ Type: "Pass", End: true, Catch: [] }),
      "SCHEMA_VALIDATION_FAILED: Field 'Catch' is not supported at /States/S",
    ],
    [
      "with empty branches",
      single({ Type: "Parallel", Branches: [], End: true }),
      "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/S/Branches",
    ],
    [
      "with a bad timestamp",
      single({ Type: "Wait", Timestamp: "2016-13-05T21:29:29Z", End: true }),
      "SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/S/Timestamp",
    ],
    [
      "with an illegal escape in an intrinsic function",
      single({ Type: "Pass", End: true, Parameters: { "parsed.$": "States.Format('He said \\\"{}\\\"', $.x)" } }),
      "SCHEMA_VALIDATION_FAILED: The value for the field 'parsed.$' must be a valid JSONPath or a valid intrinsic function call at /States/S/Parameters",
    ],
    [
      "with an unknown integration",
      single({ Type: "Task", Resource: "arn:aws:states:::dynamodb:query", End: true }),
      "SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/S/Resource",
    ],
    [
      "with a rule that goes nowhere",
      {
        StartAt: "C",
        States: {
          C: { Type: "Choice", Choices: [{ Variable: "$", IsNull: true }], Default: "E" },
          E: { Type: "Succeed" },
        },
      },
      "SCHEMA_VALIDATION_FAILED: These fields are required: [Next] at /States/C/Choices[0]",
    ],
    [
      "with a missing and an unreachable state",
      { StartAt: "pass1", States: { pass1: { Type: "Pass", Next: "pass3" }, pass2: { Type: "Pass", End: true } } },
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next, MISSING_TRANSITION_TARGET: State \"pass2\" is not reachable. at /States/pass2",
    ],
    [
      "without an end",
      { StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } } },
      "MISSING_END_STATE: Workflow has no terminal state",
    ],
    [
      "with a JSONata field in a JSONPath state",
      single({ Type: "Pass", End: true, Output: 1 }),
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/S",
    ],
    [
      "with JSONPath under JSONata",
      { QueryLanguage: "JSONata", StartAt: "S", States: { S: { Type: "Pass", QueryLanguage: "JSONPath", End: true } } },
      "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/S",
    ],
  ];
  for (const [name, definition, expected] of cases) {
    it(name, () => assert.equal(refusal(definition), expected));
  }

  it("with what Express state machines don't have", () => {
    const wait = (suffix: string) =>
      single({ Type: "Task", Resource: `arn:aws:states:::sqs:sendMessage.${suffix}`, End: true });
    assert.equal(
      refusal(wait("waitForTaskToken"), "EXPRESS"),
      "SCHEMA_VALIDATION_FAILED: Express state machine does not support '.waitForTaskToken' service integration  at /States/S/Resource",
    );
    assert.equal(refusal(wait("waitForTaskToken"), "STANDARD"), "program");
  });

  it("that are no JSON", () => assert.match(refusal("{"), /^INVALID_JSON_DESCRIPTION: /));
});

describe("definitions that are right but not supported yet", () => {
  it("are named with their place", () => {
    const processor = {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "P",
      States: { P: { Type: "Pass", End: true } },
    };
    assert.deepEqual(parseDefinition(JSON.stringify(single({ Type: "Map", ItemProcessor: processor, End: true }))), {
      outcome: "unsupported",
      features: ["Map state in DISTRIBUTED mode at /States/S/ItemProcessor"],
    });
    assert.equal(
      refusal({
        QueryLanguage: "JSONata",
        StartAt: "S",
        States: { S: { Type: "Pass", Output: "{% 1 %}", End: true } },
      }),
      "unsupported",
    );
  });
});

describe("parsing", () => {
  it("never throws, whatever it is given", () => {
    const fieldNames = [
      "Type",
      "Next",
      "End",
      "Choices",
      "Retry",
      "Catch",
      "Parameters",
      "ItemProcessor",
      "Branches",
      "Resource",
      "Assign",
      "Seconds",
      "InputPath",
      "a.$",
    ];
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom("Task", "Map", "Choice", "Parallel", "Wait", "Fail", "$.x", "$", "States.Array(", "S"),
        fc.jsonValue(),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...fieldNames), tie("any"), { maxKeys: 6 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("S", "T"), value), value, (states, other) => {
        parseDefinition(JSON.stringify({ StartAt: "S", States: states, TimeoutSeconds: other }));
        parseDefinition(JSON.stringify(other));
      }),
    );
  });

  it("tells which variables a state refers to", () => {
    const result = parseDefinition(
      JSON.stringify(
        single({
          Type: "Pass",
          End: true,
          Parameters: { "x.$": "States.Format('{}{}', $b.c, $a)", y: { "z.$": "$b" } },
        }),
      ),
    );
    assert.deepEqual(result.outcome === "program" && result.program.variableReferences, { S: ["a", "b"] });
  });
});
