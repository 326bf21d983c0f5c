import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { jsonProblem } from "./json-problem.ts";

const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

function problem(text: string): string | undefined {
  return jsonProblem(Buffer.from(text));
}

/** A problem's text without the repeated source, and its place. */
function told(text: string): [string, string] {
  const [message, place] = problem(text)!.split("\n at ");
  return [message!, /line: \d+, column: \d+\]$/.exec(place!)![0].slice(0, -1)];
}

describe("what Lambda says of an event that is no JSON", () => {
  it("is what its parser says", () => {
    const cases = [
      [
        "{",
        'Unexpected end-of-input: expected close marker for Object (start marker at [Source: (byte[])"{"; line: 1, column: 1])',
        1,
        2,
      ],
      ["{a:1}", "Unexpected character ('a' (code 97)): was expecting double-quote to start field name", 1, 3],
      ['{"a":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 1, 9],
      ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 7],
      [
        '{"a":1\n "b":2}',
        "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
        2,
        3,
      ],
      ['{"a":', "Unexpected end-of-input within/between Object entries", 1, 6],
      ["[1,", "Unexpected end-of-input within/between Array entries", 1, 4],
      ["[1,,2]", "Unexpected character (',' (code 44)): expected a value", 1, 5],
      ['{"a":"b', "Unexpected end-of-input: was expecting closing quote for a string value", 1, 8],
      ['{"a', "Unexpected end-of-input: was expecting closing '\"' for name", 1, 4],
      ["hello", `Unrecognized token 'hello': was expecting ${values}`, 1, 6],
      ["test 1", `Unrecognized token 'test': was expecting ${values}`, 1, 6],
      ["nil", `Unrecognized token 'nil': was expecting ${values}`, 1, 4],
      ["'a'", `Unexpected character (''' (code 39)): expected a valid value ${values}`, 1, 2],
      ["0D", "Unexpected character ('D' (code 68)): Expected space separating root-level values", 1, 3],
      ["[01]", "Invalid numeric value: Leading zeroes not allowed", 1, 4],
      [
        "-x",
        "Unexpected character ('x' (code 120)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
        1,
        3,
      ],
      ["[1.]", "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit", 1, 5],
      ['"\\x"', "Unrecognized character escape 'x' (code 120)", 1, 4],
      [
        '"\n"',
        "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value",
        1,
        3,
      ],
    ] as const;
    for (const [text, message, line, column] of cases) {
      assert.deepEqual(told(text), [message, `line: ${line}, column: ${column}`], text);
    }
    assert.match(
      problem("[1}")!,
      /^Unexpected close marker '}': expected ']' \(for Array starting at \[Source: .*; line: 1, column: 1\]\)\n at/,
    );
  });

  it("is about bytes", () => {
    const at = (bytes: readonly number[]) => jsonProblem(Uint8Array.from(bytes))!.split("\n at ")[0];
    assert.equal(at([0x9b, 0x2b]), `Unexpected character ((CTRL-CHAR, code 155)): expected a valid value ${values}`);
    assert.equal(
      at([0x31, 0x84]),
      "Unexpected character ((CTRL-CHAR, code 132)): Expected space separating root-level values",
    );
    assert.equal(at([0x22, 0x97]), "Invalid UTF-8 start byte 0x97");
  });

  it("shows the first 500 bytes", () => {
    assert.match(
      problem(`[${" ".repeat(600)}`)!,
      /\[Source: \(byte\[\]\)"\[ {499}"\[truncated 101 bytes\]; line: 1, column: 602\]$/,
    );
  });

  it("is nothing of what is JSON, and something of what is not", () => {
    fc.assert(fc.property(fc.json(), (text) => assert.equal(problem(text), undefined)));
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      "1",
      "-",
      "0",
      "true",
      "nul",
      " ",
      "\n",
      '"',
      "\\",
      "é",
      "e",
      ".",
    );
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 12 }), (parts) => {
        const text = parts.join("");
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        if (isJson) assert.equal(problem(text), undefined, text);
      }),
    );
  });
});
