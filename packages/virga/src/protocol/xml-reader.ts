import { CompileOnce } from "./compile-once.ts";
import { requestBodyMembers, type ServiceModel, type Usage } from "./model.ts";
import { malformedXml } from "./protocol-errors.ts";
import { scalarReader } from "./scalar-text.ts";
import type { XmlElement } from "./xml-document.ts";
import { isFlattened, xmlName } from "./xml-names.ts";

/** Reads the elements of one name: one, or several for a flattened list or map. */
type XmlReader = (elements: readonly XmlElement[]) => unknown;

/** Compiles readers of XML request bodies. */
export class XmlReaderCompiler {
  readonly #model: ServiceModel;
  readonly #compiled = new CompileOnce<XmlReader>(malformedXml);

  constructor(model: ServiceModel) {
    this.#model = model;
  }

  compile(usage: Usage): XmlReader {
    switch (usage.shape.type) {
      case "structure":
        return this.#compiled.get(usage.name, () => this.#structure(usage));
      case "list":
        return this.#list(usage);
      case "map":
        return this.#map(usage);
      default: {
        const read = scalarReader(usage);
        return (elements) => {
          const value = read(elements[0]!.text);
          if (value === undefined) throw malformedXml();
          return value;
        };
      }
    }
  }

  #structure(usage: Usage): XmlReader {
    const members = requestBodyMembers(this.#model, usage.shape);
    const readers = members.map((member) => ({
      name: member.memberName,
      key: xmlName(member, member.memberName),
      attribute: member.traits.xmlAttribute ?? false,
      read: this.compile(member),
    }));
    return ([element]) => {
      const result: Record<string, unknown> = {};
      for (const { name, key, attribute, read } of readers) {
        if (attribute) {
          const text = element!.attributes[key];
          if (text !== undefined) result[name] = read([{ name: key, attributes: {}, children: [], text }]);
        } else {
          const found = element!.children.filter((child) => child.name === key);
          if (found.length > 0) result[name] = read(found);
        }
      }
      return result;
    };
  }

  #list(usage: Usage): XmlReader {
    const element = this.#model.resolve(usage.shape.member!);
    const read = this.compile(element);
    if (isFlattened(usage)) return (elements) => elements.map((item) => read([item]));
    const elementName = element.traits.locationName ?? "member";
    return ([list]) => list!.children.filter(({ name }) => name === elementName).map((item) => read([item]));
  }

  #map(usage: Usage): XmlReader {
    const key = this.#model.resolve(usage.shape.key!);
    const element = this.#model.resolve(usage.shape.value!);
    const read = this.compile(element);
    const keyName = key.traits.locationName ?? "key";
    const valueName = element.traits.locationName ?? "value";
    const flattened = isFlattened(usage);
    return (elements) => {
      const entries = flattened ? elements : elements[0]!.children.filter(({ name }) => name === "entry");
      const pairs = entries.map((entry) => {
        const values = entry.children.filter(({ name }) => name === valueName);
        const entryKey = entry.children.find(({ name }) => name === keyName)?.text ?? "";
        return [entryKey, values.length > 0 ? read(values) : undefined] as const;
      });
      return Object.fromEntries(pairs);
    };
  }
}
