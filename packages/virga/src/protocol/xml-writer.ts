import { CompileOnce } from "./compile-once.ts";
import { responseBodyMembers, type ServiceModel, type Usage, type XmlNamespace } from "./model.ts";
import { scalarWriter } from "./scalar-text.ts";
import { escapeXml } from "./xml-document.ts";
import { isFlattened, qualifiedXmlName } from "./xml-names.ts";

/** Writes a value as the element (or elements, for flattened collections) of this name. */
export type XmlWriter = (name: string, value: unknown) => string;

/** Compiles writers of XML answers. */
export class XmlWriterCompiler {
  readonly #model: ServiceModel;
  readonly #compiled = new CompileOnce<XmlWriter>();

  constructor(model: ServiceModel) {
    this.#model = model;
  }

  compile(usage: Usage): XmlWriter {
    switch (usage.shape.type) {
      case "structure": {
        const write = this.#compiled.get(usage.name, () => this.#structure(usage));
        const namespace = namespaceAttribute(usage.traits.xmlNamespace ?? usage.shape.xmlNamespace);
        return (name, value) => write(name + namespace, value);
      }
      case "list":
        return this.#list(usage);
      case "map":
        return this.#map(usage);
      default: {
        const write = scalarWriter(usage, "iso8601");
        const namespace = namespaceAttribute(usage.traits.xmlNamespace);
        return (name, value) => `<${name}${namespace}>${escapeXml(write(value))}</${name}>`;
      }
    }
  }

  /** The name may be followed by attributes. */
  #structure(usage: Usage): XmlWriter {
    const { attributes, content } = this.compileMembers(usage);
    return (tag, value) => {
      const source = value as Record<string, unknown>;
      const name = tag.includes(" ") ? tag.slice(0, tag.indexOf(" ")) : tag;
      return `<${tag}${attributes(source)}>${content(source)}</${name}>`;
    };
  }

  /** Writers of a structure's attributes and of its child elements, without its own element. */
  compileMembers(usage: Usage): {
    attributes: (source: Record<string, unknown>) => string;
    content: (source: Record<string, unknown>) => string;
  } {
    const members = responseBodyMembers(this.#model, usage.shape);
    const writers = members.map((member) => ({
      name: member.memberName,
      key: qualifiedXmlName(member, member.memberName),
      attribute: member.traits.xmlAttribute ?? false,
      write: member.traits.xmlAttribute ? attributeWriter(member) : this.compile(member),
    }));
    const writeAll = (attribute: boolean) => {
      const chosen = writers.filter((writer) => writer.attribute === attribute);
      return (source: Record<string, unknown>) => {
        let output = "";
        for (const { name, key, write } of chosen) {
          const element = source[name];
          if (element !== undefined && element !== null) output += write(key, element);
        }
        return output;
      };
    };
    return { attributes: writeAll(true), content: writeAll(false) };
  }

  #list(usage: Usage): XmlWriter {
    const element = this.#model.resolve(usage.shape.member!);
    const write = this.compile(element);
    const writeItems = (name: string, value: unknown) => {
      let output = "";
      for (const item of value as Iterable<unknown>) output += item === null ? `<${name}/>` : write(name, item);
      return output;
    };
    if (isFlattened(usage)) return writeItems;
    const elementName = element.traits.locationName ?? "member";
    const namespace = namespaceAttribute(usage.traits.xmlNamespace ?? usage.shape.xmlNamespace);
    return (name, value) => `<${name}${namespace}>${writeItems(elementName, value)}</${name}>`;
  }

  #map(usage: Usage): XmlWriter {
    const key = this.#model.resolve(usage.shape.key!);
    const element = this.#model.resolve(usage.shape.value!);
    const writeKey = this.compile(key);
    const writeValue = this.compile(element);
    const keyName = key.traits.locationName ?? "key";
    const valueName = element.traits.locationName ?? "value";
    const writeEntries = (name: string, value: unknown) => {
      let output = "";
      for (const [entryKey, item] of Object.entries(value as object)) {
        if (item === undefined || item === null) continue;
        output += `<${name}>${writeKey(keyName, entryKey)}${writeValue(valueName, item)}</${name}>`;
      }
      return output;
    };
    if (isFlattened(usage)) return writeEntries;
    const namespace = namespaceAttribute(usage.traits.xmlNamespace ?? usage.shape.xmlNamespace);
    return (name, value) => `<${name}${namespace}>${writeEntries("entry", value)}</${name}>`;
  }
}

function attributeWriter(usage: Usage): XmlWriter {
  const write = scalarWriter(usage, "iso8601");
  return (name, value) => ` ${name}="${escapeXml(write(value))}"`;
}

/** ` xmlns="..."` or ` xmlns:prefix="..."`, or nothing. */
export function namespaceAttribute(namespace: XmlNamespace | undefined): string {
  if (namespace === undefined) return "";
  if (typeof namespace === "string") return ` xmlns="${escapeXml(namespace)}"`;
  const prefix = namespace.prefix === undefined ? "" : `:${namespace.prefix}`;
  return ` xmlns${prefix}="${escapeXml(namespace.uri)}"`;
}
