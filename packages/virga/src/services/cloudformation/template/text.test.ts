import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readTemplateText } from "./text.ts";

const rejects = (text: string, message: string) =>
  assert.rejects(readTemplateText(text), { code: "ValidationError", message });

describe("reading a template's text", () => {
  it("reads JSON", async () => {
    assert.deepEqual(await readTemplateText(' {"Resources": {}}'), { Resources: {} });
  });

  it("writes YAML's short forms out", async () => {
    const text = `
Resources:
  A:
    Type: T
    Properties:
      Ref: !Ref Name
      Attribute: !GetAtt B.Outputs.Arn
      Sub: !Sub "\${AWS::Region}-x"
      Pair: !Sub ["\${X}", { X: !Ref Y }]
      If: !If [Is, !Ref "AWS::NoValue", !Join [",", [a, !Base64 b]]]
      Not: !Not [!Condition Is]
`;
    const { Resources } = (await readTemplateText(text)) as { Resources: { A: { Properties: unknown } } };
    assert.deepEqual(Resources.A.Properties, {
      Ref: { Ref: "Name" },
      Attribute: { "Fn::GetAtt": ["B", "Outputs.Arn"] },
      Sub: { "Fn::Sub": "${AWS::Region}-x" },
      Pair: { "Fn::Sub": ["${X}", { X: { Ref: "Y" } }] },
      If: { "Fn::If": ["Is", { Ref: "AWS::NoValue" }, { "Fn::Join": [",", ["a", { "Fn::Base64": "b" }]] }] },
      Not: { "Fn::Not": [{ Condition: "Is" }] },
    });
  });

  it("keeps dates in YAML as texts and reads yes and no as booleans", async () => {
    const read = await readTemplateText("AWSTemplateFormatVersion: 2010-09-09\nMetadata: { a: yes, b: no, c: 012 }\n");
    assert.deepEqual(read, { AWSTemplateFormatVersion: "2010-09-09", Metadata: { a: true, b: false, c: 10 } });
  });

  it("reads single letters in YAML as texts, as values and as names", async () => {
    const read = await readTemplateText("Metadata: { Type: N, y: [Y, n, y, On, OFF, TRUE, No], N: x }\n");
    assert.deepEqual(read, { Metadata: { Type: "N", y: ["Y", "n", "y", true, false, true, false], N: "x" } });
  });

  it("says where JSON is not well-formed", async () => {
    await rejects('{\n  "Resources": {,}\n}', "Template format error: JSON not well-formed. (line 2, column 17)");
  });

  it("says where YAML is not well-formed", async () => {
    await rejects("Resources:\n  A: [1\n", "Template format error: YAML not well-formed. (line 3, column 1)");
  });

  it("refuses what is no object", async () => {
    await rejects("just a text", "Template format error: unsupported structure.");
    await rejects("[1]", "Template format error: unsupported structure.");
  });

  it("refuses tags that are no function, and aliases", async () => {
    await assert.rejects(readTemplateText("A: !Nope x"), /unknown tag !Nope/);
    await assert.rejects(readTemplateText("A: &x 1\nB: *x"), /aliases are not allowed/);
  });
});
