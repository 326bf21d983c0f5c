import { type AwsError, errorMessage } from "../kernel/errors.ts";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";
import { CborTag, decodeCbor, encodeCbor } from "./cbor.ts";
import type { CodecOptions, OperationCodec, ServiceCodec } from "./codec.ts";
import { CompileOnce } from "./compile-once.ts";
import { ConstraintCompiler } from "./constraints.ts";
import type { OperationModel, ServiceModel, Usage } from "./model.ts";
import { OperationCodecs } from "./operation-codecs.ts";
import { nestedTooDeeply, serializationException } from "./protocol-errors.ts";
import { queryErrorHeader } from "./query-errors.ts";

type Convert = (value: unknown) => unknown;

/** Smithy RPC v2 CBOR: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
export class RpcCborCodec implements ServiceCodec {
  readonly service: string;
  readonly #model: ServiceModel;
  readonly #options: CodecOptions;
  readonly #readers: CborConverterCompiler;
  readonly #writers: CborConverterCompiler;
  readonly #constraints: ConstraintCompiler;
  readonly #operations: OperationCodecs;

  constructor(model: ServiceModel, options: CodecOptions = {}) {
    this.service = model.service;
    this.#model = model;
    this.#options = options;
    this.#readers = new CborConverterCompiler(model, readScalar);
    this.#writers = new CborConverterCompiler(model, writeScalar);
    this.#constraints = new ConstraintCompiler(model, options.constraintErrorCode ?? "ValidationException");
    this.#operations = new OperationCodecs(model, (name, operation) => this.#compile(name, operation));
  }

  operation(name: string): OperationCodec | undefined {
    return this.#operations.get(name);
  }

  encodeError(error: AwsError, requestId: string): WireResponse {
    const declared = this.#model.errorShape(error.code);
    const usage = declared && this.#model.resolve(declared.name);
    const messageName = Object.keys(usage?.shape.members ?? {}).find((name) => name.toLowerCase() === "message");
    const message = error.message === "" ? {} : { [messageName ?? "message"]: error.message };
    const members = usage ? this.#writers.compile(usage)({ ...message, ...error.members }) : error.members;
    const body = encodeCbor({ __type: declared?.name ?? error.code, ...message, ...(members as object) });
    const response = respond(error.status, body, requestId);
    return { ...response, headers: { ...response.headers, ...this.#queryError(error), ...error.headers } };
  }

  #queryError(error: AwsError): Record<string, string> {
    return queryErrorHeader(this.#model, error, this.#options.queryErrorCodes);
  }

  #compile(name: string, model: OperationModel): OperationCodec {
    const input = model.input === undefined ? undefined : this.#model.resolve(model.input);
    const output = model.output === undefined ? undefined : this.#model.resolve(model.output);
    const read = input && this.#readers.compile(input);
    const write = output && this.#writers.compile(output);
    return {
      service: this.service,
      operation: name,
      model,
      decode: (request) => (read ? read(decodeBody(request)) : {}),
      validate: input ? this.#constraints.compileInput(input) : () => {},
      encode: (value, requestId) => respond(200, write ? encodeCbor(write(value ?? {})) : "", requestId),
      encodeError: (error, requestId) => this.encodeError(error, requestId),
    };
  }
}

function decodeBody(request: WireRequest): unknown {
  if (request.body.byteLength === 0) return {};
  try {
    return decodeCbor(request.body);
  } catch (thrown) {
    throw serializationException(errorMessage(thrown));
  }
}

function respond(status: number, body: Uint8Array | string, requestId: string): WireResponse {
  const headers: Record<string, string> = { "x-amzn-requestid": requestId, "smithy-protocol": "rpc-v2-cbor" };
  if (body.length > 0) headers["content-type"] = "application/cbor";
  return { status, headers, body };
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

function readScalar(usage: Usage): Convert {
  const { type } = usage.shape;
  switch (type) {
    case "timestamp":
      return (value) => {
        const seconds = value instanceof CborTag ? value.value : value;
        if (typeof seconds !== "number") throw serializationException("Expected a timestamp");
        return new Date(Math.round(seconds * 1000));
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

function writeScalar(usage: Usage): Convert {
  switch (usage.shape.type) {
    case "timestamp":
      return (value) => new CborTag(1, (value as Date).getTime() / 1000);
    case "blob":
      return (value) => (typeof value === "string" ? Buffer.from(value, "utf8") : value);
    default:
      return (value) => value;
  }
}
