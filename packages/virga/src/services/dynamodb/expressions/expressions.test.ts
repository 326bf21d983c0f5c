import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { AwsError } from "../../../kernel/errors.ts";
import type { AttributeMap } from "../values/attribute-value.ts";
import { ExpressionCache } from "./expression-cache.ts";
import { bindExpressions } from "./request-expressions.ts";
import type { AttributeNames } from "./scope.ts";

const cache = new ExpressionCache();

const item: AttributeMap = {
  n: { N: "10" },
  s: { S: "banana" },
  b: { B: "AQID" },
  flag: { BOOL: true },
  nothing: { NULL: true },
  tags: { SS: ["red", "green"] },
  nums: { NS: ["1", "5"] },
  letters: { L: [{ S: "a" }, { N: "3" }, { M: { v: { N: "1" } } }] },
  info: { M: { nested: { M: { deep: { S: "x" } } } } },
  "dotted.name": { S: "yes" },
};

function holds(ConditionExpression: string, values?: AttributeMap, names?: AttributeNames): boolean {
  const bound = bindExpressions(
    {
      ConditionExpression,
      ...(values && { ExpressionAttributeValues: values }),
      ...(names && { ExpressionAttributeNames: names }),
    },
    cache,
  );
  return bound.condition!.holds(item, bound.values);
}

function update(UpdateExpression: string, values?: AttributeMap, of: AttributeMap = item): AttributeMap {
  const bound = bindExpressions({ UpdateExpression, ...(values && { ExpressionAttributeValues: values }) }, cache);
  return { ...bound.update!.apply(of, bound.values) };
}

function project(ProjectionExpression: string): AttributeMap {
  return bindExpressions({ ProjectionExpression }, cache).projection!.apply(item);
}

function failsWith(message: string, work: () => unknown): void {
  assert.throws(work, (thrown: AwsError) => {
    assert.equal(thrown.code, "ValidationException");
    assert.equal(thrown.message, message);
    return true;
  });
}

describe("a condition", () => {
  it("compares numbers by size and strings by UTF-8 bytes", () => {
    assert.ok(holds("n > :v", { ":v": { N: "9" } }));
    assert.ok(holds("n = :v", { ":v": { N: "1.0e1" } }));
    assert.ok(holds("s < :v", { ":v": { S: "c" } }));
    assert.ok(holds("b < :v", { ":v": { B: "/w==" } }));
  });

  it("holds for a missing attribute only with <>", () => {
    const values = { ":v": { N: "1" } };
    assert.deepEqual(
      ["=", "<>", "<", "<=", ">", ">="].map((comparator) => holds(`absent ${comparator} :v`, values)),
      [false, true, false, false, false, false],
    );
    assert.equal(holds("absent = gone"), false);
    assert.ok(holds("absent <> gone"));
  });

  it("never orders values of different types", () => {
    assert.equal(holds("s > :v", { ":v": { N: "1" } }), false);
    assert.equal(holds("s < :v", { ":v": { N: "1" } }), false);
  });

  it("compares sets in any order and documents deeply", () => {
    assert.ok(holds("tags = :v", { ":v": { SS: ["green", "red"] } }));
    assert.ok(holds("info = :v", { ":v": { M: { nested: { M: { deep: { S: "x" } } } } } }));
    assert.equal(holds("letters = :v", { ":v": { L: [{ S: "a" }] } }), false);
  });

  it("gives NOT before AND before OR", () => {
    const values = { ":yes": { N: "10" }, ":no": { N: "11" } };
    assert.ok(holds("n = :yes OR n = :yes AND n = :no", values));
    assert.equal(holds("(n = :yes OR n = :yes) AND n = :no", values), false);
    assert.ok(holds("NOT n = :no and n = :yes", values));
    assert.equal(holds("not (n = :yes Or n between :yes and :no)", values), false);
  });

  it("has functions on values, sets, lists and documents", () => {
    assert.ok(holds("attribute_exists(info.nested.deep) AND attribute_not_exists(letters[9])"));
    assert.ok(holds("attribute_type(tags, :t)", { ":t": { S: "SS" } }));
    assert.ok(holds("begins_with(s, :s) AND begins_with(b, :b)", { ":s": { S: "ban" }, ":b": { B: "AQI=" } }));
    assert.ok(holds("contains(s, :s) AND contains(letters, :a)", { ":s": { S: "nan" }, ":a": { S: "a" } }));
    assert.ok(holds("contains(tags, :s) AND contains(nums, :n)", { ":s": { S: "red" }, ":n": { N: "5.0" } }));
    assert.ok(holds("size(letters) = :n AND size(b) = :n", { ":n": { N: "3" } }));
    assert.equal(holds("size(flag) > :n", { ":n": { N: "0" } }), false);
    assert.ok(holds("s IN (:a, :b)", { ":a": { S: "x" }, ":b": { S: "banana" } }));
  });

  it("takes a dot in a placeholder's name as part of the name", () => {
    assert.ok(holds("#d = :v", { ":v": { S: "yes" } }, { "#d": "dotted.name" }));
  });

  it("never sees what JavaScript objects inherit", () => {
    assert.equal(holds("attribute_exists(toString) OR attribute_exists(#p)", undefined, { "#p": "__proto__" }), false);
  });
});

describe("AWS's errors for conditions", () => {
  const invalid = "Invalid ConditionExpression: ";
  const one = { ":v": { N: "1" } };
  const cases: readonly (readonly [string, AttributeMap | undefined, string])[] = [
    ["", undefined, "The expression can not be empty;"],
    ["a = ", one, 'Syntax error; token: "<EOF>", near: "= "'],
    ["a = = :v", one, 'Syntax error; token: "=", near: "= = :v"'],
    ["_a = :v", one, 'Syntax error; token: "_", near: "_a"'],
    ["a", undefined, 'Syntax error; token: "<EOF>", near: "a"'],
    ["size()", undefined, 'Syntax error; token: ")", near: "()"'],
    ["((a = :v))", one, "The expression has redundant parentheses;"],
    ["a = ((:v))", one, "The expression has redundant parentheses;"],
    ["starts_with(a, :v)", one, "Invalid function name; function: starts_with"],
    ["ATTRIBUTE_EXISTS(a)", undefined, "Invalid function name; function: ATTRIBUTE_EXISTS"],
    ["size(a)", undefined, "The function is not allowed to be used this way in an expression; function: size"],
    [
      "begins_with(a, :v) = :v",
      one,
      "The function is not allowed to be used this way in an expression; function: begins_with",
    ],
    ["status = :v", one, "Attribute name is a reserved keyword; reserved keyword: status"],
    ["a.Name = :v", one, "Attribute name is a reserved keyword; reserved keyword: Name"],
    ["#a = :v", one, "An expression attribute name used in the document path is not defined; attribute name: #a"],
    ["a = :w", one, "An expression attribute value used in expression is not defined; attribute value: :w"],
    [
      "attribute_exists(a, b)",
      undefined,
      "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
    ],
    [
      "attribute_exists(:v)",
      one,
      "Operator or function requires a document path; operator or function: attribute_exists",
    ],
    [
      "a = a",
      undefined,
      "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]",
    ],
    [
      "begins_with(a, :v)",
      one,
      "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    ],
    [
      "attribute_type(a, :t)",
      { ":t": { S: "STRING" } },
      "Invalid attribute type name found; type: STRING, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
    ],
    [
      "size(:v) = :v",
      one,
      "Incorrect operand type for operator or function; operator or function: size, operand type: N",
    ],
    [
      "a BETWEEN :h AND :l",
      { ":h": { N: "5" }, ":l": { N: "1" } },
      "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}",
    ],
    [`a = :v${" AND a = :v".repeat(150)}`, one, "The expression contains too many operators; operator count: 301"],
    [`a${".a".repeat(32)} = :v`, one, "The document path has too many nesting levels; nesting levels: 33"],
    [`a = :v${" ".repeat(4091)}`, one, "Expression size has exceeded the maximum allowed size; expression size: 4097"],
  ];
  for (const [expression, values, message] of cases) {
    it(message.slice(0, 90), () => failsWith(invalid + message, () => holds(expression, values)));
  }

  it("refuses more than 100 candidates of IN", () => {
    const values = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`:v${index}`, { N: String(index) }]));
    failsWith(`${invalid}The IN operator is provided with too many operands; number of operands: 101`, () =>
      holds(`a IN (${Object.keys(values).join(", ")})`, values),
    );
  });

  it("refuses placeholders that no expression uses", () => {
    failsWith("Value provided in ExpressionAttributeValues unused in expressions: keys: {:w, :x}", () =>
      holds("a = :v", { ":v": { N: "1" }, ":w": { N: "1" }, ":x": { N: "1" } }),
    );
    failsWith("Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}", () =>
      holds("a = :v", one, { "#n": "a" }),
    );
  });

  it("says which value is wrong", () => {
    failsWith(
      "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :v",
      () => holds("a = :v", { ":v": { N: "x" } }),
    );
  });
});

describe("an update", () => {
  it("reads all operands from the item as it was", () => {
    const updated = update("SET a = n, n = :v", { ":v": { N: "1" } });
    assert.deepEqual([updated.a, updated.n], [{ N: "10" }, { N: "1" }]);
  });

  it("sets, appends to and removes from lists by their old indexes", () => {
    const of: AttributeMap = { l: { L: [{ N: "0" }, { N: "1" }, { N: "2" }] } };
    assert.deepEqual(update("SET l[9] = :a, l[7] = :b", { ":a": { S: "a" }, ":b": { S: "b" } }, of).l, {
      L: [{ N: "0" }, { N: "1" }, { N: "2" }, { S: "b" }, { S: "a" }],
    });
    assert.deepEqual(update("REMOVE l[0], l[2]", undefined, of).l, { L: [{ N: "1" }] });
    assert.deepEqual(update("SET l[1] = :a REMOVE l[0], l[8]", { ":a": { S: "a" } }, of).l, {
      L: [{ S: "a" }, { N: "2" }],
    });
    assert.deepEqual(of.l, { L: [{ N: "0" }, { N: "1" }, { N: "2" }] });
  });

  it("changes documents where the path leads and nowhere else", () => {
    const updated = update("SET info.nested.more = :v, letters[2].v = :v REMOVE info.nested.deep", {
      ":v": { N: "7" },
    });
    assert.deepEqual(JSON.parse(JSON.stringify(updated.info)), { M: { nested: { M: { more: { N: "7" } } } } });
    assert.deepEqual(JSON.parse(JSON.stringify(updated.letters)), {
      L: [{ S: "a" }, { N: "3" }, { M: { v: { N: "7" } } }],
    });
  });

  it("adds to numbers and sets, deletes from sets, and drops a set that becomes empty", () => {
    const values = { ":n": { N: "5" }, ":s": { SS: ["blue", "red"] }, ":d": { NS: ["1", "5"] } };
    const updated = update("ADD n :n, fresh :n, tags :s DELETE nums :d", values);
    assert.deepEqual(
      [updated.n, updated.fresh, updated.tags],
      [{ N: "15" }, { N: "5" }, { SS: ["red", "green", "blue"] }],
    );
    assert.equal(updated.nums, undefined);
  });

  it("has if_not_exists and list_append, one inside the other", () => {
    const values = { ":l": { L: [{ N: "1" }] }, ":e": { L: [] }, ":z": { N: "0" }, ":one": { N: "1" } };
    const updated = update(
      "SET made = list_append(if_not_exists(made, :e), :l), c = if_not_exists(c, :z) + :one",
      values,
    );
    assert.deepEqual([updated.made, updated.c], [{ L: [{ N: "1" }] }, { N: "1" }]);
  });

  const invalid = "Invalid UpdateExpression: ";
  const one: AttributeMap = { ":v": { N: "1" } };
  const text: AttributeMap = { ":s": { S: "x" } };
  const cases: readonly (readonly [string, AttributeMap | undefined, string])[] = [
    ["HELLO a = :v", one, `${invalid}Syntax error; token: "HELLO", near: "HELLO a"`],
    ["SET a = :v SET b = :v", one, `${invalid}The "SET" section can only be used once in an update expression;`],
    ["SET a = :v + :v + :v", one, `${invalid}Syntax error; token: "+", near: ":v + :v"`],
    ["SET a = if_not_exists(a, :v + :v)", one, `${invalid}Syntax error; token: "+", near: ":v + :v"`],
    [
      "SET a = :v, a.b = :v",
      one,
      `${invalid}Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]`,
    ],
    [
      "SET a.b = :v, a[1] = :v",
      one,
      `${invalid}Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]`,
    ],
    [
      "ADD a :s",
      text,
      `${invalid}Incorrect operand type for operator or function; operator: ADD, operand type: STRING`,
    ],
    [
      "DELETE a :v",
      one,
      `${invalid}Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER`,
    ],
    [
      "SET a = :s + :s",
      text,
      `${invalid}Incorrect operand type for operator or function; operator or function: +, operand type: S`,
    ],
    [
      "SET a = list_append(:s, :s)",
      text,
      `${invalid}Incorrect operand type for operator or function; operator or function: list_append, operand type: S`,
    ],
    [
      "SET a = if_not_exists(:v, :v)",
      one,
      `${invalid}Operator or function requires a document path; operator or function: if_not_exists`,
    ],
    ["SET a = f(b, :v)", one, `${invalid}Invalid function name; function: f`],
    [
      "SET a = list_append(list_append(a, b), b)",
      undefined,
      `${invalid}The function is not allowed to be used this way in an expression; function: list_append`,
    ],
    ["SET a = absent", undefined, "The provided expression refers to an attribute that does not exist in the item"],
    ["SET a = s + :v", one, "An operand in the update expression has an incorrect data type"],
    ["ADD s :v", one, "An operand in the update expression has an incorrect data type"],
    ["SET absent.child = :v", one, "The document path provided in the update expression is invalid for update"],
    ["REMOVE s[0]", undefined, "The document path provided in the update expression is invalid for update"],
    [
      "SET n = n - :huge",
      { ":huge": { N: "1e50" } },
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    ],
  ];
  for (const [expression, values, message] of cases) {
    it(`${expression} fails: ${message.slice(0, 70)}`, () => failsWith(message, () => update(expression, values)));
  }
});

describe("a projection", () => {
  it("takes parts of documents and closes lists up", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(project("letters[2].v, letters[0], info.nested, absent, n.x"))), {
      letters: { L: [{ S: "a" }, { M: { v: { N: "1" } } }] },
      info: { M: { nested: { M: { deep: { S: "x" } } } } },
    });
  });

  it("refuses paths that overlap", () => {
    failsWith(
      "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
      () => project("a, a"),
    );
  });
});

describe("any text", () => {
  const words = [
    "a",
    "#n",
    ":v",
    "AND",
    "OR",
    "NOT",
    "IN",
    "BETWEEN",
    "(",
    ")",
    ",",
    ".",
    "[",
    "0",
    "]",
    "=",
    "<>",
    "<",
    "size",
    "begins_with",
    "SET",
    "REMOVE",
    "+",
    "-",
    "if_not_exists",
    " ",
    "é",
    "\0",
  ];
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join(" ")),
  );

  it("is parsed or refused with a validation error, never anything else", () => {
    fc.assert(
      fc.property(texts, (source) => {
        for (const kind of ["ConditionExpression", "UpdateExpression", "ProjectionExpression"] as const) {
          try {
            bindExpressions(
              {
                [kind]: source,
                ExpressionAttributeNames: { "#n": "n" },
                ExpressionAttributeValues: { ":v": { N: "1" } },
              },
              cache,
            );
          } catch (thrown) {
            assert.ok(thrown instanceof AwsError && thrown.code === "ValidationException", `${source}: ${thrown}`);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
