import { AwsError } from "../kernel/errors.ts";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";
import type { CodecOptions, OperationCodec, ServiceCodec } from "./codec.ts";
import { ConstraintCompiler } from "./constraints.ts";
import { FormReaderCompiler, parseFormTree } from "./form-reader.ts";
import type { OperationModel, ServiceModel } from "./model.ts";
import { OperationCodecs } from "./operation-codecs.ts";
import { bodyText } from "./wire-text.ts";
import { escapeXml } from "./xml-document.ts";
import { writeXmlError } from "./xml-errors.ts";
import { namespaceAttribute, XmlWriterCompiler } from "./xml-writer.ts";

/** AWS Query: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export class QueryCodec implements ServiceCodec {
  readonly service: string;
  readonly #model: ServiceModel;
  readonly #namespace: string;
  readonly #readers: FormReaderCompiler;
  readonly #writers: XmlWriterCompiler;
  readonly #constraints: ConstraintCompiler;
  readonly #deniedCode: string;
  readonly #ownConstraints: boolean;
  readonly #operations: OperationCodecs;

  constructor(model: ServiceModel, options: CodecOptions = {}) {
    this.service = model.service;
    this.#model = model;
    this.#namespace = namespaceAttribute(model.metadata.xmlNamespace);
    this.#readers = new FormReaderCompiler(model);
    this.#writers = new XmlWriterCompiler(model);
    this.#constraints = new ConstraintCompiler(model, options.constraintErrorCode ?? "ValidationError");
    this.#deniedCode = options.queryErrorCodes?.AccessDeniedException ?? "AccessDenied";
    this.#ownConstraints = options.ownConstraints ?? false;
    this.#operations = new OperationCodecs(model, (name, operation) => this.#compile(name, operation));
  }

  operation(name: string): OperationCodec | undefined {
    return this.#operations.get(name);
  }

  encodeError(thrown: AwsError, requestId: string): WireResponse {
    const error = inQueryDialect(thrown, this.#deniedCode);
    const content = writeXmlError(this.#model, this.#writers, error);
    const identity = `<RequestId>${escapeXml(requestId)}</RequestId>`;
    const body = `<ErrorResponse${this.#namespace}>${content}${identity}</ErrorResponse>`;
    const status = this.#model.errorShape(error.code)?.shape.error?.httpStatusCode ?? error.status;
    const response = respond(status, body, requestId);
    return { ...response, headers: { ...response.headers, ...error.headers } };
  }

  #compile(name: string, model: OperationModel): OperationCodec {
    const input = model.input === undefined ? undefined : this.#model.resolve(model.input);
    const read = input && this.#readers.compile(input);
    return {
      service: this.service,
      operation: name,
      model,
      decode: (request) => (read ? read(parseFormTree(formText(request))) : {}),
      validate: input && !this.#ownConstraints ? this.#constraints.compileInput(input) : () => {},
      encode: this.#encoder(name, model),
      encodeError: (error, requestId) => this.encodeError(error, requestId),
    };
  }

  #encoder(name: string, model: OperationModel): (output: unknown, requestId: string) => WireResponse {
    const output = model.output === undefined ? undefined : this.#model.resolve(model.output);
    const members = output && this.#writers.compileMembers(output);
    const wrapper = output?.traits.resultWrapper ?? `${name}Result`;
    return (value, requestId) => {
      const content = members?.content((value ?? {}) as Record<string, unknown>);
      const result = content === undefined ? "" : `<${wrapper}>${content}</${wrapper}>`;
      const metadata = `<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata>`;
      return respond(200, `<${name}Response${this.#namespace}>${result}${metadata}</${name}Response>`, requestId);
    };
  }
}

/** A call that IAM refuses is `AccessDenied` with status 403 here; the JSON protocols call it an exception. */
function inQueryDialect(error: AwsError, code: string): AwsError {
  if (error.code !== "AccessDeniedException") return error;
  return new AwsError(code, error.message, { status: 403, members: error.members, headers: error.headers });
}

/** The parameters of a Query request: the form body, or the query string of a GET. */
export function formText(request: WireRequest): string {
  return request.body.byteLength > 0 ? bodyText(request.body) : request.rawQuery;
}

function respond(status: number, body: string, requestId: string): WireResponse {
  return { status, headers: { "x-amzn-requestid": requestId, "content-type": "text/xml" }, body };
}
