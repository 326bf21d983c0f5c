import { type AwsError, errorMessage } from "../kernel/errors.ts";
import type { WireRequest } from "../kernel/wire.ts";
import { CborTag, decodeCbor, encodeCbor } from "./cbor.ts";
import { CompileOnce } from "./compile-once.ts";
import type { ServiceModel, Usage } from "./model.ts";
import { nestedTooDeeply, serializationException } from "./protocol-errors.ts";

type Convert = (value: unknown) => unknown;

/** The body of a request as CBOR's values; an empty one is an empty structure. @throws AwsError SerializationException */
export function decodeCborBody(request: WireRequest): unknown {
  if (request.body.byteLength === 0) return {};
  try {
    return decodeCbor(request.body);
  } catch (thrown) {
    throw serializationException(errorMessage(thrown));
  }
}

/**
 * Converters between CBOR's values and the in-memory form of a model's shapes. Timestamps have tag 1; how many of their
 * units a second has depends on the protocol.
 */
export class CborConverters {
  readonly #model: ServiceModel;
  readonly #readers: CborConverterCompiler;
  readonly #writers: CborConverterCompiler;

  constructor(model: ServiceModel, { unitsPerSecond }: { readonly unitsPerSecond: number }) {
    this.#model = model;
    const milliseconds = 1000 / unitsPerSecond;
    this.#readers = new CborConverterCompiler(model, (usage) => readScalar(usage, milliseconds));
    this.#writers = new CborConverterCompiler(model, (usage) => writeScalar(usage, milliseconds));
  }

  reader(usage: Usage): Convert {
    return this.#readers.compile(usage);
  }

  writer(usage: Usage): Convert {
    return this.#writers.compile(usage);
  }

  /** An error as a document with its type, its message and its further members. */
  encodeError(error: AwsError): Uint8Array {
    const declared = this.#model.errorShape(error.code);
    const usage = declared && this.#model.resolve(declared.name);
    const messageName = Object.keys(usage?.shape.members ?? {}).find((name) => name.toLowerCase() === "message");
    const message = error.message === "" ? {} : { [messageName ?? "message"]: error.message };
    const members = usage ? this.writer(usage)({ ...message, ...error.members }) : error.members;
    return encodeCbor({ __type: declared?.name ?? error.code, ...message, ...(members as object) });
  }
}

/** Compiles conversions between CBOR's values and the in-memory form; scalars are converted by `scalar`. */
class CborConverterCompiler {
  readonly #model: ServiceModel;
  readonly #scalar: (usage: Usage) => Convert;
  readonly #compiled = new CompileOnce<Convert>(nestedTooDeeply);

  constructor(model: ServiceModel, scalar: (usage: Usage) => Convert) {
    this.#model = model;
    this.#scalar = scalar;
  }

  compile(usage: Usage): Convert {
    switch (usage.shape.type) {
      case "structure":
        return this.#compiled.get(usage.name, () => this.#structure(usage));
      case "list":
        return this.#compiled.get(usage.name, () => this.#list(usage));
      case "map":
        return this.#compiled.get(usage.name, () => this.#map(usage));
      default:
        return this.#scalar(usage);
    }
  }

  #structure(usage: Usage): Convert {
    const members = this.#model
      .members(usage.shape)
      .map((member) => [member.memberName, this.compile(member)] as const);
    return (value) => {
      const source = expectObject(value);
      const result: Record<string, unknown> = {};
      for (const [name, convert] of members) {
        const element = source[name];
        if (element !== undefined && element !== null) result[name] = convert(element);
      }
      return result;
    };
  }

  #list(usage: Usage): Convert {
    const convert = this.compile(this.#model.resolve(usage.shape.member!));
    return (value) => {
      if (!Array.isArray(value)) throw serializationException("Expected a list");
      return value.map((item) => (item === null ? null : convert(item)));
    };
  }

  #map(usage: Usage): Convert {
    const convert = this.compile(this.#model.resolve(usage.shape.value!));
    return (value) => {
      const entries = Object.entries(expectObject(value)).filter(([, item]) => item !== null && item !== undefined);
      return Object.fromEntries(entries.map(([key, item]) => [key, convert(item)]));
    };
  }
}

function expectObject(value: unknown): Record<string, unknown> {
  const isObject =
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
  if (isObject) return value as Record<string, unknown>;
  throw serializationException("Expected a map");
}

function readScalar(usage: Usage, unit: number): Convert {
  const { type } = usage.shape;
  switch (type) {
    case "timestamp":
      return (value) => {
        const units = value instanceof CborTag ? value.value : value;
        if (typeof units !== "number") throw serializationException("Expected a timestamp");
        return new Date(Math.round(units * unit));
      };
    case "blob":
      return expecting("a byte string", (value) => value instanceof Uint8Array);
    case "boolean":
      return expecting("a boolean", (value) => typeof value === "boolean");
    case "string":
    case "character":
      return expecting("a string", (value) => typeof value === "string");
    default:
      return (value) => {
        if (typeof value === "bigint") return Number(value);
        if (typeof value === "number") return value;
        throw serializationException("Expected a number");
      };
  }
}

function expecting(what: string, holds: (value: unknown) => boolean): Convert {
  return (value) => {
    if (holds(value)) return value;
    throw serializationException(`Expected ${what}`);
  };
}

function writeScalar(usage: Usage, unit: number): Convert {
  switch (usage.shape.type) {
    case "timestamp":
      return (value) => new CborTag(1, (value as Date).getTime() / unit);
    case "blob":
      return (value) => (typeof value === "string" ? Buffer.from(value, "utf8") : value);
    default:
      return (value) => value;
  }
}
