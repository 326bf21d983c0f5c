import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpressionSyntaxError } from "../errors.ts";
import type { Json } from "../json/value.ts";
import { testHost } from "../testing/simulation.ts";
import { compileIntrinsic } from "./compile-intrinsic.ts";
import { parseIntrinsic } from "./parse-intrinsic.ts";

function evaluate(text: string, input: Json = {}): Json {
  const call = compileIntrinsic(parseIntrinsic(text));
  return call({ input, context: () => ({}), variable: () => undefined }, testHost);
}

describe("intrinsic functions", () => {
  const cases: [string, Json, Json][] = [
    ["States.Format('{} and {}', $.a, 2)", { a: { k: [1] } }, "{k=[1]} and 2"],
    ["States.Format('\\{{}\\} it\\'s', $.a)", { a: "x" }, "{x} it's"],
    ["States.Array()", {}, []],
    ["States.Array($.a, 'b', true, null, 1.5)", { a: 1 }, [1, "b", true, null, 1.5]],
    ["States.ArrayPartition($.a, 2)", { a: [1, 2, 3] }, [[1, 2], [3]]],
    ["States.ArrayContains($.a, $.b)", { a: [[1], 2], b: [1] }, true],
    ["States.ArrayRange(1, 9, 2)", {}, [1, 3, 5, 7, 9]],
    ["States.ArrayRange(3, 1, -1)", {}, [3, 2, 1]],
    ["States.ArrayGetItem($.a, 1)", { a: [1, 2] }, 2],
    ["States.ArrayLength($.a)", { a: [1, 2] }, 2],
    ["States.ArrayUnique($.a)", { a: [1, 2, 1, { x: 1 }, { x: 1 }] }, [1, 2, { x: 1 }]],
    ["States.Base64Encode('Data to encode é')", {}, "RGF0YSB0byBlbmNvZGUgw6k="],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGUgw6k=')", {}, "Data to encode é"],
    ["States.Hash('x', 'SHA-1')", {}, "SHA-1(x)"],
    ["States.JsonMerge($.a, $.b, false)", { a: { x: 1, y: 1 }, b: { y: 2 } }, { x: 1, y: 2 }],
    ["States.StringToJson($.a)", { a: '{"x":[1]}' }, { x: [1] }],
    ["States.StringToJson('')", {}, null],
    ["States.JsonToString($)", { a: [1] }, '{"a":[1]}'],
    ["States.MathAdd(1.5, -0.5)", {}, 2],
    ["States.MathRandom(1, 11)", {}, 6],
    ["States.StringSplit('a.b+c', '.+')", {}, ["a", "b", "c"]],
    ["States.UUID()", {}, "00000000-0000-4000-8000-000000000000"],
    ["States.ArrayGetItem(States.StringSplit($['x,y'][0], '-'), 0)", { "x,y": ["p-q"] }, "p"],
  ];
  for (const [text, input, expected] of cases) {
    it(text, () => assert.deepEqual(evaluate(text, input), expected));
  }

  it("adds integers beyond 2^53 exactly", () => {
    assert.equal(
      JSON.stringify(evaluate("States.MathAdd(States.StringToJson($.n), 1)", { n: "9007199254740993" })),
      "9007199254740994",
    );
  });

  it("gives the same random number for the same seed", () => {
    assert.equal(evaluate("States.MathRandom(0, 999, 3)"), evaluate("States.MathRandom(0, 999, 3)"));
  });

  for (const wrong of [
    "States.ArrayGetItem($.a, 2)",
    "States.ArrayRange(0, 5000, 1)",
    "States.ArrayRange(0, 5, 0)",
    "States.JsonMerge($, $, true)",
    "States.Format('{}')",
    "States.StringToJson('{')",
    "States.Base64Decode('*')",
    "States.Hash('x', 'CRC')",
  ]) {
    it(`fails: ${wrong}`, () => assert.throws(() => evaluate(wrong, { a: [1] }), { error: "States.IntrinsicFailure" }));
  }

  const nested = (depth: number): string => (depth === 1 ? "States.Array()" : `States.Array(${nested(depth - 1)})`);

  it("may be nested ten deep and no deeper", () => {
    parseIntrinsic(nested(10));
    assert.throws(() => parseIntrinsic(nested(11)), ExpressionSyntaxError);
  });

  for (const wrong of [
    "States.NoSuch()",
    "States.UUID(1)",
    "States.Format('a\\\"b')",
    "States.Array(",
    "States.Array(1",
  ]) {
    it(`is refused: ${wrong}`, () => assert.throws(() => parseIntrinsic(wrong), ExpressionSyntaxError));
  }
});
