import { CompileOnce } from "./compile-once.ts";
import { toBase64 } from "./json-reader.ts";
import { responseBodyMembers, type ServiceModel, type TimestampFormat, type Usage } from "./model.ts";
import { formatTimestamp } from "./timestamps.ts";

/** Turns an operation's in-memory form into a value for `JSON.stringify`; members the model lacks are left out. */
export type JsonWriter = (value: unknown) => unknown;

/** Compiles writers of the shapes of one model; each is compiled once. */
export class JsonWriterCompiler {
  readonly #model: ServiceModel;
  readonly #compiled = new CompileOnce<JsonWriter>();

  constructor(model: ServiceModel) {
    this.#model = model;
  }

  compile(usage: Usage): JsonWriter {
    const { shape, name, traits } = usage;
    if (shape.document) return (value) => value;
    switch (shape.type) {
      case "structure":
        return this.#compiled.get(name, () => this.#structure(usage));
      case "list":
        return this.#compiled.get(name, () => this.#list(usage));
      case "map":
        return this.#compiled.get(name, () => this.#map(usage));
      case "blob":
        return (value) => toBase64(value as Uint8Array | string);
      case "timestamp":
        return timestampWriter(traits.timestampFormat ?? shape.timestampFormat ?? "unixTimestamp");
      case "float":
      case "double":
        return (value) => (Number.isFinite(value) ? value : String(value));
      default:
        return (value) => value;
    }
  }

  #structure(usage: Usage): JsonWriter {
    const members = responseBodyMembers(this.#model, usage.shape).map((member) => ({
      key: member.traits.locationName ?? member.memberName,
      name: member.memberName,
      write: this.compile(member),
    }));
    return (value) => {
      const source = value as Record<string, unknown>;
      const result: Record<string, unknown> = {};
      for (const { key, name, write } of members) {
        const element = source[name];
        if (element !== undefined && element !== null) result[key] = write(element);
      }
      return result;
    };
  }

  #list(usage: Usage): JsonWriter {
    const write = this.compile(this.#model.resolve(usage.shape.member!));
    const writeElement = (element: unknown) => (element === null ? null : write(element));
    return (value) =>
      Array.isArray(value) ? value.map(writeElement) : Array.from(value as Iterable<unknown>, writeElement);
  }

  #map(usage: Usage): JsonWriter {
    const write = this.compile(this.#model.resolve(usage.shape.value!));
    return (value) => {
      const source = value as Record<string, unknown>;
      const result: Record<string, unknown> = {};
      for (const key in source) {
        const element = source[key];
        if (element === undefined) continue;
        const written = element === null ? null : write(element);
        if (key === "__proto__") Object.defineProperty(result, key, { value: written, enumerable: true });
        else result[key] = written;
      }
      return result;
    };
  }
}

function timestampWriter(format: TimestampFormat): JsonWriter {
  if (format === "unixTimestamp") return (value) => (value as Date).getTime() / 1000;
  return (value) => formatTimestamp(value as Date, format);
}
