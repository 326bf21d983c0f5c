import { AwsError } from "../kernel/errors.ts";
import type { WireResponse } from "../kernel/wire.ts";
import type { CodecOptions, OperationCodec, ServiceCodec } from "./codec.ts";
import { ConstraintCompiler } from "./constraints.ts";
import type { OperationModel, ServiceModel, Usage } from "./model.ts";
import { OperationCodecs } from "./operation-codecs.ts";
import { invalidParameter, malformedXml } from "./protocol-errors.ts";
import { type BodyReader, compileRestRequest } from "./rest-request.ts";
import { type BodyWriter, compileHeaders, compileRestResponse } from "./rest-response.ts";
import { bodyText } from "./wire-text.ts";
import { escapeXml, parseXml, type XmlElement } from "./xml-document.ts";
import { plainMembers, writeXmlError } from "./xml-errors.ts";
import { XmlReaderCompiler } from "./xml-reader.ts";
import { namespaceAttribute, XmlWriterCompiler } from "./xml-writer.ts";

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** REST-XML: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
export class RestXmlCodec implements ServiceCodec {
  readonly service: string;
  readonly #model: ServiceModel;
  readonly #options: CodecOptions;
  readonly #writers: XmlWriterCompiler;
  readonly #constraints: ConstraintCompiler;
  readonly #bodyReader: BodyReader;
  readonly #namespace: string;
  readonly #operations: OperationCodecs;

  constructor(model: ServiceModel, options: CodecOptions = {}) {
    this.service = model.service;
    this.#model = model;
    this.#options = options;
    this.#writers = new XmlWriterCompiler(model);
    this.#constraints = new ConstraintCompiler(model, options.constraintErrorCode ?? "ValidationException");
    this.#bodyReader = xmlBodyReader(new XmlReaderCompiler(model));
    this.#namespace = namespaceAttribute(model.metadata.xmlNamespace ?? options.xmlNamespace);
    this.#operations = new OperationCodecs(model, (name, operation) => this.#compile(name, operation));
  }

  operation(name: string): OperationCodec | undefined {
    return this.#operations.get(name);
  }

  encodeError(thrown: AwsError, requestId: string): WireResponse {
    const error = inDialect(thrown);
    const declared = this.#model.errorShape(error.code);
    const headers = { ...this.#identity(requestId), "content-type": "application/xml" };
    if (declared) compileHeaders(this.#model, this.#model.resolve(declared.name))(error.members, headers);
    const status = declared?.shape.error?.httpStatusCode ?? error.status;
    const body = declaration + this.#errorDocument(error, requestId);
    return { status, headers: { ...headers, ...error.headers }, body };
  }

  #errorDocument(error: AwsError, requestId: string): string {
    const identity = `<RequestId>${escapeXml(requestId)}</RequestId>`;
    if (!this.#options.bareErrors) {
      const content = writeXmlError(this.#model, this.#writers, error);
      return `<ErrorResponse${this.#namespace}>${content}${identity}</ErrorResponse>`;
    }
    const message = `<Message>${escapeXml(error.message)}</Message>`;
    const host = `<HostId>${escapeXml(extendedRequestId(requestId))}</HostId>`;
    return `<Error><Code>${escapeXml(error.code)}</Code>${message}${plainMembers(error)}${identity}${host}</Error>`;
  }

  #identity(requestId: string): Record<string, string> {
    return this.#options.bareErrors
      ? { "x-amz-request-id": requestId, "x-amz-id-2": extendedRequestId(requestId) }
      : { "x-amzn-requestid": requestId };
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
      encode: this.#encoder(name, model),
      encodeError: (error, requestId) => this.encodeError(error, requestId),
    };
  }

  #encoder(name: string, model: OperationModel): (output: unknown, requestId: string) => WireResponse {
    const status = model.http?.responseCode ?? 200;
    const output = model.output === undefined ? undefined : this.#model.resolve(model.output);
    const write = output && compileRestResponse(this.#model, output, status, this.#bodyWriter(name));
    return (value, requestId) => {
      const identity = this.#identity(requestId);
      if (!write) return { status, headers: identity, body: "" };
      const source = (value ?? {}) as Record<string, unknown>;
      const response = write(source);
      // RFC 9110: an answer that is a range of what was asked for says so by its status; no model tells.
      const partial = source.ContentRange === undefined ? {} : { status: 206 };
      return { ...response, ...partial, headers: { ...identity, ...response.headers } };
    };
  }

  #bodyWriter(operation: string): BodyWriter {
    const rootName = this.#options.outputElements?.[operation];
    const isText = this.#options.textOutputs?.includes(operation) ?? false;
    return {
      contentType: "application/xml",
      writeMembers: (usage) => {
        const { attributes, content } = this.#writers.compileMembers(usage);
        const name = rootName ?? rootElement(usage, usage.name);
        return (source) => {
          const inner = isText ? escapeXml(Object.values(source).join("")) : content(source);
          return `${declaration}<${name}${this.#rootNamespace(usage)}${attributes(source)}>${inner}</${name}>`;
        };
      },
      writePayload: (usage) => {
        const { attributes, content } = this.#writers.compileMembers(usage);
        const name = rootElement(usage, usage.name);
        return (value) => {
          const source = value as Record<string, unknown>;
          const opening = name + this.#rootNamespace(usage) + attributes(source);
          return `${declaration}<${opening}>${content(source)}</${name}>`;
        };
      },
    };
  }

  #rootNamespace(usage: Usage): string {
    return namespaceAttribute(usage.traits.xmlNamespace ?? usage.shape.xmlNamespace) || this.#namespace;
  }
}

/** The bus's error for what IAM refuses has a code of its own and a status of its own in this protocol. */
function inDialect(error: AwsError): AwsError {
  if (error.code !== "AccessDeniedException") return error;
  return new AwsError("AccessDenied", error.message, { status: 403, members: error.members, headers: error.headers });
}

function rootElement(usage: Usage, fallback: string): string {
  return usage.traits.locationName ?? usage.shape.locationName ?? fallback;
}

/** S3's second request id: opaque text of its own form. */
function extendedRequestId(requestId: string): string {
  return Buffer.from(`${requestId}/extended`, "utf8").toString("base64");
}

/** Reads XML bodies. */
export function xmlBodyReader(readers: XmlReaderCompiler): BodyReader {
  const parse = (body: Uint8Array): readonly XmlElement[] => {
    const root = parseXml(bodyText(body));
    if (!root) throw malformedXml();
    return [root];
  };
  return {
    readMembers(usage) {
      const read = readers.compile(usage);
      return (body) => (body.byteLength === 0 ? {} : (read(parse(body)) as Record<string, unknown>));
    },
    readPayload(usage) {
      const read = readers.compile(usage);
      return (body) => read(parse(body));
    },
  };
}
