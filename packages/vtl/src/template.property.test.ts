import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { anyTemplate } from "./any-template.suite.ts";
import { compile, fromJavaScript, parseJson, toJson, VtlRenderError, VtlSyntaxError } from "./index.ts";

describe("any template", () => {
  it("renders to text or fails with an error that belongs to it", () => {
    fc.assert(
      fc.property(anyTemplate, fc.jsonValue(), fc.jsonValue(), (template, a, b) => {
        try {
          const compiled = compile(template);
          const variables = () => ({ a: fromJavaScript(a), b: fromJavaScript(b) });
          const text = compiled.render(variables());
          assert.equal(compiled.render(variables()), text);
          assert.equal(compiled.renderTraced(variables()).text, text);
        } catch (error) {
          if (!(error instanceof VtlSyntaxError) && !(error instanceof VtlRenderError)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("without dollars, hashes and backslashes is its own text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const plain = text.replace(/[$#\\]/g, "");
        assert.equal(compile(plain).render({}), plain);
      }),
    );
  });
});

describe("any JSON", () => {
  it("comes out of reading and writing with the same meaning", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(JSON.parse(toJson(parseJson(text))), JSON.parse(text));
      }),
    );
  });

  it("keeps every digit of whole numbers", () => {
    fc.assert(fc.property(fc.bigInt(), (value) => assert.equal(toJson(parseJson(`[${value}]`)), `[${value}]`)));
  });

  it("may have escapes that JSON does not know, beside those that it does", () => {
    const read = (text: string) => toJson(parseJson(text));
    assert.equal(read(String.raw`"a\\\"b\q\u0041\'"`), String.raw`"a\\\"bqA'"`);
    assert.equal(read(String.raw`["\\", "\"", 'it\'s']`), String.raw`["\\","\"","it's"]`);
    assert.throws(() => parseJson(String.raw`"open\"`), VtlRenderError);
  });

  it("or text that looks like it never hangs the reader", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("{", "}", "[", "]", '"', "'", ":", ",", "a", "1", ".", "\\", "\\u00", " ")),
        (parts) => {
          try {
            parseJson(parts.join(""));
          } catch (error) {
            if (!(error instanceof VtlRenderError)) throw error;
          }
        },
      ),
    );
  });
});
