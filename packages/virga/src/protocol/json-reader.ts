import type { AwsError } from "../kernel/errors.ts";
import { CompileOnce } from "./compile-once.ts";
import { requestBodyMembers, type ServiceModel, type Usage } from "./model.ts";
import { nestedTooDeeply, serializationException } from "./protocol-errors.ts";
import { parseTimestamp } from "./timestamps.ts";
import { asBuffer } from "./wire-text.ts";

/** Turns a parsed JSON value into an operation's in-memory form. @throws AwsError SerializationException */
export type JsonReader = (value: unknown) => unknown;

export interface JsonReaderOptions {
  /**
   * Keeps the JSON form: types are checked, but blobs stay base64 text, timestamps stay numbers, and objects are
   * not copied. Members that are null are taken out.
   */
  readonly raw?: boolean;
  /** The package AWS's type errors name before a shape's name, such as `com.amazonaws.dynamodb.v20120810`. */
  readonly javaPackage?: string;
  /** Makes the error for a value that nests too deeply; a `SerializationException` unless told. */
  readonly tooDeep?: () => AwsError;
}

/** Whether a value is a structure's field or sits in a list or map: AWS words type errors differently. */
type Position = "field" | "value";

const javaNames: Readonly<Record<string, string>> = {
  boolean: "Boolean",
  character: "Character",
  double: "Double",
  float: "Float",
  integer: "Integer",
  long: "Long",
  string: "String",
};

/** Compiles readers of the shapes of one model; each is compiled once. */
export class JsonReaderCompiler {
  readonly #model: ServiceModel;
  readonly #raw: boolean;
  readonly #javaPackage: string;
  readonly #compiled: CompileOnce<JsonReader>;

  constructor(model: ServiceModel, options: JsonReaderOptions = {}) {
    this.#model = model;
    this.#raw = options.raw ?? false;
    this.#compiled = new CompileOnce(options.tooDeep ?? nestedTooDeeply);
    this.#javaPackage = options.javaPackage === undefined ? "" : `${options.javaPackage}.`;
  }

  compile(usage: Usage, position: Position = "field"): JsonReader {
    const { shape, name } = usage;
    if (shape.document) return (value) => value;
    switch (shape.type) {
      case "structure":
        return this.#compiled.get(`${name} ${position}`, () => this.#structure(usage, position));
      case "list":
        return this.#compiled.get(name, () => this.#list(usage));
      case "map":
        return this.#compiled.get(name, () => this.#map(usage));
      case "boolean":
        return readBoolean;
      case "blob":
        return this.#raw ? checkBase64 : readBlob;
      case "timestamp":
        return this.#raw ? checkTimestamp : readTimestamp;
      case "string":
      case "character":
        return readString;
      default:
        return numberReader(shape.type);
    }
  }

  #structure(usage: Usage, position: Position): JsonReader {
    const members = requestBodyMembers(this.#model, usage.shape).map((member) => ({
      key: member.traits.locationName ?? member.memberName,
      name: member.memberName,
      read: this.compile(member),
    }));
    const byKey = new Map(members.map((member) => [member.key, member]));
    const className = this.#javaPackage + usage.name;
    const raw = this.#raw;
    return (value) => {
      const source = expectObject(value, position, `class ${className}`);
      const result: Record<string, unknown> = raw ? source : {};
      for (const key in source) {
        const member = byKey.get(key);
        if (!member) continue;
        const element = source[key];
        if (element === null) {
          if (raw) delete source[key];
        } else if (raw) member.read(element);
        else result[member.name] = member.read(element);
      }
      return result;
    };
  }

  #list(usage: Usage): JsonReader {
    const read = this.compile(this.#model.resolve(usage.shape.member!), "value");
    const raw = this.#raw;
    return (value) => {
      if (!Array.isArray(value)) {
        throw serializationException(
          typeof value === "object" ? "Start of structure or map found where not expected" : "Unexpected field type",
        );
      }
      if (!raw) return value.map((element) => (element === null ? null : read(element)));
      for (const element of value) if (element !== null) read(element);
      return value;
    };
  }

  #map(usage: Usage): JsonReader {
    const element = this.#model.resolve(usage.shape.value!);
    const read = this.compile(element, "value");
    const elementName = javaNames[element.shape.type]
      ? `java.lang.${javaNames[element.shape.type]}`
      : this.#javaPackage + element.name;
    const mapName = `java.util.Map<java.lang.String, ${elementName}>`;
    const raw = this.#raw;
    return (value) => {
      const source = expectObject(value, "field", mapName);
      if (!raw) {
        const result: Record<string, unknown> = {};
        for (const key in source) {
          const item = source[key];
          if (item === null) continue;
          if (key === "__proto__") Object.defineProperty(result, key, { value: read(item), enumerable: true });
          else result[key] = read(item);
        }
        return result;
      }
      for (const key in source) if (source[key] !== null) read(source[key]);
      return source;
    };
  }
}

function expectObject(value: unknown, position: Position, className: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  if (Array.isArray(value)) throw serializationException(`Unrecognized collection type ${className}`);
  throw serializationException(position === "field" ? "Unexpected field type" : "Unexpected value type in payload");
}

/** The complaint about a value that isn't of the scalar type wanted. */
function mismatch(value: unknown, javaName: string): Error {
  if (Array.isArray(value)) return serializationException(`Unrecognized collection type class java.lang.${javaName}`);
  switch (typeof value) {
    case "boolean":
      return serializationException(`${value ? "TRUE_VALUE" : "FALSE_VALUE"} cannot be converted to ${javaName}`);
    case "number":
      return serializationException(
        `${Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE"} cannot be converted to ${javaName}`,
      );
    case "string":
      return serializationException(`STRING_VALUE cannot be converted to ${javaName}`);
    default:
      return serializationException("Start of structure or map found where not expected");
  }
}

function readString(value: unknown): string {
  if (typeof value === "string") return value;
  throw mismatch(value, "String");
}

const truths = new Set(["true", "1", "yes"]);
const falsehoods = new Set(["false", "0", "no"]);

function readBoolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") throw mismatch(value, "Boolean");
  const text = value.toLowerCase();
  if (truths.has(text)) return true;
  if (falsehoods.has(text)) return false;
  throw serializationException("Unexpected token received from parser");
}

const specialNumbers: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

function numberReader(type: string): JsonReader {
  const javaName = javaNames[type]!;
  if (type === "integer" || type === "long") {
    return (value) => {
      if (typeof value === "number") return Math.trunc(value);
      throw mismatch(value, javaName);
    };
  }
  return (value) => {
    if (typeof value === "number") return value;
    if (typeof value === "string" && Object.hasOwn(specialNumbers, value)) return specialNumbers[value];
    throw mismatch(value, javaName);
  };
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

function checkBase64(value: unknown): string {
  if (typeof value !== "string") {
    if (Array.isArray(value)) throw serializationException("Unrecognized collection type class java.nio.ByteBuffer");
    if (typeof value === "object") throw serializationException("Start of structure or map found where not expected");
    throw serializationException("only base-64-encoded strings are convertible to bytes");
  }
  if (value.length % 4 !== 0) {
    throw serializationException(`Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`);
  }
  if (!base64.test(value)) throw serializationException("Illegal base64 character");
  return value;
}

/** Bytes of base64 text. @throws AwsError SerializationException */
export function readBlob(value: unknown): Uint8Array {
  const bytes = Buffer.from(checkBase64(value), "base64");
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function checkTimestamp(value: unknown): unknown {
  readTimestamp(value);
  return value;
}

function readTimestamp(value: unknown): Date {
  const instant = parseTimestamp(typeof value === "number" ? String(value) : readTimestampText(value));
  if (!instant) throw serializationException("Unable to parse date");
  return instant;
}

function readTimestampText(value: unknown): string {
  if (typeof value === "string") return value;
  throw mismatch(value, "Date");
}

/** Base64 text of bytes; a string is taken as UTF-8 text. */
export function toBase64(value: Uint8Array | string): string {
  return typeof value === "string" ? Buffer.from(value, "utf8").toString("base64") : asBuffer(value).toString("base64");
}
