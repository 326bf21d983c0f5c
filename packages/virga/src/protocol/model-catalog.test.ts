import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createCodecs } from "./codecs.ts";
import { createModelCatalog } from "./model-catalog.ts";
import { createOperationModels } from "./operation-models.ts";

const catalog = createModelCatalog();
const codecs = createCodecs(catalog);

describe("the generated models", () => {
  for (const service of catalog.services.keys()) {
    it(`${service}: every reference leads to a shape, and every operation compiles`, () => {
      const model = catalog.model(service);
      assert.deepEqual(model.metadata, catalog.services.get(service));
      for (const [name, shape] of Object.entries(model.shapes)) {
        const parts = [shape.member, shape.key, shape.value, ...Object.values(shape.members ?? {})];
        for (const part of parts) if (part !== undefined) assert.ok(model.resolve(part).shape.type, name);
        for (const required of shape.required ?? []) assert.ok(shape.members?.[required], `${name}.${required}`);
      }
      for (const [name, operation] of Object.entries(model.operations)) {
        assert.ok(codecs.operation(service, name), name);
        for (const error of operation.errors ?? []) assert.ok(model.resolve(error).shape.exception, name);
      }
    });
  }

  it("hold no documentation", () => {
    const texts = Array.from(catalog.services.keys(), (service) => JSON.stringify(catalog.model(service).shapes));
    assert.ok(!texts.some((text) => text.includes('"documentation":')));
  });

  it("are read on first use, and unknown ones are named", () => {
    assert.equal(catalog.model("sts"), catalog.model("sts"));
    assert.throws(() => catalog.model("nothing"), { code: "ServiceUnknown" });
    assert.equal(codecs.operation("sts", "Nothing"), undefined);
  });
});

describe("operation models for the bus", () => {
  const models = createOperationModels(codecs);

  it("describe inputs, outputs and errors, also of shapes that contain themselves", () => {
    const description = models.describe("dynamodb", "GetItem")!;
    assert.equal(description.serviceId, "DynamoDB");
    assert.ok(description.errors.includes("ResourceNotFoundException"));
    const value = description.input?.member("Key")?.element();
    assert.equal(value?.member("B")?.type, "blob");
    assert.equal(value?.member("M")?.element(), value);
    assert.equal(models.describe("dynamodb", "Nothing"), undefined);
    assert.equal(models.describe("nothing", "Nothing"), undefined);
  });

  it("turn the SDK's form into JSON's and back", () => {
    const bytes = new Uint8Array([1, 2]);
    const json = models.inputToJson("dynamodb", "PutItem", { TableName: "t", Item: { a: { B: bytes } } });
    assert.deepEqual(json, { TableName: "t", Item: { a: { B: "AQI=" } } });
    const output = models.outputFromJson("dynamodb", "GetItem", { Item: { a: { B: "AQI=" } } });
    assert.deepEqual(output, { Item: { a: { B: bytes } } });
  });

  it("check constraints", () => {
    assert.throws(() => models.validate("sts", "AssumeRole", {}), { code: "ValidationError" });
  });
});
