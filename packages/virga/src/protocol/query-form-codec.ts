import { AwsError } from "../kernel/errors.ts";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";
import type { CodecOptions, OperationCodec, ServiceCodec } from "./codec.ts";
import { JsonWriterCompiler } from "./json-writer.ts";
import { type OperationModel, ServiceModel, type Shape, type ShapeReference } from "./model.ts";
import { OperationCodecs } from "./operation-codecs.ts";
import { QueryCodec } from "./query.ts";
import type { QueryForm } from "./query-forms.ts";

/** The Query protocol of a service whose model has the JSON protocol; answers in XML or, where asked for, in JSON. */
export class QueryFormCodec implements ServiceCodec {
  readonly service: string;
  readonly #model: ServiceModel;
  readonly #form: QueryForm;
  readonly #codes: Readonly<Record<string, string>>;
  readonly #query: QueryCodec;
  readonly #json: boolean;
  readonly #writers: JsonWriterCompiler;
  readonly #operations: OperationCodecs;

  constructor(model: ServiceModel, options: CodecOptions & { readonly queryForm: QueryForm }, json: boolean) {
    this.service = model.service;
    this.#form = options.queryForm;
    this.#codes = options.queryErrorCodes ?? {};
    this.#model = formModel(model, options.queryForm);
    this.#query = new QueryCodec(this.#model, options);
    this.#json = json;
    this.#writers = new JsonWriterCompiler(model);
    this.#operations = new OperationCodecs(model, (name, operation) => this.#compile(name, operation));
  }

  operation(name: string): OperationCodec | undefined {
    return this.#operations.get(name);
  }

  encodeError(thrown: AwsError, requestId: string): WireResponse {
    const { status, members, headers, fault } = thrown;
    const text = this.#form.errorTexts[thrown.code] ?? thrown.message;
    const error = new AwsError(this.#codes[thrown.code] ?? thrown.code, text, { status, members, headers, fault });
    if (!this.#json) return this.#query.encodeError(error, requestId);
    const document = {
      Error: { Code: error.code, Message: error.message, Type: fault === "server" ? "Receiver" : "Sender" },
      RequestId: requestId,
    };
    return jsonAnswer(status, document, requestId);
  }

  #compile(name: string, model: OperationModel): OperationCodec {
    const query = this.#query.operation(name)!;
    const encodeError = (error: AwsError, requestId: string) => this.encodeError(error, requestId);
    const decode = (request: WireRequest) => this.#fromPath(request, query.decode(request) as Record<string, unknown>);
    return { ...query, decode, encodeError, ...(this.#json && { encode: this.#jsonEncoder(name, model) }) };
  }

  #fromPath({ path, headers }: WireRequest, input: Record<string, unknown>): object {
    const { pathMember } = this.#form;
    if (path === "/" || input[pathMember] !== undefined) return input;
    return { ...input, [pathMember]: `http://${headers.host ?? "localhost"}${decodeURIComponent(path)}` };
  }

  /** Members that a result does not have are null. */
  #jsonEncoder(name: string, model: OperationModel): OperationCodec["encode"] {
    const usage = model.output === undefined ? undefined : this.#model.resolve(model.output);
    const write = usage && this.#writers.compile(usage);
    const names = Object.keys(usage?.shape.members ?? {});
    return (output, requestId) => {
      const written = (write?.(output ?? {}) ?? {}) as Record<string, unknown>;
      const result = names.map((member) => [this.#form.jsonNames[member] ?? member, written[member] ?? null]);
      const metadata = { ResponseMetadata: { RequestId: requestId } };
      const results = usage ? { [`${name}Result`]: Object.fromEntries(result) } : {};
      return jsonAnswer(200, { [`${name}Response`]: { ...results, ...metadata } }, requestId);
    };
  }
}

function jsonAnswer(status: number, document: object, requestId: string): WireResponse {
  const headers = { "x-amzn-requestid": requestId, "content-type": "application/json" };
  return { status, headers, body: JSON.stringify(document) };
}

/** The model with the names that the Query protocol has. */
function formModel(model: ServiceModel, form: QueryForm): ServiceModel {
  const named = (reference: string | ShapeReference, locationName: string): ShapeReference =>
    typeof reference === "string" ? { shape: reference, locationName } : { ...reference, locationName };
  const rename = (name: string, shape: Shape): Shape => {
    const entry = form.entryNames[name];
    if (entry) return { ...shape, key: named(shape.key!, entry[0]), value: named(shape.value!, entry[1]) };
    if (!shape.members) return shape;
    const members = Object.entries(shape.members).map(([member, reference]) => {
      const memberName = form.memberNames[typeof reference === "string" ? reference : reference.shape];
      return [member, memberName === undefined ? reference : named(reference, memberName)];
    });
    return { ...shape, members: Object.fromEntries(members) };
  };
  const shapes = Object.entries(model.shapes).map(([name, shape]) => [name, rename(name, shape)]);
  const metadata = { ...model.metadata, xmlNamespace: form.xmlNamespace };
  return new ServiceModel(model.service, {
    metadata,
    operations: model.operations,
    shapes: Object.fromEntries(shapes) as Readonly<Record<string, Shape>>,
  });
}
