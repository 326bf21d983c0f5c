import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compileJavaPattern } from "./java-regex.ts";
import { createModelCatalog } from "./model-catalog.ts";

function matches(pattern: string, text: string): boolean {
  const expression = compileJavaPattern(pattern);
  assert.ok(expression, pattern);
  return expression.test(text);
}

describe("Java's regular expressions", () => {
  it("of all models can be checked", () => {
    const catalog = createModelCatalog();
    for (const service of catalog.services.keys()) {
      for (const [name, { pattern }] of Object.entries(catalog.model(service).shapes)) {
        if (pattern !== undefined) assert.ok(compileJavaPattern(pattern), `${service} ${name}: ${pattern}`);
      }
    }
  });

  it("match whole values", () => {
    assert.ok(matches("[a-zA-Z0-9_.-]+", "a.b-c_1"));
    assert.ok(!matches("[a-zA-Z0-9_.-]+", "a b"));
    assert.ok(!matches("a|b", "ab"));
    assert.ok(!matches("a", "a\n"));
  });

  it("take needless escapes and lone brackets literally", () => {
    assert.ok(matches("[\\w+=,.@-]+", "a+b=c,d.e@f-g"));
    assert.ok(matches("arn\\:aws\\-x\\/\\_", "arn:aws-x/_"));
    assert.ok(matches("[a\\-z]+", "-z-a"));
    assert.ok(!matches("[a\\-z]+", "b"));
    assert.ok(matches("a{b}]", "a{b}]"));
  });

  it("know properties, sets in sets and intersections", () => {
    assert.ok(matches("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+", "é1€!"));
    assert.ok(!matches("[\\p{L}]+", "1"));
    assert.ok(matches("\\p{Alpha}\\p{IsAlphabetic}\\P{Digit}", "aéx"));
    assert.ok(matches("[a-z&&[^aeiou]]+", "xyz"));
    assert.ok(!matches("[a-z&&[^aeiou]]+", "a"));
    assert.ok(matches("[a[0-9]]+", "a1"));
    assert.ok(matches("[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*", "a😀\n"));
  });

  it("know Java's own escapes and flags", () => {
    assert.ok(matches("\\A\\Qa.b\\E\\z", "a.b"));
    assert.ok(!matches("\\Qa.b\\E", "axb"));
    assert.ok(matches("(?i)abc", "ABC"));
    assert.ok(matches("(?s).*", "a\nb"));
    assert.ok(!matches(".*", "a\nb"));
    assert.ok(matches("a++b*+c?+", "aabc"));
    assert.ok(matches("\\S", "\u00a0"), "a no-break space is no white space to Java");
  });

  it("that JavaScript can't express don't fail, but aren't checked", () => {
    assert.equal(compileJavaPattern("(?<name>a)\\k<other>"), undefined);
    assert.equal(compileJavaPattern("("), undefined);
  });
});
