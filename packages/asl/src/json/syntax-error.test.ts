import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { describeSyntaxError } from "./syntax-error.ts";
import { JsonSyntaxError, parseJson } from "./text.ts";

const valid = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

describe("what is wrong with a text that is no JSON", () => {
  const cases: readonly (readonly [text: string, message: string])[] = [
    ["", "No content to map due to end-of-input"],
    [
      "{",
      'Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"; line: 1, column: 1])',
    ],
    [
      '{\n "a": [1',
      'Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)"{\n "a": [1"; line: 2, column: 7])',
    ],
    ["hello", `Unrecognized token 'hello': was expecting ${valid}`],
    ["[tru]", `Unrecognized token 'tru': was expecting ${valid}`],
    ["[nullx]", `Unrecognized token 'nullx': was expecting ${valid}`],
    ["[NaN]", "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"],
    ["<a/>", `Unexpected character ('<' (code 60)): expected a valid value ${valid}`],
    ["['a']", `Unexpected character (''' (code 39)): expected a valid value ${valid}`],
    ["[1,]", `Unexpected character (']' (code 93)): expected a valid value ${valid}`],
    ['{"a":}', "Unexpected character ('}' (code 125)): expected a value"],
    ['{"a":"b"""}', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries"],
    ["[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"],
    ['{"a":1,', "Unexpected end-of-input within/between Object entries"],
    ['{"a"', "Unexpected end-of-input within/between Object entries"],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value"],
    ["{a:1}", "Unexpected character ('a' (code 97)): was expecting double-quote to start field name"],
    ['{"a":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name"],
    [
      '{"a":1]',
      "Unexpected close marker ']': expected '}' (for Object starting at [Source: (String)\"{\"a\":1]\"; line: 1, column: 1])",
    ],
    ['"a', "Unexpected end-of-input: was expecting closing quote for a string value"],
    ['{"a', "Unexpected end-of-input in field name"],
    [
      '"a\nb"',
      "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value",
    ],
    ['"\\x"', "Unrecognized character escape 'x' (code 120)"],
    ['"\\u12g4"', "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence"],
    ["[01]", "Invalid numeric value: Leading zeroes not allowed"],
    ["[1.]", "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit"],
    ["[1ex]", "Unexpected character ('x' (code 120)) in numeric value: Exponent indicator not followed by a digit"],
    ["1x", "Unexpected character ('x' (code 120)): Expected space separating root-level values"],
    ["[“a”]", `Unexpected character ('“' (code 8220 / 0x201c)): expected a valid value ${valid}`],
    [
      "\u0001",
      "Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between tokens",
    ],
    [
      "{} []",
      "Trailing token (of type START_ARRAY) found after value (bound as `com.fasterxml.jackson.databind.JsonNode`): not allowed as per `DeserializationFeature.FAIL_ON_TRAILING_TOKENS`",
    ],
  ];
  for (const [text, message] of cases) {
    it(`is told of ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseJson(text), new JsonSyntaxError(message));
    });
  }

  it("shows at most 500 characters of the text", () => {
    const message = describeSyntaxError(`["${"x".repeat(600)}"`);
    assert.ok(message?.includes(`(String)"["${"x".repeat(498)}"[truncated 103 chars]; line: 1, column: 1]`));
  });

  it("is found exactly where JavaScript finds it, too", () => {
    const piece = fc.constantFrom(...'{}[],:"\\-+.eE019 \n\tau\u0001é', "true", "null", '"a"', '{"a":', "1.5");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        assert.equal(describeSyntaxError(text) === undefined, isJson, text);
      }),
      { numRuns: 2_000 },
    );
  });
});
