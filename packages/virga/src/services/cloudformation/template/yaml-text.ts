import type { CollectionTag, LineCounter, Node, ScalarTag } from "yaml";
import { lazyPackage } from "../../../kernel/lazy-package.ts";
import { formatError } from "../errors.ts";
import type { TemplateValue } from "./values.ts";

const yaml = lazyPackage<typeof import("yaml")>("yaml");

/** What a tag's long form is named: all but these two are `Fn::` and the tag. */
const unprefixed = new Set(["Ref", "Condition"]);

const functions = new Set([
  ...["And", "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "FindInMap", "GetAZs"],
  ...["GetAtt", "GetStackOutput", "If", "ImportValue", "Join", "Length", "Not", "Or", "RefAll", "Select", "Split"],
  ...["Sub", "ToJsonString", "Transform", "ValueOf", "ValueOfAll"],
]);

/** Types of YAML 1.1 that CloudFormation reads as text. */
const plainTags = ["timestamp", "binary", "omap", "pairs", "set"].map((name) => `tag:yaml.org,2002:${name}`);

const booleanTag = "tag:yaml.org,2002:bool";

/** YAML 1.1's booleans but for `y` and `n`, which CloudFormation reads as text (`AttributeType: N`). */
function withoutLetters<T extends CollectionTag | ScalarTag>(tag: T): T {
  return tag.test instanceof RegExp ? { ...tag, test: new RegExp(`(?!^[YyNn]$)${tag.test.source}`) } : tag;
}

/** Reads a YAML template into JSON, with the short forms (`!Ref`, `!GetAtt a.b`) written out. */
export function readYamlTemplate(text: string): TemplateValue {
  const { LineCounter, parseDocument } = yaml();
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: "1.1",
    merge: false,
    lineCounter,
    logLevel: "silent",
    customTags: (tags) =>
      tags
        .filter((tag) => typeof tag === "string" || !plainTags.includes(tag.tag))
        .map((tag) => (typeof tag !== "string" && tag.tag === booleanTag ? withoutLetters(tag) : tag)),
  });
  const error = document.errors[0];
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw formatError(`YAML not well-formed. (line ${line}, column ${col})`);
  }
  return document.contents === null ? null : readNode(document.contents, lineCounter);
}

function readNode(node: unknown, lines: LineCounter): TemplateValue {
  const plain = untagged(node, lines);
  const tag = (node as Node).tag;
  if (tag === undefined || !tag.startsWith("!") || tag === "!") return plain;
  const name = tag.slice(1);
  if (unprefixed.has(name)) return { [name]: plain };
  if (!functions.has(name)) {
    const { line, col } = lines.linePos((node as Node).range?.[0] ?? 0);
    throw formatError(`YAML not well-formed. (line ${line}, column ${col}): unknown tag ${tag}`);
  }
  return { [`Fn::${name}`]: name === "GetAtt" && typeof plain === "string" ? splitAttribute(plain) : plain };
}

function untagged(node: unknown, lines: LineCounter): TemplateValue {
  const { isAlias, isMap, isScalar, isSeq } = yaml();
  if (isMap(node)) {
    const result: Record<string, TemplateValue> = {};
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? (key.source ?? String(key.value)) : String(key);
      result[name] = value === null ? null : readNode(value, lines);
    }
    return result;
  }
  if (isSeq(node)) return node.items.map((item) => readNode(item, lines));
  if (isScalar(node)) return scalarOf(node.value);
  if (isAlias(node)) throw formatError("YAML aliases are not allowed in CloudFormation templates");
  return null;
}

function scalarOf(value: unknown): TemplateValue {
  if (typeof value === "bigint") return value.toString();
  return value === undefined ? null : (value as TemplateValue);
}

function splitAttribute(text: string): TemplateValue {
  const dot = text.indexOf(".");
  return dot < 0 ? text : [text.slice(0, dot), text.slice(dot + 1)];
}
