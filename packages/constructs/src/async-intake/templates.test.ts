import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { createContext, MappingTemplate } from "@virga/vtl";
import fc from "fast-check";
import { startExecutionTemplate } from "./start-execution-template.ts";

const arn = "arn:aws:states:us-east-1:111111111111:stateMachine:webhooks";
const requestTemplate = new MappingTemplate(startExecutionTemplate(arn, "Idempotency-Key"));
const refusedTemplate = new MappingTemplate(readFileSync(new URL("./refused-start.vtl", import.meta.url), "utf8"));

interface Start {
  readonly stateMachineArn: string;
  readonly input: string;
  readonly name?: string;
}

function start(body: string, key?: string): Start {
  const header: Record<string, string> = key === undefined ? {} : { "idempotency-key": key };
  const parameters = { path: {}, querystring: {}, header };
  return JSON.parse(
    requestTemplate.render({ body, parameters, context: createContext([]), stageVariables: new Map() }),
  );
}

function refused(error: object): { status: number; body: unknown } {
  const context = createContext([]);
  const parameters = { path: {}, querystring: {}, header: {} };
  const body = refusedTemplate.render({ body: JSON.stringify(error), parameters, context, stageVariables: new Map() });
  const override = context.get("responseOverride") as ReadonlyMap<string, unknown> | undefined;
  return { status: Number(override?.get("status") ?? 400), body: JSON.parse(body) };
}

const difficult = fc.constantFrom(
  "'",
  "\\'",
  "\\",
  '"',
  "\\\\'",
  "\n",
  "\r\n",
  "\u2028",
  "\u0000",
  "😀",
  "$input",
  "#end",
  "##",
);
const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.oneof(difficult, fc.string())).map((all) => all.join("")),
);
const whitespace = fc.constantFrom("", " ", "\n", "\t", " \r\n");

describe("the request template of the intake, rendered", () => {
  it("hands every JSON text over to the character", () => {
    const value = fc.jsonValue({ stringUnit: "binary" });
    fc.assert(
      fc.property(
        fc.oneof(value, fc.dictionary(texts, texts)),
        fc.constantFrom(0, 2),
        whitespace,
        (json, indent, space) => {
          const body = `${space}${JSON.stringify(json, null, indent)}${space}`;
          assert.deepEqual(start(body), { stateMachineArn: arn, input: body });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("keeps numbers, repeated members and escapes as they were written", () => {
    for (const body of ['{"id":9007199254740993,"n":1.0e+2}', '{"a":1,"a":2}', '"\\u0041\\/"', "[1,\r\n 2]"]) {
      assert.equal(start(body).input, body);
    }
  });

  it("hands texts over that are no JSON, for Step Functions to refuse", () => {
    fc.assert(
      fc.property(
        texts.filter((text) => text !== ""),
        (text) => assert.equal(start(text).input, text),
      ),
    );
  });

  it("makes an empty body an empty object", () => {
    assert.equal(start("").input, "{}");
  });

  it("names the execution after the key, if there is one", () => {
    assert.equal(
      start("{}", "8e03978e-40d5-43dd-bc93-6894a57f9324").name,
      "8e03978e-40d5-43dd-bc93-6894a57f9324.2.3938",
    );
    assert.equal(start("{}", "").name, undefined);
    assert.equal(start("{}").name, undefined);
  });

  it("gives each key a name that Step Functions takes, and no two keys the same", () => {
    const keys = fc.string({
      unit: fc.oneof(difficult, fc.string({ minLength: 1, maxLength: 1 })),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        const [name = "", otherName] = [start("{}", one).name, start("{}", other).name];
        assert.match(name, /^[\w.-]{1,80}$/);
        assert.equal(name === otherName, one === other);
      }),
    );
  });

  it("gives another body under the same key another name", () => {
    assert.notEqual(start('{"a":1}', "key").name, start('{"a":2}', "key").name);
  });
});

describe("the answer to a refused start", () => {
  const submitted = { status: "webhook submitted" };
  const because = (message: string) => ({ status: "webhook refused", message });

  it("is that the webhook was submitted, if it was before", () => {
    const error = {
      __type: "com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists",
      message: "Execution Already Exists",
    };
    assert.deepEqual(refused(error), { status: 200, body: submitted });
  });

  it("tells the client what is wrong with the request", () => {
    const violates = (name: string) => ({
      __type: "ValidationException",
      message: `1 validation error detected: Value at '${name}' failed to satisfy constraint`,
    });
    const input = (message: string) => ({ __type: "InvalidExecutionInput", message });
    const tooLarge = { status: 413, body: because("The body is larger than 256 KiB.") };
    assert.deepEqual(refused(input("Unexpected character")), { status: 400, body: because("The body is not JSON.") });
    assert.deepEqual(refused(input("Input size exceeds the maximum")), tooLarge);
    assert.deepEqual(refused(violates("input")), tooLarge);
    const tooLong = { status: 400, body: because("The idempotency key is too long.") };
    assert.deepEqual(refused(violates("name")), tooLong);
    assert.deepEqual(refused({ __type: "InvalidName", message: "Invalid Name" }), tooLong);
  });

  it("tells nothing of other reasons", () => {
    const failed = { status: 500, body: { status: "webhook failed" } };
    for (const __type of [
      "ThrottlingException",
      "AccessDeniedException",
      "StateMachineDoesNotExist",
      "StateMachineDeleting",
    ]) {
      assert.deepEqual(refused({ __type, message: "inside" }), failed);
      assert.deepEqual(refused({ __type, Message: "inside" }), failed);
    }
    assert.deepEqual(refused({}), failed);
  });
});
