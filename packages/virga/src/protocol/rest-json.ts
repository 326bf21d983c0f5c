import { EncodedJson } from "../kernel/encoded-json.ts";
import type { AwsError } from "../kernel/errors.ts";
import type { WireAnswer, WireResponse, WireStream } from "../kernel/wire.ts";
import { parseJson, writeErrorMembers } from "./aws-json.ts";
import type { CodecOptions, OperationCodec, ServiceCodec } from "./codec.ts";
import { ConstraintCompiler } from "./constraints.ts";
import { compileEventStream, eventStreamOf, withoutEventStream } from "./event-streams.ts";
import { JsonReaderCompiler } from "./json-reader.ts";
import { JsonWriterCompiler } from "./json-writer.ts";
import type { MemberUsage, OperationModel, ServiceModel, Usage } from "./model.ts";
import { OperationCodecs } from "./operation-codecs.ts";
import { invalidParameter } from "./protocol-errors.ts";
import { type BodyReader, compileRestRequest } from "./rest-request.ts";
import { type BodyWriter, compileHeaders, compileRestResponse } from "./rest-response.ts";
import { bodyText } from "./wire-text.ts";

/** REST-JSON: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export class RestJsonCodec implements ServiceCodec {
  readonly service: string;
  readonly #model: ServiceModel;
  readonly #writers: JsonWriterCompiler;
  readonly #constraints: ConstraintCompiler;
  readonly #bodyReader: BodyReader;
  readonly #bodyWriter: BodyWriter;
  readonly #operations: OperationCodecs;

  constructor(model: ServiceModel, options: CodecOptions = {}) {
    this.service = model.service;
    this.#model = model;
    this.#writers = new JsonWriterCompiler(model);
    this.#constraints = new ConstraintCompiler(model, options.constraintErrorCode ?? "ValidationException");
    this.#bodyReader = jsonBodyReader(new JsonReaderCompiler(model));
    this.#bodyWriter = jsonBodyWriter(this.#writers, options.bytesType);
    this.#operations = new OperationCodecs(model, (name, operation) => this.#compile(name, operation));
  }

  operation(name: string): OperationCodec | undefined {
    return this.#operations.get(name);
  }

  encodeError(error: AwsError, requestId: string): WireResponse {
    const declared = this.#model.errorShape(error.code);
    const headers: Record<string, string> = {
      "x-amzn-requestid": requestId,
      "x-amzn-errortype": error.code,
      "content-type": "application/json",
    };
    let members: Record<string, unknown> = { message: error.message, ...error.members };
    if (declared) {
      members = writeErrorMembers(this.#model, this.#writers, declared.name, error, false);
      compileHeaders(this.#model, this.#model.resolve(declared.name))(error.members, headers);
    } else if (error.code === "AccessDeniedException") members = { Message: error.message, ...error.members };
    // The JSON RPC protocols answer a refused call with 400, the REST ones with 403.
    const undeclared = error.code === "AccessDeniedException" ? 403 : error.status;
    const status = declared?.shape.error?.httpStatusCode ?? undeclared;
    return { status, headers: { ...headers, ...error.headers }, body: JSON.stringify(members) };
  }

  #compile(name: string, model: OperationModel): OperationCodec {
    const input = model.input === undefined ? undefined : this.#model.resolve(model.input);
    const read = input && compileRestRequest(this.#model, input, this.#bodyReader, invalidParameter);
    return {
      service: this.service,
      operation: name,
      model,
      decode: (request, labels = {}) => (read ? read(request, labels) : {}),
      validate: input ? this.#constraints.compileInput(input) : () => {},
      encode: this.#encoder(model),
      encodeError: (error, requestId) => this.encodeError(error, requestId),
    };
  }

  #encoder(model: OperationModel): (output: unknown, requestId: string) => WireAnswer {
    const status = model.http?.responseCode ?? 200;
    const output = model.output === undefined ? undefined : this.#model.resolve(model.output);
    const stream = output && eventStreamOf(this.#model, output);
    if (stream) return this.#streamEncoder(output, stream, status);
    const write = output && compileRestResponse(this.#model, output, status, this.#bodyWriter);
    return (value, requestId) => {
      const identity = { "x-amzn-requestid": requestId };
      if (value instanceof EncodedJson) {
        return { status, headers: { ...identity, "content-type": "application/json" }, body: value.text };
      }
      if (!write) return { status, headers: identity, body: "" };
      const response = write((value ?? {}) as Record<string, unknown>);
      return { ...response, headers: { ...identity, ...response.headers } };
    };
  }

  /** The members beside the stream are in the answer's head. */
  #streamEncoder(
    output: Usage,
    stream: MemberUsage,
    status: number,
  ): (value: unknown, requestId: string) => WireStream {
    const head = withoutEventStream(output, stream);
    const writeHead = compileRestResponse(this.#model, head, status, this.#bodyWriter);
    const encode = compileEventStream(this.#model, output, {
      contentType: this.#bodyWriter.contentType,
      compile: (usage) => this.#bodyWriter.writeMembers(usage) as (value: unknown) => string,
      hasInitialResponse: false,
      writeError: (error) => this.encodeError(error, "").body,
    })!;
    return (value, requestId) => {
      const written = writeHead(value as Record<string, unknown>);
      const headers = { "x-amzn-requestid": requestId, ...written.headers } as Record<string, string>;
      return { ...encode(value as object, headers), status: written.status };
    };
  }
}

/** Reads JSON bodies. */
export function jsonBodyReader(readers: JsonReaderCompiler): BodyReader {
  return {
    readMembers(usage) {
      const read = readers.compile(usage);
      return (body) => (body.byteLength === 0 ? {} : (read(parseJson(bodyText(body))) as Record<string, unknown>));
    },
    readPayload(usage) {
      const read = readers.compile(usage);
      return (body) => read(parseJson(bodyText(body)));
    },
  };
}

function jsonBodyWriter(writers: JsonWriterCompiler, bytesType: string | undefined): BodyWriter {
  return {
    contentType: "application/json",
    bytesType,
    writeMembers(usage) {
      const write = writers.compile(usage);
      return (source) => JSON.stringify(write(source));
    },
    writePayload(usage) {
      const write = writers.compile(usage);
      return (value) => JSON.stringify(write(value));
    },
  };
}
