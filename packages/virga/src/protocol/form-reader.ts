import { CompileOnce } from "./compile-once.ts";
import type { ServiceModel, Usage } from "./model.ts";
import { malformedInput } from "./protocol-errors.ts";
import { scalarReader } from "./scalar-text.ts";
import { parseForm } from "./wire-text.ts";
import { isFlattened, xmlName } from "./xml-names.ts";

/** Form parameters as a tree: `a.b.1=x` is `x` under `a`, `b`, `1`. */
export interface FormNode {
  text?: string;
  readonly children: Map<string, FormNode>;
}

/** Parses a form body or query of the Query protocol. */
export function parseFormTree(text: string): FormNode {
  const root: FormNode = { children: new Map() };
  for (const [name, value] of parseForm(text)) {
    let node = root;
    for (const part of name.split(".")) {
      let child = node.children.get(part);
      if (!child) {
        child = { children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    }
    node.text = value;
  }
  return root;
}

type FormReader = (node: FormNode) => unknown;

/** Compiles readers of the Query protocol's parameters: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export class FormReaderCompiler {
  readonly #model: ServiceModel;
  readonly #compiled = new CompileOnce<FormReader>(() => malformedInput("The parameters are nested too deeply"));

  constructor(model: ServiceModel) {
    this.#model = model;
  }

  compile(usage: Usage): FormReader {
    switch (usage.shape.type) {
      case "structure":
        return this.#compiled.get(usage.name, () => this.#structure(usage));
      case "list":
        return this.#list(usage);
      case "map":
        return this.#map(usage);
      default: {
        const read = scalarReader(usage);
        return (node) => {
          const value = read(node.text ?? "");
          if (value === undefined) throw malformedInput(`Unable to convert '${node.text}' to ${usage.shape.type}`);
          return value;
        };
      }
    }
  }

  #structure(usage: Usage): FormReader {
    const members = this.#model.members(usage.shape).map((member) => ({
      name: member.memberName,
      key: xmlName(member, member.memberName),
      read: this.compile(member),
    }));
    return (node) => {
      const result: Record<string, unknown> = {};
      for (const { name, key, read } of members) {
        const child = node.children.get(key);
        if (child) result[name] = read(child);
      }
      return result;
    };
  }

  #list(usage: Usage): FormReader {
    const element = this.#model.resolve(usage.shape.member!);
    const read = this.compile(element);
    const flattened = isFlattened(usage);
    const elementName = element.traits.locationName ?? "member";
    return (node) => {
      // An empty list is sent as the bare name with an empty value.
      const items = flattened ? node : (node.children.get(elementName) ?? { children: new Map() });
      return numbered(items).map(read);
    };
  }

  #map(usage: Usage): FormReader {
    const key = this.#model.resolve(usage.shape.key!);
    const element = this.#model.resolve(usage.shape.value!);
    const read = this.compile(element);
    const keyName = key.traits.locationName ?? "key";
    const valueName = element.traits.locationName ?? "value";
    const flattened = isFlattened(usage);
    return (node) => {
      const entries = flattened ? node : (node.children.get("entry") ?? { children: new Map() });
      const pairs = numbered(entries).map((entry) => {
        const value = entry.children.get(valueName);
        return [entry.children.get(keyName)?.text ?? "", value && read(value)] as const;
      });
      return Object.fromEntries(pairs);
    };
  }
}

/** The children named by numbers, in their order. */
function numbered(node: FormNode): FormNode[] {
  return Array.from(node.children)
    .filter(([name]) => /^\d+$/.test(name))
    .toSorted(([left], [right]) => Number(left) - Number(right))
    .map(([, child]) => child);
}
