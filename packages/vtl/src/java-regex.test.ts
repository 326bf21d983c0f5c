import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { javaPattern, VtlRenderError, VtlUnsupportedError } from "./index.ts";
import { javaReplacement } from "./java-regex.ts";

describe("a Java regular expression", () => {
  const matching: [pattern: string, whole: string][] = [
    ["2\\d{2}", "204"],
    ["(?i)error.*", "ERROR: x"],
    ["[a-z&&[^m-p]]+", "abc"],
    ["[\\w.-]+@[\\w.-]+", "a.b-c@d.e"],
    ["\\p{Alpha}+\\p{Digit}", "ab1"],
    ["\\p{L}+", "Grüße"],
    ["[\\p{Upper}_]+", "A_B"],
    ["\\Qa.b\\E+", "a.bb"],
    ["\\'\"\\-\\/", "'\"-/"],
    ["(?<year>\\d{4})-\\k<year>", "2026-2026"],
    ["(?s).+", "a\nb"],
    ["\\x41\\u0042\\0103", "ABC"],
    ["[[a-c][x-z]]+", "axz"],
    ["[]a]+", "]a"],
    ["a{2,3}", "aaa"],
  ];
  for (const [pattern, text] of matching) {
    it(`${pattern} matches ${JSON.stringify(text)} as a whole`, () => {
      assert.ok(javaPattern(pattern, "", "whole").test(text));
    });
  }

  it("matches as a whole only the whole text", () => {
    for (const text of ["2040", "1204", "204\n"]) assert.ok(!javaPattern("2\\d{2}", "", "whole").test(text));
    assert.ok(!javaPattern("[a-z&&[^m-p]]+", "", "whole").test("abn"));
  });

  it("lets the dot stop at every line end of Java's, and $ stand before the last one", () => {
    assert.ok(!javaPattern("a.b").test("a\u0085b"));
    assert.ok(javaPattern("a$").test("a\r\n"));
    assert.ok(!javaPattern("a$").test("a\nb"));
  });

  for (const pattern of ["a*+", "a?+", "(?>a)", "\\Ga", "a(?i)b", "\\p{InGreek}", "\\X"]) {
    it(`${pattern} is refused by name`, () => assert.throws(() => javaPattern(pattern), VtlUnsupportedError));
  }

  for (const pattern of ["(", "[a", "a{", "*", "\\"]) {
    it(`${pattern} is malformed`, () => assert.throws(() => javaPattern(pattern), VtlRenderError));
  }
});

describe("a Java replacement", () => {
  const replace = (text: string, pattern: string, replacement: string) =>
    text.replace(javaPattern(pattern, "g"), javaReplacement(replacement));

  it("fills in groups by number and name, and takes escaped characters as they are", () => {
    assert.equal(replace("ab", "(a)(?<second>b)", "$2$1${second}\\$\\\\$0"), "bab$\\ab");
    assert.equal(replace("a", "(a)", "$12"), "a2");
  });

  it("refuses groups that do not exist", () => {
    assert.throws(() => replace("a", "a", "$1"), VtlRenderError);
    assert.throws(() => replace("a", "a", "$"), VtlRenderError);
  });
});
