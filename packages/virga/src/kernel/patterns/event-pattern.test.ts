import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { compileEventPattern } from "./event-pattern.ts";
import { InvalidPattern } from "./value-matchers.ts";

const root = process.env.VIRGA_CONFORMANCE;
const file = root === undefined ? undefined : path.join(root, "eventbridge-patterns", "patterns.jsonl");
const isThere = file !== undefined && existsSync(file);

interface PatternCase {
  readonly id: string;
  readonly pattern: unknown;
  readonly event: unknown;
  readonly expected: "match" | "no match" | "error";
}

function outcomeOf(pattern: unknown, event: unknown): PatternCase["expected"] {
  try {
    return compileEventPattern(pattern).matches(event) ? "match" : "no match";
  } catch (thrown) {
    if (thrown instanceof InvalidPattern) return "error";
    throw thrown;
  }
}

describe("event patterns", () => {
  it("match events as EventBridge recorded", {
    skip: isThere ? false : "set VIRGA_CONFORMANCE to the folder of recorded cases to run the patterns",
  }, () => {
    const lines = readFileSync(file!, "utf8").trim().split("\n");
    const cases = lines.map((line) => JSON.parse(line) as PatternCase);
    const wrong = cases.filter(({ pattern, event, expected }) => outcomeOf(pattern, event) !== expected);
    assert.deepEqual(
      wrong.map(({ id }) => id),
      [],
    );
    assert.ok(cases.length > 90);
  });

  it("take all fields of an array's objects from the same object", () => {
    const pattern = { employees: { first: ["Ada"], last: ["Lovelace"] } };
    const employee = (first: string, last: string) => ({ first, last });
    assert.equal(outcomeOf(pattern, { employees: [employee("Ada", "X"), employee("Y", "Lovelace")] }), "no match");
    assert.equal(outcomeOf(pattern, { employees: [employee("Y", "X"), employee("Ada", "Lovelace")] }), "match");
  });

  it("take one of each list of alternatives", () => {
    const pattern = { a: { $or: [{ b: [1] }, { c: [2] }] }, $or: [{ d: [3] }, { e: [4] }] };
    assert.equal(outcomeOf(pattern, { a: { c: 2 }, e: 4 }), "match");
    assert.equal(outcomeOf(pattern, { a: { c: 2 } }), "no match");
    assert.equal(outcomeOf(pattern, { e: 4 }), "no match");
  });

  for (const [pattern, message] of [
    [{ key: [["value"]] }, "Match value must be String, number, true, false, or null"],
    [{ key: [{ "wrong-operator": true }] }, "Unrecognized match type wrong-operator"],
    [{ key: [{ suffix: "a", prefix: "b" }] }, "Only one key allowed in match expression"],
    [{ key: [{ suffix: 100 }] }, "suffix match pattern must be a string"],
    [{ key: { suffix: "value" } }, '"suffix" must be an object or an array'],
    [{ key: [{ numeric: [] }] }, "Invalid member in numeric match: ]"],
    [{ key: [{ numeric: ["="] }] }, "Value of equals must be numeric"],
    [{ key: [{ numeric: [">", 3, "<", 1] }] }, "Bottom must be less than top"],
    [{ key: [{ exists: "no" }] }, "exists match pattern must be either true or false."],
  ] as const) {
    it(`are refused: ${JSON.stringify(pattern)}`, () => {
      assert.throws(() => compileEventPattern(pattern), { message });
    });
  }
});
