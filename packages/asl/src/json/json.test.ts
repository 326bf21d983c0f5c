import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { hashMapOrder, javaDoubleText, javaText } from "./java.ts";
import { exceedsBytes, JsonSyntaxError, parseJson, renderJson } from "./text.ts";
import { compareNumbers, isObject, jsonEquals } from "./value.ts";

describe("JSON without loss", () => {
  it("keeps integers beyond 2^53 digit by digit", () => {
    assert.equal(renderJson(parseJson('{"id":12345678901234567890}')), '{"id":12345678901234567890}');
  });

  it("keeps the fraction of 1.0 and writes doubles as the service does", () => {
    assert.equal(renderJson(parseJson("[1.0, 1e3, 1.50, 1.5e-7, -0]")), "[1.0,1000.0,1.5,1.5E-7,0]");
  });

  it("does not take an exact number for an object", () => {
    assert.equal(isObject(parseJson("1.0")), false);
  });

  it("compares big integers exactly and takes 1 for equal to 1.0", () => {
    const [big, bigger] = parseJson("[9007199254740993, 9007199254740994]") as [never, never];
    assert.ok(compareNumbers(big, bigger) < 0);
    assert.ok(jsonEquals(parseJson('{"a":1}'), parseJson('{"a":1.0}')));
  });

  it("refuses data nested deeper than 1000 levels, but counts no brackets in texts", () => {
    const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
    parseJson(nested(1000));
    parseJson(JSON.stringify("[".repeat(5000)));
    assert.throws(() => parseJson(nested(1001)), JsonSyntaxError);
  });

  it("gives back every JSON value it was given", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.ok(jsonEquals(parseJson(renderJson(parseJson(text))), parseJson(text)));
      }),
    );
  });

  it("measures in bytes of UTF-8", () => {
    assert.equal(exceedsBytes("é".repeat(10), 22), false);
    assert.equal(exceedsBytes("é".repeat(10), 21), true);
  });
});

describe("Java's texts", () => {
  it("shows maps and lists as Java does", () => {
    assert.equal(javaText({ Arg1: 1, Arg2: [null, "x"] }), "{Arg1=1, Arg2=[null, x]}");
  });

  it("shows doubles as Java does", () => {
    assert.deepEqual([100, 1e7, 0.001, 0.0001, 123456.5].map(javaDoubleText), [
      "100.0",
      "1.0E7",
      "0.001",
      "1.0E-4",
      "123456.5",
    ]);
  });

  it("orders keys as a HashMap does", () => {
    assert.deepEqual(hashMapOrder(["value", "bucketName"]), ["bucketName", "value"]);
    assert.deepEqual(hashMapOrder(["Payload", "FunctionName"]), ["FunctionName", "Payload"]);
  });
});
