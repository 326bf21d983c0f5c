import { EncodedJson } from "../kernel/encoded-json.ts";
import type { AwsError } from "../kernel/errors.ts";
import type { WireResponse } from "../kernel/wire.ts";
import { encodeCbor } from "./cbor.ts";
import { CborConverters, decodeCborBody } from "./cbor-converters.ts";
import type { CodecOptions, OperationCodec, ServiceCodec } from "./codec.ts";
import { ConstraintCompiler } from "./constraints.ts";
import { compileEventStream } from "./event-streams.ts";
import { JsonReaderCompiler } from "./json-reader.ts";
import { JsonWriterCompiler } from "./json-writer.ts";
import type { OperationModel, ServiceModel, Usage } from "./model.ts";
import { OperationCodecs } from "./operation-codecs.ts";

type Convert = (value: unknown) => unknown;

/** The content type of requests and answers in AWS JSON 1.1 that are written in CBOR. */
export const awsCborType = "application/x-amz-cbor-1.1";

/**
 * AWS JSON 1.1 written in CBOR, as SDKs for Java speak to Kinesis: the same documents, but blobs are byte strings and
 * timestamps milliseconds with tag 1. Operations on plain JSON get and give it here, too.
 */
export class AwsCborCodec implements ServiceCodec {
  readonly service: string;
  readonly #model: ServiceModel;
  readonly #options: CodecOptions;
  readonly #converters: CborConverters;
  readonly #toJson: JsonWriterCompiler;
  readonly #fromJson: JsonReaderCompiler;
  readonly #constraints: ConstraintCompiler;
  readonly #operations: OperationCodecs;

  constructor(model: ServiceModel, options: CodecOptions = {}) {
    this.service = model.service;
    this.#model = model;
    this.#options = options;
    this.#converters = new CborConverters(model, { unitsPerSecond: 1000 });
    this.#toJson = new JsonWriterCompiler(model);
    this.#fromJson = new JsonReaderCompiler(model);
    this.#constraints = new ConstraintCompiler(model, options.constraintErrorCode ?? "ValidationException");
    this.#operations = new OperationCodecs(model, (name, operation) => this.#compile(name, operation));
  }

  operation(name: string): OperationCodec | undefined {
    return this.#operations.get(name);
  }

  encodeError(error: AwsError, requestId: string): WireResponse {
    const response = respond(error.status, this.#converters.encodeError(error), requestId);
    return { ...response, headers: { ...response.headers, ...error.headers } };
  }

  #compile(name: string, model: OperationModel): OperationCodec {
    const { rawJson = false } = this.#options;
    const isRaw = typeof rawJson === "object" ? rawJson.has(name) : rawJson;
    const input = model.input === undefined ? undefined : this.#model.resolve(model.input);
    const output = model.output === undefined ? undefined : this.#model.resolve(model.output);
    const read = input && this.#reader(input, isRaw);
    return {
      service: this.service,
      operation: name,
      model,
      decode: (request) => (read ? read(decodeCborBody(request)) : {}),
      validate: input && !this.#options.ownConstraints ? this.#constraints.compileInput(input) : () => {},
      encode: this.#encoder(output, isRaw),
      encodeError: (error, requestId) => this.encodeError(error, requestId),
    };
  }

  #reader(input: Usage, isRaw: boolean): Convert {
    const read = this.#converters.reader(input);
    if (!isRaw) return read;
    const write = this.#toJson.compile(input);
    return (value) => write(read(value));
  }

  #encoder(output: Usage | undefined, isRaw: boolean): OperationCodec["encode"] {
    if (!output) return (_value, requestId) => respond(200, "", requestId);
    const stream = compileEventStream(this.#model, output, {
      contentType: awsCborType,
      compile: (usage) => {
        const write = this.#converters.writer(usage);
        return (value) => encodeCbor(write(value));
      },
      hasInitialResponse: true,
      writeError: (error) => this.#converters.encodeError(error),
    });
    if (stream) return (value, requestId) => stream(value as object, { "x-amzn-requestid": requestId });
    const write = this.#converters.writer(output);
    const readJson = this.#fromJson.compile(output);
    return (value, requestId) => {
      const json = value instanceof EncodedJson ? (JSON.parse(value.text) as unknown) : value;
      const plain = isRaw || value instanceof EncodedJson ? readJson(json ?? {}) : (json ?? {});
      return respond(200, encodeCbor(write(plain)), requestId);
    };
  }
}

function respond(status: number, body: Uint8Array | string, requestId: string): WireResponse {
  return { status, headers: { "x-amzn-requestid": requestId, "content-type": awsCborType }, body };
}
