import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleValue } from "./example-value.ts";

describe("an example that fits a JSON schema", () => {
  it("has all members, with values that people would use", () => {
    const schema = {
      type: "object",
      properties: {
        firstName: { type: "string", minLength: 1 },
        emailAddress: { type: "string", pattern: "^[^@]+@[^@]+$" },
        phoneNumber: { type: "string", pattern: "^\\+[0-9]{8,15}$" },
        age: { type: "integer", minimum: 18 },
        roles: { type: "array", items: { enum: ["admin", "user"] } },
        address: { $ref: "#/definitions/Address" },
        active: { type: "boolean" },
        other: { oneOf: [{ type: "null" }, { type: "string" }], default: "x" },
      },
      definitions: { Address: { type: "object", properties: { city: { type: "string", minLength: 10 } } } },
    };
    assert.deepEqual(exampleValue(schema), {
      firstName: "Ada",
      emailAddress: "ada@example.com",
      phoneNumber: "+15550100",
      age: 18,
      roles: ["admin"],
      address: { city: "2026-01-31" },
      active: true,
      other: "x",
    });
  });

  it("has no members that may be left out, where the schema says which", () => {
    const properties = { firstName: { type: "string" }, comment: { type: "string" } };
    assert.deepEqual(exampleValue({ type: "object", required: ["firstName"], properties }), { firstName: "Ada" });
  });

  it("ends also for a schema that contains itself", () => {
    const schema = {
      $ref: "#/definitions/Node",
      definitions: { Node: { properties: { next: { $ref: "#/definitions/Node" } } } },
    };
    assert.ok(JSON.stringify(exampleValue(schema)).startsWith('{"next":{"next":'));
  });
});
