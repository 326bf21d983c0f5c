import type { XMLParser } from "fast-xml-parser";
import { lazyPackage } from "../kernel/lazy-package.ts";

/** An element of a parsed XML document; namespace prefixes are dropped. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const attributesKey = ":@";
const textKey = "#text";

const parserOptions = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  removeNSPrefix: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  processEntities: false,
};

const xml = lazyPackage("fast-xml-parser", ({ XMLParser, XMLValidator }: typeof import("fast-xml-parser")) => ({
  isWellFormed: (text: string) => XMLValidator.validate(text) === true,
  parser: new XMLParser(parserOptions),
}));

type ParsedNode = Readonly<Record<string, unknown>>;

/** Parses an XML document into its root element; undefined if it is not well-formed, has no root or nests too deeply. */
export function parseXml(text: string): XmlElement | undefined {
  const { isWellFormed, parser } = xml();
  if (!isWellFormed(text)) return undefined;
  const roots = parseNodes(parser, text)?.filter((node) => !(textKey in node));
  return roots?.length === 1 ? toElement(roots[0]!) : undefined;
}

/** The parser refuses some well-formed texts, too: elements nested in more than a hundred others. */
function parseNodes(parser: XMLParser, text: string): readonly ParsedNode[] | undefined {
  try {
    return parser.parse(text) as ParsedNode[];
  } catch {
    return undefined;
  }
}

function toElement(node: ParsedNode): XmlElement {
  const tag = Object.keys(node).find((key) => key !== attributesKey)!;
  const content = node[tag] as ParsedNode[];
  const children: XmlElement[] = [];
  let text = "";
  for (const child of content) {
    if (textKey in child) text += unescapeXml(String(child[textKey]));
    else children.push(toElement(child));
  }
  const attributes = Object.entries((node[attributesKey] ?? {}) as Record<string, string>);
  return {
    name: localName(tag),
    attributes: Object.fromEntries(attributes.map(([name, value]) => [name, unescapeXml(value)])),
    children,
    text,
  };
}

function localName(tag: string): string {
  return tag.slice(tag.indexOf(":") + 1);
}

const namedEntities: Readonly<Record<string, string>> = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };

/** Resolves XML's own entities and character references; others, which documents to AWS can't declare, stay. */
function unescapeXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(\w+));/g, (found, decimal, hexadecimal, name) => {
    if (name !== undefined) return namedEntities[name] ?? found;
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : found;
  });
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
  "\n": "&#xA;",
  "\u0085": "&#x85;",
  "\u2028": "&#x2028;",
};

/** Escapes text for an XML element or attribute. */
export function escapeXml(text: string): string {
  return /[&<>"\r\n\u0085\u2028]/.test(text)
    ? text.replace(/[&<>"\r\n\u0085\u2028]/g, (found) => escapes[found]!)
    : text;
}
