import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { createContext, MappingTemplate } from "@virga/vtl";
import fc from "fast-check";
import { startSyncExecutionTemplate } from "./request-template.ts";

const arn = "arn:aws:states:us-east-1:111111111111:stateMachine:users";
const requestTemplate = new MappingTemplate(startSyncExecutionTemplate(arn));
const responseTemplate = new MappingTemplate(readFileSync(new URL("./workflow-response.vtl", import.meta.url), "utf8"));

function render(template: MappingTemplate, body: string) {
  const context = createContext([]);
  const parameters = { path: {}, querystring: {}, header: {} };
  const rendered = template.render({ body, parameters, context, stageVariables: new Map() });
  return { rendered, context };
}

function answer(execution: object) {
  const { rendered, context } = render(responseTemplate, JSON.stringify(execution));
  const override = context.get("responseOverride") as ReadonlyMap<string, unknown> | undefined;
  const header = override?.get("header") as ReadonlyMap<string, unknown> | undefined;
  return {
    status: Number(override?.get("status")),
    retryAfter: header?.get("Retry-After"),
    body: JSON.parse(rendered),
  };
}

function succeeded(output: unknown): object {
  return { status: "SUCCEEDED", output: JSON.stringify(output) };
}

describe("the request template, rendered", () => {
  it("hands every JSON object over as the workflow's input, whatever is in its texts", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("'", "\\'", "\\", '"', "\\\\'", "$input", "#end"),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), texts), (body) => {
        const request = JSON.parse(render(requestTemplate, JSON.stringify(body)).rendered);
        assert.equal(request.stateMachineArn, arn);
        assert.deepEqual({ ...JSON.parse(request.input) }, { ...body });
      }),
    );
  });
});

describe("the response template, rendered", () => {
  it("sends the workflow's body with its status", () => {
    const body = JSON.stringify({ username: "9007199254740993", firstName: "O'Brien \"\\" });
    assert.deepEqual(answer(succeeded({ response: { statusCode: 200, body } })), {
      status: 200,
      retryAfter: undefined,
      body: JSON.parse(body),
    });
  });

  it("sends the workflow's message with its status", () => {
    const message = `it's "there"\\ already`;
    assert.deepEqual(answer(succeeded({ response: { statusCode: 400, message } })), {
      status: 400,
      retryAfter: undefined,
      body: { message },
    });
  });

  it("says when to come back", () => {
    const response = { statusCode: 503, message: "busy", retryAfterSeconds: 5 };
    assert.deepEqual(answer(succeeded({ response })), { status: 503, retryAfter: "5", body: { message: "busy" } });
  });

  it("tells nothing about a workflow that failed, timed out or said nothing", () => {
    const silent = { status: 500, retryAfter: undefined, body: { message: "Internal server error" } };
    assert.deepEqual(answer({ status: "FAILED", error: "States.Runtime", cause: "secret" }), silent);
    assert.deepEqual(answer({ status: "TIMED_OUT" }), silent);
    assert.deepEqual(answer(succeeded({ user: {} })), silent);
    assert.deepEqual(answer(succeeded({ response: {} })), silent);
  });
});
