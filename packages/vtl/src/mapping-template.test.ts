import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  createContext,
  type MappingInput,
  MappingTemplate,
  requestOverrides,
  responseHeaderOverrides,
  responseStatusOverride,
  VtlRenderError,
} from "./index.ts";

function input(body: string, rest: Partial<MappingInput> = {}): MappingInput {
  return {
    body,
    parameters: { path: {}, querystring: {}, header: {} },
    context: createContext([]),
    stageVariables: new Map(),
    ...rest,
  };
}

function render(template: string, body = "", rest: Partial<MappingInput> = {}): string {
  return new MappingTemplate(template).render(input(body, rest));
}

describe("answers recorded from the real service", () => {
  const file = new URL("../fixtures/recorded.jsonl", import.meta.url);
  for (const line of readFileSync(file, "utf8").trim().split("\n")) {
    const recorded: Record<"id" | "request_template" | "response_template" | "request_body" | "expected", string> =
      JSON.parse(line);
    it(recorded.id.replace(/^.*::test_/, "").replaceAll("_", " "), () => {
      const context = createContext([]);
      render(recorded.request_template, recorded.request_body, { context });
      assert.equal(render(recorded.response_template, "", { context }), recorded.expected);
    });
  }
});

describe("$input", () => {
  it("gives the body as it is, and {} for none", () => {
    assert.equal(render("$input.body", ' {"a" : 1.00}'), ' {"a" : 1.00}');
    assert.equal(render("$input.body|$input.body.x"), "{}|");
  });

  it("gives parts of the body as JSON", () => {
    const body = '{"a": {"b": [1, 2.50, "x/y", null, true]}, "id": 9007199254740993}';
    assert.equal(render("$input.json('$')", body), '{"a":{"b":[1,2.5,"x/y",null,true]},"id":9007199254740993}');
    assert.equal(render("$input.json('$.a.b[2]') $input.json('$.none')", body), '"x/y" ""');
    assert.equal(render("$input.json('$.x')", "not json"), '""');
  });

  it("gives parts of the body as objects", () => {
    assert.equal(
      render(
        "$input.path('$.id') $input.path('$').a.b[0] $input.path('$.none').x",
        '{"id": 9007199254740993, "a": {"b": [7]}}',
      ),
      "9007199254740993 7 ",
    );
    assert.equal(
      render("#if($input.path('$.none') == '')none#end#if($input.path('$.none') == $null)!#end", "{}"),
      "none!",
    );
  });

  it("looks for parameters in path, query string and header", () => {
    const parameters = { path: { id: "1" }, querystring: { id: "2", q: "3" }, header: { q: "4", h: "5" } };
    assert.equal(
      render("$input.params('id')$input.params('q')$input.params('h')|$input.params('z')", "", { parameters }),
      "135|",
    );
    assert.equal(
      render("$input.params().path.id$input.params('header').h$input.params().querystring.q", "", { parameters }),
      "153",
    );
    assert.equal(render("#foreach($n in $input.params().querystring.keySet())$n #end", "", { parameters }), "id q ");
  });

  it("finds headers in any case", () => {
    const parameters = { path: {}, querystring: {}, header: { "x-one": "1" } };
    assert.equal(
      render("$input.params('X-One')$input.params().header.X-One$input.params('header').get('X-ONE')", "", {
        parameters,
      }),
      "111",
    );
  });

  it("follows JSONPath", () => {
    const body = JSON.stringify({
      books: [
        { t: "a", p: 5 },
        { t: "b", p: 15, isbn: "1" },
        { t: "c", p: 25 },
      ],
    });
    const found = (path: string) => render(`$input.json("${path}")`, body);
    assert.equal(found("$.books[*].t"), '["a","b","c"]');
    assert.equal(found("$..p"), "[5,15,25]");
    assert.equal(found("$.books[-1].t"), '"c"');
    assert.equal(found("$.books[0:2].t"), '["a","b"]');
    assert.equal(found("$.books[0,2].t"), '["a","c"]');
    assert.equal(found("$.books[?(@.p > 10)].t"), '["b","c"]');
    assert.equal(found("$.books[?(@.isbn)].t"), '["b"]');
    assert.equal(found("$.books[?(@.t == 'a' || @.p >= 25)].p"), "[5,25]");
    assert.equal(found("$['books'][0]['t','p']"), '{"t":"a","p":5}');
    assert.equal(found("$.books.length()"), "3");
    assert.equal(found("books[0].t"), '"a"');
    assert.throws(() => found("$.books["), VtlRenderError);
  });
});

describe("$util", () => {
  it("escapes for JavaScript, and templates undo what JSON does not know", () => {
    assert.equal(render("$util.escapeJavaScript($input.json('$'))", `{"a":"it's"}`), `{\\"a\\":\\"it\\'s\\"}`);
    const template = `#set($input = $input.json('$')){"input": "$util.escapeJavaScript($input).replaceAll("\\\\'", "'")"}`;
    assert.equal(JSON.parse(JSON.parse(render(template, `{"a":"it's \\"ü/\\n"}`)).input).a, `it's "ü/\n`);
  });

  it("reads JSON leniently", () => {
    assert.equal(render("$util.parseJson('{ statusCode: 200, }').statusCode"), "200");
    assert.equal(render(`$util.parseJson('{"output": "{}", "n": 1.50}').n`), "1.5");
    assert.throws(() => render("$util.parseJson('{')"), VtlRenderError);
  });

  it("codes URLs and Base64", () => {
    assert.equal(
      render("$util.urlEncode($input.body)", '{"some": "välue~"}'),
      "%7B%22some%22%3A+%22v%C3%A4lue%7E%22%7D",
    );
    assert.equal(render("$util.urlDecode('a%C3%A4+b')|$util.urlEncode($input.body.x)"), "aä b|");
    assert.equal(render("$util.base64Encode('häß') $util.base64Decode('aMOkw58=')"), "aMOkw58= häß");
  });
});

describe("$context", () => {
  it("takes overrides in every notation", () => {
    const context = createContext([["stage", "dev"]]);
    render(
      `#set($n = "a")#set($context.requestOverride.querystring[$n] = "1")$context.requestOverride.querystring.put("b", "2")
      #set($context["requestOverride"].header["c"] = 3)#set($context.responseOverride.status = 444)
      #set($context.responseOverride.header.foo = "bar")#set($context.responseOverride.custom = "x")`,
      "",
      { context },
    );
    assert.deepEqual(
      [...requestOverrides(context, "querystring")],
      [
        ["a", "1"],
        ["b", "2"],
      ],
    );
    assert.deepEqual([...requestOverrides(context, "header")], [["c", "3"]]);
    assert.deepEqual([...responseHeaderOverrides(context)], [["foo", "bar"]]);
    assert.equal(responseStatusOverride(context), 444);
    assert.equal(render("$context.stage $context.responseOverride.custom $context.none.x", "", { context }), "dev x ");
  });

  it("ignores a status that is none", () => {
    for (const status of ["'abc'", "99", "600", "20.5"]) {
      const context = createContext([]);
      render(`#set($context.responseOverride.status = ${status})`, "", { context });
      assert.equal(responseStatusOverride(context), undefined);
    }
  });

  it("refuses to override the same parameter twice", () => {
    const twice = "#set($context.responseOverride.status = 400)".repeat(2);
    assert.throws(() => render(twice), VtlRenderError);
  });
});
