import { crc32 } from "node:zlib";
import { EncodedJson } from "../kernel/encoded-json.ts";
import { AwsError } from "../kernel/errors.ts";
import type { WireAnswer, WireRequest, WireResponse } from "../kernel/wire.ts";
import type { CodecOptions, OperationCodec, ServiceCodec } from "./codec.ts";
import { ConstraintCompiler } from "./constraints.ts";
import { compileEventStream, type EventStreamEncoder } from "./event-streams.ts";
import { JsonReaderCompiler } from "./json-reader.ts";
import { JsonWriterCompiler } from "./json-writer.ts";
import type { OperationModel, ServiceModel, Usage } from "./model.ts";
import { OperationCodecs } from "./operation-codecs.ts";
import { serializationException } from "./protocol-errors.ts";
import { queryErrorHeader } from "./query-errors.ts";
import { bodyText } from "./wire-text.ts";

/** Errors that AWS's service framework gives rather than the service; JSON 1.0 names their package. */
const frameworkPackages: Readonly<Record<string, string>> = {
  AccessDeniedException: "com.amazon.coral.service",
  ExpiredTokenException: "com.amazon.coral.service",
  IncompleteSignatureException: "com.amazon.coral.service",
  InternalFailure: "com.amazon.coral.service",
  InvalidParameterValueException: "com.amazon.coral.service",
  InvalidSignatureException: "com.amazon.coral.service",
  MissingAuthenticationTokenException: "com.amazon.coral.service",
  MissingRequiredParameterException: "com.amazon.coral.service",
  SerializationException: "com.amazon.coral.service",
  ThrottlingException: "com.amazon.coral.availability",
  UnknownOperationException: "com.amazon.coral.service",
  UnrecognizedClientException: "com.amazon.coral.service",
  ValidationException: "com.amazon.coral.validate",
};

/** Framework errors whose text is in `Message` instead of `message`. */
const capitalMessages = new Set(["AccessDeniedException", "SerializationException"]);

/**
 * AWS JSON 1.0 and 1.1: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html and
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export class AwsJsonCodec implements ServiceCodec {
  readonly service: string;
  readonly #model: ServiceModel;
  readonly #options: CodecOptions;
  readonly #readers: JsonReaderCompiler;
  readonly #rawReaders: JsonReaderCompiler;
  readonly #writers: JsonWriterCompiler;
  readonly #constraints: ConstraintCompiler;
  readonly #contentType: string;
  readonly #operations: OperationCodecs;

  constructor(model: ServiceModel, options: CodecOptions = {}) {
    this.service = model.service;
    this.#model = model;
    this.#options = options;
    const { nestingError } = options;
    const readerOptions = {
      ...(options.typePackage === undefined ? {} : { javaPackage: options.typePackage }),
      ...(nestingError === undefined ? {} : { tooDeep: () => new AwsError(nestingError.code, nestingError.message) }),
    };
    this.#readers = new JsonReaderCompiler(model, readerOptions);
    this.#rawReaders = new JsonReaderCompiler(model, { ...readerOptions, raw: true });
    this.#writers = new JsonWriterCompiler(model);
    this.#constraints = new ConstraintCompiler(model, options.constraintErrorCode ?? "ValidationException");
    this.#contentType = `application/x-amz-json-${model.metadata.jsonVersion ?? "1.0"}`;
    this.#operations = new OperationCodecs(model, (name, operation) => this.#compile(name, operation));
  }

  operation(name: string): OperationCodec | undefined {
    return this.#operations.get(name);
  }

  encodeError(error: AwsError, requestId: string): WireResponse {
    const document = { __type: this.#typeName(error.code), ...this.#errorMembers(error) };
    const response = this.#respond(error.status, JSON.stringify(document), requestId);
    const headers = { ...response.headers, ...this.#queryError(error), ...error.headers };
    return { ...response, headers };
  }

  #compile(name: string, model: OperationModel): OperationCodec {
    const input = model.input === undefined ? undefined : this.#model.resolve(model.input);
    const raw = this.#isRaw(name);
    const read = input && (raw ? this.#rawReaders : this.#readers).compile(input);
    return {
      service: this.service,
      operation: name,
      model,
      decode: (request) => decodeBody(request, read),
      validate: input && !this.#options.ownConstraints ? this.#constraints.compileInput(input) : () => {},
      encode: this.#encoder(model, raw),
      encodeError: (error, requestId) => this.encodeError(error, requestId),
    };
  }

  #isRaw(operation: string): boolean {
    const { rawJson = false } = this.#options;
    return typeof rawJson === "object" ? rawJson.has(operation) : rawJson;
  }

  #encoder(model: OperationModel, raw: boolean): (output: unknown, requestId: string) => WireAnswer {
    const output = model.output === undefined ? undefined : this.#model.resolve(model.output);
    const stream = output && this.#eventStream(output);
    if (stream) return (value, requestId) => stream(value as object, { "x-amzn-requestid": requestId });
    const write = output === undefined || raw ? undefined : this.#writers.compile(output);
    const hasOutput = output !== undefined;
    return (output, requestId) => {
      const text =
        output instanceof EncodedJson
          ? output.text
          : hasOutput
            ? JSON.stringify(write ? write(output ?? {}) : (output ?? {}))
            : this.#emptyBody();
      return this.#respond(200, text, requestId);
    };
  }

  #eventStream(output: Usage): EventStreamEncoder | undefined {
    return compileEventStream(this.#model, output, {
      contentType: this.#contentType,
      compile: (usage) => {
        const write = this.#writers.compile(usage);
        return (value) => JSON.stringify(write(value));
      },
      hasInitialResponse: true,
      writeError: (error) => JSON.stringify(this.#errorMembers(error)),
    });
  }

  /** An operation without output answers with an empty object in JSON 1.0, and with nothing in 1.1. */
  #emptyBody(): string {
    return this.#model.metadata.jsonVersion === "1.1" ? "" : "{}";
  }

  #respond(status: number, body: string, requestId: string): WireResponse {
    const headers: Record<string, string> = { "x-amzn-requestid": requestId, "content-type": this.#contentType };
    if (this.#options.checksum) headers["x-amz-crc32"] = String(crc32(body));
    return { status, headers, body };
  }

  #typeName(code: string): string {
    const declared = this.#model.errorShape(code);
    if (this.#model.metadata.jsonVersion === "1.1") return declared?.name ?? code;
    const framework = frameworkPackages[code];
    if (framework && (!declared || code === "ValidationException")) return `${framework}#${code}`;
    const name = declared?.name ?? code;
    return this.#options.typePackage === undefined ? name : `${this.#options.typePackage}#${name}`;
  }

  #errorMembers(error: AwsError): Record<string, unknown> {
    const declared = this.#model.errorShape(error.code);
    if (!declared) {
      const key = capitalMessages.has(error.code) ? "Message" : "message";
      return { ...error.members, ...(error.message === "" ? {} : { [key]: error.message }) };
    }
    const members = writeErrorMembers(this.#model, this.#writers, declared.name, error, this.#options.rawJson === true);
    return members;
  }

  /** Services that once spoke the Query protocol also give the code that protocol had. */
  #queryError(error: AwsError): Record<string, string> {
    return queryErrorHeader(this.#model, error, this.#options.queryErrorCodes);
  }
}

/** A declared error's members in JSON form, with its message under the name that the model gives it. */
export function writeErrorMembers(
  model: ServiceModel,
  writers: JsonWriterCompiler,
  shapeName: string,
  error: AwsError,
  raw: boolean,
): Record<string, unknown> {
  const usage = model.resolve(shapeName);
  const messageName = Object.keys(usage.shape.members ?? {}).find((name) => name.toLowerCase() === "message");
  const source = { ...(error.message === "" ? {} : { [messageName ?? "message"]: error.message }), ...error.members };
  if (raw) return source;
  const written = writers.compile(usage)(source) as Record<string, unknown>;
  return messageName === undefined && error.message !== "" ? { message: error.message, ...written } : written;
}

function decodeBody(request: WireRequest, read: ((value: unknown) => unknown) | undefined): unknown {
  if (request.body.byteLength === 0) {
    if (read) throw serializationException();
    return {};
  }
  const value = parseJson(bodyText(request.body));
  return read ? read(value) : {};
}

/** @throws AwsError SerializationException if the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw serializationException();
  }
}
