import { type Json, type JsonObject, renderJson, setMember } from "@virga/asl";
import type { ShapeDescription } from "../../../kernel/bus.ts";
import { capitalize } from "./service-names.ts";

/** Parameters do not fit the operation's input. */
export class UnfitParameters extends Error {
  override readonly name = "UnfitParameters";
}

type InputConverter = (value: Json, field: string) => unknown;
type ResultConverter = (value: unknown) => Json;

/** How a member is converted, and what it is called afterwards. */
interface Member<Converter> {
  readonly name: string;
  readonly convert: Converter;
}

/**
 * Makes operations' inputs, in the SDK's form, of tasks' parameters. Names are matched in Pascal case; an object given
 * to a text becomes its JSON text, and anything given to a blob becomes the bytes of its JSON text.
 * What is worked out of a shape is kept: as much of it as the parameters use.
 */
export class InputConversion {
  readonly #compiled = new Map<ShapeDescription, InputConverter>();
  readonly #encoder = new TextEncoder();

  /** @throws UnfitParameters */
  convert(parameters: Json, shape: ShapeDescription | undefined): object {
    if (!isJsonObject(parameters)) throw new UnfitParameters("The Parameters must be a JSON object");
    return shape === undefined ? {} : (this.#converter(shape)(parameters, "Parameters") as object);
  }

  #converter(shape: ShapeDescription): InputConverter {
    let found = this.#compiled.get(shape);
    if (found === undefined) {
      found = this.#compile(shape);
      this.#compiled.set(shape, found);
    }
    return found;
  }

  #compile(shape: ShapeDescription): InputConverter {
    switch (shape.type) {
      case "structure":
        return this.#structure(shape);
      case "map":
        return this.#map(shape);
      case "list":
        return this.#list(shape);
      case "string":
        return (value) => (typeof value === "string" ? value : renderJson(value));
      case "blob":
        return (value) => this.#encoder.encode(renderJson(value));
      case "timestamp":
        return toDate;
      case "boolean":
        return toBoolean;
      case "document":
        return (value) => value;
      default:
        return toNumber;
    }
  }

  #structure(shape: ShapeDescription): InputConverter {
    const members = new Map<string, Member<InputConverter>>();
    return (value, field) => {
      if (!isJsonObject(value)) throw invalidFormat(field);
      const made: Record<string, unknown> = {};
      for (const key in value) {
        let member = members.get(key);
        if (member === undefined) {
          member = this.#member(shape, key);
          members.set(key, member);
        }
        const given = value[key]!;
        if (given !== null) made[member.name] = member.convert(given, key);
      }
      return made;
    };
  }

  #member(shape: ShapeDescription, key: string): Member<InputConverter> {
    const name = memberName(shape, key);
    if (name === undefined) throw new UnfitParameters(`The field '${key}' is not supported by Step Functions`);
    return { name, convert: this.#converter(shape.member(name)!) };
  }

  #map(shape: ShapeDescription): InputConverter {
    let convert: InputConverter | undefined;
    return (value, field) => {
      if (!isJsonObject(value)) throw invalidFormat(field);
      convert ??= this.#converter(shape.element()!);
      const made = {};
      for (const key in value) {
        const given = value[key]!;
        setMember(made, key, (given === null ? undefined : convert(given, key)) as Json);
      }
      return made;
    };
  }

  #list(shape: ShapeDescription): InputConverter {
    let convert: InputConverter | undefined;
    return (value, field) => {
      if (!Array.isArray(value)) throw invalidFormat(field);
      convert ??= this.#converter(shape.element()!);
      const item = convert;
      return value.map((given) => (given === null ? undefined : item(given, field)));
    };
  }
}

function memberName(shape: ShapeDescription, key: string): string | undefined {
  if (shape.member(key) !== undefined) return capitalize(key) === key ? key : undefined;
  const lower = key.charAt(0).toLowerCase() + key.slice(1);
  return shape.member(lower) === undefined ? undefined : lower;
}

function toDate(value: Json, field: string): Date {
  const date = typeof value === "string" ? new Date(value) : new Date(toNumber(value, field) * 1000);
  if (Number.isNaN(date.getTime())) throw invalidFormat(field);
  return date;
}

function toBoolean(value: Json, field: string): boolean {
  if (typeof value !== "boolean") throw invalidFormat(field);
  return value;
}

function toNumber(value: Json, field: string): number {
  const number = typeof value === "object" && value !== null && "rawJSON" in value ? Number(value.rawJSON) : value;
  if (typeof number !== "number") throw invalidFormat(field);
  return number;
}

function invalidFormat(field: string): UnfitParameters {
  return new UnfitParameters(`The value of the field '${field}' has an invalid format`);
}

function isJsonObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("rawJSON" in value);
}

/**
 * Makes tasks' results of operations' outputs in the SDK's form: names in Pascal case, instants and bytes as text.
 * What is worked out of a shape is kept: as much of it as the outputs use.
 */
export class ResultConversion {
  readonly #compiled = new Map<ShapeDescription, ResultConverter>();
  readonly #decoder = new TextDecoder();
  /** The instant written last: a result often has the same one several times. */
  #instant = { milliseconds: Number.NaN, text: "" };

  convert(output: object, shape: ShapeDescription | undefined): JsonObject {
    return shape === undefined ? {} : (this.#converter(shape)(output) as JsonObject);
  }

  #converter(shape: ShapeDescription): ResultConverter {
    let found = this.#compiled.get(shape);
    if (found === undefined) {
      found = this.#compile(shape);
      this.#compiled.set(shape, found);
    }
    return found;
  }

  #compile(shape: ShapeDescription): ResultConverter {
    switch (shape.type) {
      case "structure":
        return this.#structure(shape);
      case "map":
        return this.#map(shape);
      case "list":
        return this.#list(shape);
      case "blob":
        return (value) => (typeof value === "string" ? value : this.#decoder.decode(value as Uint8Array));
      case "timestamp":
        return (value) => this.#instantText(value);
      default:
        return (value) => value as Json;
    }
  }

  /** Members that the model does not have are left out. */
  #structure(shape: ShapeDescription): ResultConverter {
    const members = new Map(shape.members.map((name) => [name, undefined as Member<ResultConverter> | undefined]));
    return (value) => {
      const source = value as Record<string, unknown>;
      const made: JsonObject = {};
      for (const name in source) {
        const given = source[name];
        if (given === undefined || !members.has(name)) continue;
        let member = members.get(name);
        if (member === undefined) {
          member = { name: capitalize(name), convert: this.#converter(shape.member(name)!) };
          members.set(name, member);
        }
        made[member.name] = given === null ? null : member.convert(given);
      }
      return made;
    };
  }

  #map(shape: ShapeDescription): ResultConverter {
    let convert: ResultConverter | undefined;
    return (value) => {
      const source = value as Record<string, unknown>;
      convert ??= this.#converter(shape.element()!);
      const made: JsonObject = {};
      for (const key in source) {
        const given = source[key];
        setMember(made, key, given === null || given === undefined ? null : convert(given));
      }
      return made;
    };
  }

  #list(shape: ShapeDescription): ResultConverter {
    let convert: ResultConverter | undefined;
    return (value) => {
      convert ??= this.#converter(shape.element()!);
      const item = convert;
      return (value as unknown[]).map((given) => (given === null || given === undefined ? null : item(given)));
    };
  }

  /** An instant as Java's `Instant` writes it: without milliseconds where there are none. */
  #instantText(value: unknown): string {
    const milliseconds = value instanceof Date ? value.getTime() : Number(value) * 1000;
    if (milliseconds !== this.#instant.milliseconds) {
      const text = new Date(milliseconds).toISOString();
      this.#instant = { milliseconds, text: milliseconds % 1000 === 0 ? `${text.slice(0, -5)}Z` : text };
    }
    return this.#instant.text;
  }
}
