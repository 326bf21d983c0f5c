import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evaluatorOf } from "./evaluation.suite.ts";
import type { TemplateValue } from "./values.ts";

const evaluate = (value: TemplateValue) => evaluatorOf().evaluate(value);
const fails = (value: TemplateValue, message: string | RegExp) => assert.throws(() => evaluate(value), { message });

describe("intrinsic functions", () => {
  it("Ref gives resources, pseudo parameters and parameters", () => {
    const evaluator = evaluatorOf(
      { Parameters: { P: { Type: "String" }, L: { Type: "CommaDelimitedList" }, N: { Type: "List<Number>" } } },
      { P: "x", L: "a, b,c", N: "1,2" },
    );
    const names = ["Table", "P", "L", "N", "AWS::Region", "AWS::AccountId", "AWS::Partition", "AWS::URLSuffix"];
    assert.deepEqual(
      names.map((name) => evaluator.evaluate({ Ref: name })),
      ["Table-id", "x", ["a", "b", "c"], ["1", "2"], "eu-west-1", "123456789012", "aws", "amazonaws.com"],
    );
    assert.equal(evaluator.evaluate({ Ref: "AWS::StackName" }), "shop");
    assert.deepEqual(evaluator.evaluate({ Ref: "AWS::NotificationARNs" }), ["n"]);
  });

  it("GetAtt takes a list or a dotted name, with dots in the attribute", () => {
    assert.equal(evaluate({ "Fn::GetAtt": ["Table", "Arn"] }), "arn:table");
    assert.equal(evaluate({ "Fn::GetAtt": "Table.Nested.Value" }), "deep");
    fails({ "Fn::GetAtt": "Table" }, /requires two non-empty parameters/);
  });

  it("AWS::NoValue leaves out members and elements", () => {
    const nothing = { Ref: "AWS::NoValue" };
    assert.deepEqual(evaluate({ a: nothing, b: [1, nothing, 2], c: { d: nothing } }), { b: [1, 2], c: {} });
    assert.equal(evaluate(nothing), undefined);
    assert.equal(evaluate({ "Fn::Join": [",", ["a", nothing, "b"]] }), "a,b");
  });

  it("Sub replaces variables, its own before all others, and keeps literals", () => {
    assert.equal(
      evaluate({ "Fn::Sub": "${Table}/${Table.Arn}/${AWS::Region}/${!Kept}" }),
      "Table-id/arn:table/eu-west-1/${Kept}",
    );
    assert.equal(evaluate({ "Fn::Sub": ["${Table}-${X}", { Table: "own", X: { Ref: "Table" } }] }), "own-Table-id");
    assert.equal(evaluate({ "Fn::Sub": "$ {x} $x {}" }), "$ {x} $x {}");
    fails({ "Fn::Sub": "${a-b}" }, /variable names in Fn::Sub syntax must contain only alphanumeric characters/);
    fails({ "Fn::Sub": ["x", "y"] }, /don't specify expected arguments/);
  });

  it("Join, Select, Split and Base64", () => {
    assert.equal(evaluate({ "Fn::Join": ["-", ["a", 1, true, { Ref: "AWS::Region" }]] }), "a-1-true-eu-west-1");
    assert.equal(evaluate({ "Fn::Join": ["-", { "Fn::GetAtt": ["Table", "Names"] }] }), "a-b");
    assert.equal(evaluate({ "Fn::Select": ["1", { "Fn::Split": ["/", "x/y/z"] }] }), "y");
    assert.equal(evaluate({ "Fn::Base64": "grüße" }), Buffer.from("grüße").toString("base64"));
    fails({ "Fn::Select": [3, ["a"]] }, "Template error: Fn::Select cannot select nonexistent value at index 3");
    fails({ "Fn::Select": ["x", ["a"]] }, /requires a list argument with two elements/);
    fails({ "Fn::Join": ["-", "a"] }, /every Fn::Join object requires two parameters/);
    fails({ "Fn::Split": ["", "a"] }, /every Fn::Split object requires two parameters/);
    fails({ "Fn::Base64": ["a"] }, "Template error: every Fn::Base64 object must have a String-typed value.");
  });

  it("FindInMap looks up, and takes a default with the language extensions", () => {
    const document = { Mappings: { M: { "eu-west-1": { Ami: "ami-1", List: ["a"] } } } };
    const find = (...keys: TemplateValue[]) => ({ "Fn::FindInMap": keys });
    const evaluator = evaluatorOf(document);
    assert.equal(evaluator.evaluate(find("M", { Ref: "AWS::Region" }, "Ami")), "ami-1");
    assert.deepEqual(evaluator.evaluate(find("M", "eu-west-1", "List")), ["a"]);
    assert.throws(() => evaluator.evaluate(find("M", "x", "Ami")), {
      message: "Template error: Unable to get mapping for M::x::Ami",
    });
    assert.throws(() => evaluator.evaluate(find("N", "x", "y")), /Mapping named 'N' is not present/);
    assert.throws(() => evaluator.evaluate(find("M", "x", "y", { DefaultValue: 1 })), /requires three parameters/);
    const extended = evaluatorOf({ ...document, Transform: "AWS::LanguageExtensions" });
    assert.equal(extended.evaluate(find("M", "x", "y", { DefaultValue: "other" })), "other");
  });

  it("ToJsonString and Length need the language extensions", () => {
    const evaluator = evaluatorOf({ Transform: ["AWS::LanguageExtensions"] });
    assert.equal(evaluator.evaluate({ "Fn::ToJsonString": { a: [{ Ref: "Table" }] } }), '{"a":["Table-id"]}');
    assert.equal(evaluator.evaluate({ "Fn::Length": ["a", { Ref: "AWS::NoValue" }, "b"] }), 2);
    fails({ "Fn::Length": [] }, /Encountered unsupported function: Fn::Length Supported functions are: \[Fn::Base64,/);
  });

  it("Cidr cuts blocks out of IPv4 and IPv6 ranges", () => {
    assert.deepEqual(evaluate({ "Fn::Cidr": ["192.168.0.0/24", "6", "5"] }), [
      "192.168.0.0/27",
      "192.168.0.32/27",
      "192.168.0.64/27",
      "192.168.0.96/27",
      "192.168.0.128/27",
      "192.168.0.160/27",
    ]);
    assert.deepEqual(evaluate({ "Fn::Cidr": ["2001:db8::/56", 2, 64] }), ["2001:db8::/64", "2001:db8:0:1::/64"]);
    assert.deepEqual(evaluate({ "Fn::Cidr": ["10.0.0.0/16", 1] }), ["10.0.0.0/24"]);
    fails({ "Fn::Cidr": ["10.0.0.0/24", 9, 5] }, /can not divide/);
    fails({ "Fn::Cidr": ["10.0.0/24", 1, 5] }, /CIDR notation/);
  });

  it("GetAZs names a region's zones", () => {
    assert.deepEqual(evaluate({ "Fn::GetAZs": "" }), ["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
    assert.equal(evaluate({ "Fn::Select": [0, { "Fn::GetAZs": "us-east-1" }] }), "us-east-1a");
  });

  it("ImportValue and GetStackOutput read other stacks", () => {
    assert.equal(evaluate({ "Fn::ImportValue": { "Fn::Sub": "shared" } }), "imported");
    const output = { "Fn::GetStackOutput": { StackName: "Other", OutputName: "Url", Region: { Ref: "AWS::Region" } } };
    assert.equal(evaluate(output), "Other/Url/eu-west-1");
  });

  it("names macros and unknown functions", () => {
    fails(
      { "Fn::Transform": { Name: "AWS::Include" } },
      /The macro of Fn::Transform .*AWS::Include.* is not supported by Virga/,
    );
    fails({ "Fn::Nope": 1 }, /Encountered unsupported function: Fn::Nope/);
  });
});

describe("conditions", () => {
  const Conditions = {
    IsProd: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] },
    IsDev: { "Fn::Not": [{ Condition: "IsProd" }] },
    Both: { "Fn::And": [{ Condition: "IsProd" }, { Condition: "IsDev" }] },
    Either: { "Fn::Or": [{ Condition: "IsProd" }, { Condition: "IsDev" }] },
    Listed: { "Fn::Contains": [["prod", "dev"], { Ref: "Stage" }] },
  };
  const evaluator = evaluatorOf({ Conditions, Parameters: { Stage: { Type: "String" } } }, { Stage: "prod" });

  it("combine", () => {
    const names = ["IsProd", "IsDev", "Both", "Either", "Listed"];
    assert.deepEqual(
      names.map((name) => evaluator.condition(name)),
      [true, false, false, true, true],
    );
  });

  it("choose with If, looking at the chosen branch only", () => {
    const broken = { "Fn::Select": [9, []] };
    assert.equal(evaluator.evaluate({ "Fn::If": ["IsProd", "big", broken] }), "big");
    assert.deepEqual(evaluator.evaluate({ a: { "Fn::If": ["IsDev", 1, { Ref: "AWS::NoValue" }] } }), {});
  });

  it("compare a number with its text", () => {
    assert.equal(evaluator.holds({ "Fn::Equals": [1, "1"] }), true);
  });

  it("must be there, and be booleans", () => {
    assert.throws(() => evaluator.condition("Nope"), /Unresolved condition dependency Nope/);
    assert.throws(() => evaluator.holds("x"), /can only be boolean operations/);
  });
});
