import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ScriptCase } from "../corpus/case.ts";
import { answerOf, partOf, referencedSteps, resolveMatch } from "./answers.ts";
import { Bindings } from "./bindings.ts";
import { shiftInstants } from "./moments.ts";
import { decodeParameters } from "./parameters.ts";

const emptyCase: ScriptCase = { id: "case", needs: [], steps: [], tokens: {}, normalise: [], expected: {} };

describe("placeholders", () => {
  it("are replaced everywhere, the longest first", () => {
    const bindings = new Bindings();
    bindings.bind("abc", "1");
    bindings.bind("abcdef", "2");
    assert.deepEqual(bindings.replaceIn({ abcdef: ["abc abcdef", 3] }), { 2: ["1 2", 3] });
  });

  it("of ARNs bind segment by segment too", () => {
    const bindings = new Bindings();
    bindings.bind(
      "arn:aws:states:us-east-1:111111111111:execution:machine:14cf",
      "arn:aws:states:us-east-1:111111111111:execution:machine:real",
    );
    assert.equal(bindings.replace("14cf of machine"), "real of machine");
    assert.equal(bindings.has("machine"), false);
  });
});

describe("parameters", () => {
  it("hold JSON as text, as the recording harness wrote it or exactly as given", () => {
    const value = { a: { $json: { b: [1, "ä"] } }, c: { $json: [1], $text: "[ 1 ]" }, d: { $bytes_utf8: "x" } };
    assert.deepEqual(decodeParameters(emptyCase, value), {
      a: '{"b": [1, "\\u00e4"]}',
      c: "[ 1 ]",
      d: Buffer.from("x"),
    });
  });

  it("refer to definitions and the input", () => {
    const testCase = {
      ...emptyCase,
      definition: { StartAt: "A" },
      definitions: [{ $text: "no json" }, { $same: "definition" }, { StartAt: "B" }],
      definition_texts: { 2: '{"StartAt":  "B"}' },
      input: { x: 1 },
    };
    const texts = [0, 1, 2].map((index) => decodeParameters(testCase, { $definition: index }));
    assert.deepEqual(texts, ["no json", '{"StartAt": "A"}', '{"StartAt":  "B"}']);
    assert.equal(decodeParameters(testCase, { $input: true }), '{"x": 1}');
  });

  it("move with the endpoint's time, keeping how an instant is written", () => {
    const day = 86_400_000;
    assert.deepEqual(shiftInstants(["2030-01-01T00:00:00.000000", "at 2030-01-01T10:00:00+01:00"], day), [
      "2030-01-02T00:00:00.000000",
      "at 2030-01-02T10:00:00+01:00",
    ]);
  });
});

describe("answers", () => {
  const answer = answerOf({ status: 200, output: { list: [{ body: '{"x":[1,2]}' }] } });

  it("are reached by members, items, parsed texts and JSONPaths", () => {
    assert.equal(partOf(answer, ["list", -1, "body", "$parsed", "x", 1]), 2);
    assert.equal(partOf(answer, ["jsonpath:$.list[*].body"]), '{"x":[1,2]}');
    assert.equal(partOf(answer, ["nothing", "here"]), undefined);
    assert.equal(partOf(undefined, ["x"]), undefined);
  });

  it("that are errors are an object, a class or a text", () => {
    const service = {
      code: "InvalidName",
      message: "no",
      members: { message: "no" },
      isModelled: true,
      operation: "CreateActivity",
    };
    const refused = answerOf({ status: 400, output: {}, error: service });
    assert.deepEqual(partOf(refused, ["$error", "response"]), {
      Error: { Code: "InvalidName", Message: "no" },
      ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: 400 },
      message: "no",
    });
    assert.equal(partOf(refused, ["$error", "typename"]), "InvalidName");
    const text = "An error occurred (InvalidName) when calling the CreateActivity operation: no";
    assert.equal(
      resolveMatch({ $error: 0 }, () => refused),
      text,
    );
    const unknown = answerOf({ status: 400, output: {}, error: { ...service, isModelled: false } });
    assert.equal(partOf(unknown, ["$error", "typename"]), "ClientError");
  });

  it("are put into what is compared", () => {
    const value = { whole: { $answer: 0, path: ["list", 0, "body"] }, literal: [1] };
    assert.deepEqual(
      resolveMatch(value, () => answer),
      { whole: '{"x":[1,2]}', literal: [1] },
    );
    assert.deepEqual(referencedSteps(value), [0]);
  });
});
