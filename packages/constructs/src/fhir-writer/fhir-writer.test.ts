import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import fc from "fast-check";
import { FhirWriter } from "../index.ts";
import { Poison, readResource } from "./fhir-resource.ts";
import { requiredMembers } from "./required-members.ts";

function read(value: unknown) {
  return readResource(Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));
}

const observation = { resourceType: "Observation", id: "o1", status: "final", code: { text: "Pulse" } };

describe("the resource of a record", () => {
  it("is read with its identity, its version and its text to the character", () => {
    const text = '{ "resourceType": "Patient", "id": "p.1-A", "meta": {"versionId": "3"}, "weight": 70.10 }';
    assert.deepEqual(read(text), { resourceType: "Patient", id: "p.1-A", versionId: "3", text });
    const lastUpdated = "2026-01-01T13:00:00.5+02:00";
    assert.equal(read({ ...observation, meta: { lastUpdated } }).lastUpdated, "2026-01-01T11:00:00.500Z");
  });

  const poison: readonly (readonly [value: unknown, message: string])[] = [
    ["not json", "is not JSON"],
    ["", "is not JSON"],
    ["[]", "is no JSON object"],
    ["null", "is no JSON object"],
    [{ id: "1" }, "resourceType is missing"],
    [{ resourceType: "Spaceship", id: "1" }, "resourceType is not a supported one"],
    [{ resourceType: "toString", id: "1" }, "resourceType is not a supported one"],
    [{ resourceType: "Patient" }, "id is missing"],
    [{ resourceType: "Patient", id: 1 }, "id is missing"],
    [{ resourceType: "Patient", id: "a/b" }, "id is not 1 to 64 letters, digits, dots and dashes"],
    [{ ...observation, status: undefined }, "status is missing"],
    [{ ...observation, status: "perhaps" }, "status is not a known code"],
    [{ ...observation, code: "pulse" }, "code is not an object"],
    [
      { resourceType: "Appointment", id: "1", status: "booked", participant: [] },
      "participant is not a list that is not empty",
    ],
    [{ ...observation, meta: 1 }, "meta is not an object"],
    [{ ...observation, meta: { lastUpdated: "yesterday" } }, "meta.lastUpdated is not an instant"],
    [{ ...observation, meta: { lastUpdated: "2026-02-31T99:00:00Z" } }, "meta.lastUpdated is not an instant"],
    [{ ...observation, meta: { versionId: 1 } }, "meta.versionId is not a text"],
    [`{"resourceType":"Patient","id":"1","note":"${"x".repeat(400 * 1024)}"}`, "is larger than 390 KB"],
  ];
  for (const [value, message] of poison) {
    const shown = typeof value === "string" ? value.slice(0, 40) : JSON.stringify(value);
    it(`can't be ${shown}`, () => assert.throws(() => read(value), new Poison(message)));
  }

  it("can't be bytes that are not UTF-8", () => {
    assert.throws(() => readResource(Uint8Array.of(0x7b, 0xff, 0x7d)), new Poison("is not UTF-8"));
  });

  it("may have a member of a choice of types by any of its names", () => {
    const immunization = {
      resourceType: "Immunization",
      id: "i1",
      status: "completed",
      vaccineCode: {},
      patient: { reference: "Patient/p1" },
    };
    assert.throws(() => read(immunization), new Poison("occurrence[x] is missing"));
    for (const name of ["occurrenceDateTime", "occurrenceString"]) read({ ...immunization, [name]: "2026" });
    assert.throws(() => read({ ...immunization, occurrencestring: "2026" }), new Poison("occurrence[x] is missing"));
  });

  it("needs each of its type's members, and no other", () => {
    for (const [resourceType, rules] of Object.entries(requiredMembers)) {
      const members = Object.entries(rules).map(([name, rule]) => {
        const value = { text: "2026", object: {}, list: [{}] }[rule as string] ?? rule[0];
        return [name.replace("[x]", "DateTime"), value] as const;
      });
      const whole = { resourceType, id: "1", ...Object.fromEntries(members) };
      assert.equal(read(whole).resourceType, resourceType);
      for (const [name] of members) assert.throws(() => read({ ...whole, [name]: undefined }), Poison);
    }
  });

  it("is a resource or poison, whatever it is, and what is said of poison has nothing of it", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.uint8Array().map((bytes) => bytes),
        ),
        (data) => {
          const bytes = typeof data === "string" ? Buffer.from(`SECRET${data}`) : data;
          try {
            readResource(bytes);
          } catch (thrown) {
            assert.ok(thrown instanceof Poison);
            assert.doesNotMatch(thrown.message, /SECRET/);
          }
        },
      ),
    );
  });
});

describe("the FHIR writer", () => {
  const stack = new Stack(new App(), "Test");
  new FhirWriter(stack, "Writer");
  const template = Template.fromStack(stack);

  it("may put items into its table, write its trace, and nothing else", () => {
    const statements = Object.values(template.findResources("AWS::IAM::Policy")).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    assert.deepEqual(
      statements.map(({ Action }) => Action),
      [["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "dynamodb:PutItem"],
    );
    assert.match(JSON.stringify(statements[1].Resource), /WriterTable/);
  });

  it("has a table that is encrypted, can be restored to a point in time and outlives the stack", () => {
    template.hasResource("AWS::DynamoDB::Table", {
      Properties: {
        KeySchema: [{ AttributeName: "reference", KeyType: "HASH" }],
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
      DeletionPolicy: "Retain",
    });
  });

  it("logs in JSON, for a month", () => {
    template.hasResourceProperties("AWS::Lambda::Function", { LoggingConfig: { LogFormat: "JSON" } });
    template.hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
  });
});
