import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compileFilterPattern } from "./filter-pattern.ts";

function matched(pattern: string, messages: readonly string[]): readonly string[] {
  return messages.filter(compileFilterPattern(pattern));
}

describe("Filter patterns of terms", () => {
  const messages = ["ERROR 400 bad request", "ERROR 401 unauthorized", "WARN slow", "error quiet", 'say "hi" now'];

  it("match everything when empty", () => {
    assert.deepEqual(matched("", messages), messages);
    assert.deepEqual(matched('""', messages), messages);
  });

  it("want every term, with regard to case", () => {
    assert.deepEqual(matched("ERROR", messages), messages.slice(0, 2));
    assert.deepEqual(matched("ERROR 401", messages), [messages[1]]);
    assert.deepEqual(matched("error", messages), ["error quiet"]);
  });

  it("find a term inside a word", () => {
    const words = ["[ERROR] A fatal exception has occurred", "Exiting with ERRORCODE: -1", "Error"];
    assert.deepEqual(matched("ERROR", words), words.slice(0, 2));
  });

  it("take phrases in quotation marks, with escapes", () => {
    assert.deepEqual(matched('"bad request"', messages), [messages[0]]);
    assert.deepEqual(matched('"\\"hi\\""', messages), [messages[4]]);
  });

  it("know optional and excluded terms", () => {
    assert.deepEqual(matched("?WARN ?quiet", messages), ["WARN slow", "error quiet"]);
    assert.deepEqual(matched('ERROR -"bad request"', messages), [messages[1]]);
    assert.deepEqual(matched("-ERROR", messages), messages.slice(2));
  });

  it("name what they do not know", () => {
    assert.throws(() => compileFilterPattern("[ip, user]"), { code: "NotImplemented" });
    assert.throws(() => compileFilterPattern("%a+%"), { code: "NotImplemented" });
    assert.throws(() => compileFilterPattern("a=b"), { code: "InvalidParameterException" });
    assert.throws(() => compileFilterPattern('"open'), { code: "InvalidParameterException" });
  });
});

describe("Filter patterns over JSON", () => {
  const record = {
    level: "ERROR",
    status: 404,
    ok: true,
    missing: null,
    user: { name: "bob", roles: ["admin", "reader"], "full-name": "Bob B" },
    items: [{ price: 1.5 }, { price: 20 }],
  };
  const message = JSON.stringify(record);
  const matches = (pattern: string) => compileFilterPattern(pattern)(message);

  it("compare texts, with wildcards, and numbers", () => {
    for (const pattern of [
      '{ $.level = "ERROR" }',
      "{ $.level = ERROR }",
      '{ $.level = "ERR*" }',
      '{ $.user.name != "eve" }',
      "{ $.status = 404 }",
      "{ $.status >= 400 && $.status < 500 }",
      "{ $.items[1].price > 1e1 }",
      '{ $.user.roles[0] = "admin" }',
      '{ $.user.roles[*] = "reader" }',
      '{ $.user.full-name = "Bob B" }',
      "{ $['user']['name'] = bob }",
    ]) {
      assert.equal(matches(pattern), true, pattern);
    }
    for (const pattern of ['{ $.level = "error" }', "{ $.status = 4 }", "{ $.none = 1 }", '{ $.none != "x" }']) {
      assert.equal(matches(pattern), false, pattern);
    }
  });

  it("test for null, truth and existence", () => {
    assert.equal(matches("{ $.missing IS NULL }"), true);
    assert.equal(matches("{ $.ok IS TRUE }"), true);
    assert.equal(matches("{ $.ok IS FALSE }"), false);
    assert.equal(matches("{ $.none NOT EXISTS }"), true);
    assert.equal(matches("{ $.ok NOT EXISTS }"), false);
  });

  it("find whatever is there by a wildcard alone", () => {
    for (const field of ["level", "status", "ok", "user.name"]) {
      assert.equal(matches(`{ $.${field} = "*" }`), true, field);
      assert.equal(matches(`{ $.${field} = * }`), true, field);
      assert.equal(matches(`{ $.${field} != "*" }`), false, field);
    }
    assert.equal(matches('{ $.none = "*" }'), false);
    assert.equal(matches('{ $.status = "4*" }'), false);
  });

  it("combine conditions, and before or", () => {
    assert.equal(matches("{ $.status = 1 && $.ok IS TRUE || $.level = ERROR }"), true);
    assert.equal(matches("{ $.status = 1 && ($.ok IS TRUE || $.level = ERROR) }"), false);
  });

  it("match no message that is not JSON, and refuse what is no pattern", () => {
    assert.equal(compileFilterPattern("{ $.a = 1 }")("a = 1"), false);
    assert.equal(compileFilterPattern("{ $.a = 1 }")("{ broken"), false);
    for (const pattern of ["{ $.a }", "{ $.a = }", "{ a = 1 }", "{ $.a = 1", "{ $.a ~ 1 }"]) {
      assert.throws(() => compileFilterPattern(pattern), { code: "InvalidParameterException" }, pattern);
    }
  });
});
