import type { AwsError } from "../kernel/errors.ts";
import type { WireResponse } from "../kernel/wire.ts";
import { encodeCbor } from "./cbor.ts";
import { CborConverters, decodeCborBody } from "./cbor-converters.ts";
import type { CodecOptions, OperationCodec, ServiceCodec } from "./codec.ts";
import { ConstraintCompiler } from "./constraints.ts";
import type { OperationModel, ServiceModel } from "./model.ts";
import { OperationCodecs } from "./operation-codecs.ts";
import { queryErrorHeader } from "./query-errors.ts";

/** Smithy RPC v2 CBOR: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
export class RpcCborCodec implements ServiceCodec {
  readonly service: string;
  readonly #model: ServiceModel;
  readonly #options: CodecOptions;
  readonly #converters: CborConverters;
  readonly #constraints: ConstraintCompiler;
  readonly #operations: OperationCodecs;

  constructor(model: ServiceModel, options: CodecOptions = {}) {
    this.service = model.service;
    this.#model = model;
    this.#options = options;
    this.#converters = new CborConverters(model, { unitsPerSecond: 1 });
    this.#constraints = new ConstraintCompiler(model, options.constraintErrorCode ?? "ValidationException");
    this.#operations = new OperationCodecs(model, (name, operation) => this.#compile(name, operation));
  }

  operation(name: string): OperationCodec | undefined {
    return this.#operations.get(name);
  }

  encodeError(error: AwsError, requestId: string): WireResponse {
    const response = respond(error.status, this.#converters.encodeError(error), requestId);
    return { ...response, headers: { ...response.headers, ...this.#queryError(error), ...error.headers } };
  }

  #queryError(error: AwsError): Record<string, string> {
    return queryErrorHeader(this.#model, error, this.#options.queryErrorCodes);
  }

  #compile(name: string, model: OperationModel): OperationCodec {
    const input = model.input === undefined ? undefined : this.#model.resolve(model.input);
    const output = model.output === undefined ? undefined : this.#model.resolve(model.output);
    const read = input && this.#converters.reader(input);
    const write = output && this.#converters.writer(output);
    return {
      service: this.service,
      operation: name,
      model,
      decode: (request) => (read ? read(decodeCborBody(request)) : {}),
      validate: input ? this.#constraints.compileInput(input) : () => {},
      encode: (value, requestId) => respond(200, write ? encodeCbor(write(value ?? {})) : "", requestId),
      encodeError: (error, requestId) => this.encodeError(error, requestId),
    };
  }
}

function respond(status: number, body: Uint8Array | string, requestId: string): WireResponse {
  const headers: Record<string, string> = { "x-amzn-requestid": requestId, "smithy-protocol": "rpc-v2-cbor" };
  if (body.length > 0) headers["content-type"] = "application/cbor";
  return { status, headers, body };
}
