import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpressionSyntaxError, PathFailure } from "../errors.ts";
import type { Json } from "../json/value.ts";
import { compilePath } from "./compile-path.ts";
import { compileWriter } from "./reference-path.ts";

const STORE: Json = {
  books: [
    { title: "A", price: 5, tags: ["x", "y"] },
    { title: "B", price: 12 },
    { title: "C", price: 20, isbn: "1-2" },
  ],
  limit: 12,
  "delivery-partner": "UQS",
};

function read(path: string, input: Json = STORE): Json {
  return compilePath(path).read({
    input,
    context: () => ({ State: { Name: "S" } }),
    variable: (name) => (name === "v" ? [1, { a: 2 }] : undefined),
  });
}

describe("paths", () => {
  const cases: [string, Json][] = [
    ["$.limit", 12],
    ["$['delivery-partner']", "UQS"],
    ["$.delivery-partner", "UQS"],
    ["$.books[1].title", "B"],
    ["$.books[-1].title", "C"],
    ["$.books[0:2].title", ["A", "B"]],
    ["$.books[-2:].title", ["B", "C"]],
    ["$.books[0,2].title", ["A", "C"]],
    ["$.books[*].price", [5, 12, 20]],
    ["$..price", [5, 12, 20]],
    ["$..tags[0]", ["x"]],
    ["$.books[?(@.price > 10)].title", ["B", "C"]],
    ["$.books[?(@.price >= $.limit && @.isbn)].title", ["C"]],
    ["$.books[?(!@.isbn)].title", ["A", "B"]],
    ["$.books[?(@.title == 'A' || @.price == 20)].title", ["A", "C"]],
    ["$.books[?(@.title =~ /a/i)].title", ["A"]],
    ["$.books[?(@.title in ['A','C'])].title", ["A", "C"]],
    ["$.books[?(@.title nin ['A','C'])].title", ["B"]],
    ["$.books[?('x' in @.tags)].title", ["A"]],
    ["$.books[?(@.tags contains 'y')].title", ["A"]],
    ["$.books[?(@.tags size 2)].title", ["A"]],
    ["$.books.length()", 3],
    ["$.books[*].price.max()", 20],
    ["$['limit','delivery-partner']", { limit: 12, "delivery-partner": "UQS" }],
    ["$$.State.Name", "S"],
    ["$v[1].a", 2],
  ];
  for (const [path, expected] of cases) {
    it(`reads ${path}`, () => assert.deepEqual(read(path), expected));
  }

  it("gives an empty list where an indefinite path finds nothing", () => {
    assert.deepEqual(read("$.no.items[*]"), []);
    assert.deepEqual(read("$.no.items[1:5].value"), []);
  });

  it("says where a definite path breaks off", () => {
    assert.throws(() => read("$.no"), new PathFailure("No results for path: $['no']"));
    assert.throws(() => read("$.no.such.path"), new PathFailure("Missing property in path $['no']"));
    assert.throws(() => read("$.books[7]"), new PathFailure("No results for path: $['books'][7]"));
  });

  it("does not take members of the prototype for data", () => {
    assert.throws(() => read("$.constructor"), PathFailure);
    assert.throws(() => read("$.__proto__"), PathFailure);
  });

  for (const wrong of ["", "a", "$.", "$[", "$['a", "$.a[?(@.b ==)]", "$.a b", "$.nosuch()"]) {
    it(`refuses '${wrong}'`, () => assert.throws(() => compilePath(wrong), ExpressionSyntaxError));
  }
});

describe("reference paths", () => {
  it("put a value in, make what is missing on the way, and leave the document as it was", () => {
    const document = { a: { b: 1 }, l: [1, 2] };
    assert.deepEqual(compileWriter(compilePath("$.a.c.d"))(document, 9), { a: { b: 1, c: { d: 9 } }, l: [1, 2] });
    assert.deepEqual(compileWriter(compilePath("$.l[1]"))(document, 9), { a: { b: 1 }, l: [1, 9] });
    assert.deepEqual(document, { a: { b: 1 }, l: [1, 2] });
  });

  it("can't go through what is no object", () => {
    assert.throws(() => compileWriter(compilePath("$.a.b"))({ a: 1 }, 9), { error: "States.ResultPathMatchFailure" });
  });
});
