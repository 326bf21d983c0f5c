import type { OperationDescription, ServiceProtocol, ShapeDescription, StreamedInput } from "../kernel/bus.ts";
import { EncodedJson } from "../kernel/encoded-json.ts";
import type { Codecs } from "./codecs.ts";
import { JsonReaderCompiler } from "./json-reader.ts";
import { JsonWriterCompiler } from "./json-writer.ts";
import type { OperationModel, ServiceModel, ShapeReference, Usage } from "./model.ts";
import { wireDialects } from "./wire-dialects.ts";

/** The services' models as the bus uses them. */
export interface OperationModels {
  /** Checks an input against the model's constraints. @throws AwsError as the service words it. */
  validate(service: string, operation: string, input: object): void;
  /** The shapes of an operation; undefined if AWS has no such operation. */
  describe(service: string, operation: string): OperationDescription | undefined;
  /** How the service with this endpoint prefix is spoken to; undefined if there is no model of it. */
  protocolOf(endpointPrefix: string): ServiceProtocol | undefined;
  /** The SDK's form of an input (blobs `Uint8Array`, timestamps `Date`) in the protocol's JSON form. */
  inputToJson(service: string, operation: string, input: object): object;
  /** The JSON form of an input in the SDK's form. @throws AwsError SerializationException */
  inputFromJson(service: string, operation: string, input: object): object;
  /** The JSON form of an output in the SDK's form. @throws AwsError SerializationException */
  outputFromJson(service: string, operation: string, output: object | EncodedJson): object;
}

/** The operation models of the codecs' catalog. */
export function createOperationModels(codecs: Codecs): OperationModels {
  const { catalog } = codecs;
  const byEndpointPrefix = new Map(
    Array.from(catalog.services.values(), (metadata) => [metadata.endpointPrefix, metadata] as const),
  );
  const described = new Map<string, OperationDescription | undefined>();
  const readers = new Map<string, JsonReaderCompiler>();
  const writers = new Map<string, JsonWriterCompiler>();
  const fromJson = (service: string, shape: string | ShapeReference | undefined, value: object): object => {
    if (shape === undefined) return {};
    const model = catalog.model(service);
    return once(readers, service, () => new JsonReaderCompiler(model)).compile(model.resolve(shape))(value) as object;
  };
  return {
    validate(service, operation, input) {
      codecs.operation(service, operation)?.validate(input);
    },
    describe(service, operation) {
      const key = `${service}.${operation}`;
      if (!described.has(key)) {
        described.set(key, catalog.services.has(service) ? describe(catalog.model(service), operation) : undefined);
      }
      return described.get(key);
    },
    protocolOf: (endpointPrefix) => byEndpointPrefix.get(endpointPrefix),
    inputToJson(service, operation, input) {
      const model = catalog.model(service);
      const shape = model.operation(operation)?.input;
      if (shape === undefined) return {};
      return once(writers, service, () => new JsonWriterCompiler(model)).compile(model.resolve(shape))(input) as object;
    },
    inputFromJson: (service, operation, input) =>
      fromJson(service, catalog.model(service).operation(operation)?.input, input),
    outputFromJson(service, operation, output) {
      const value = output instanceof EncodedJson ? (JSON.parse(output.text) as object) : output;
      return fromJson(service, catalog.model(service).operation(operation)?.output, value);
    },
  };
}

function once<T>(made: Map<string, T>, key: string, make: () => T): T {
  let found = made.get(key);
  if (found === undefined) {
    found = make();
    made.set(key, found);
  }
  return found;
}

function describe(model: ServiceModel, operationName: string): OperationDescription | undefined {
  const operation = model.operation(operationName);
  if (!operation) return undefined;
  const shapes = new Map<string, ShapeDescription>();
  const describeReference = (reference: string | ShapeReference | undefined) =>
    reference === undefined ? undefined : describeShape(model, model.resolve(reference), shapes);
  const streamedInput = describeStreamedInput(model, operation);
  return {
    service: model.service,
    operation: operationName,
    serviceId: model.metadata.serviceId ?? model.service,
    input: describeReference(operation.input),
    output: describeReference(operation.output),
    ...(streamedInput && { streamedInput }),
    errors: model.errorNames,
    errorCode: (code) =>
      model.errorShape(code)?.shape.error?.code ?? wireDialects[model.service]?.queryErrorCodes?.[code] ?? code,
  };
}

const checksumHeader = "x-amz-checksum-";

function describeStreamedInput(model: ServiceModel, operation: OperationModel): StreamedInput | undefined {
  const input = operation.input === undefined ? undefined : model.resolve(operation.input).shape;
  const members = input ? model.members(input) : [];
  const content = members.find(({ memberName }) => memberName === input?.payload);
  if (!content || !(content.shape.streaming || content.traits.streaming)) return undefined;
  const headers = members.flatMap(({ memberName, traits: { location, locationName } }) =>
    location === "header" ? [[(locationName ?? memberName).toLowerCase(), memberName] as const] : [],
  );
  const contentTypeMember = headers.find(([header]) => header === "content-type")?.[1];
  const checksumAlgorithmMember = operation.httpChecksum?.requestAlgorithmMember;
  const checksums = headers.filter(([header]) => header.startsWith(checksumHeader));
  return {
    member: content.memberName,
    ...(contentTypeMember !== undefined && { contentTypeMember }),
    ...(checksumAlgorithmMember !== undefined && { checksumAlgorithmMember }),
    checksumMembers: new Map(
      checksums.map(([header, member]) => [header.slice(checksumHeader.length).toUpperCase(), member]),
    ),
  };
}

function describeShape(model: ServiceModel, usage: Usage, known: Map<string, ShapeDescription>): ShapeDescription {
  const found = known.get(usage.name);
  if (found) return found;
  const { shape } = usage;
  const resolve = (reference: string | ShapeReference | undefined) =>
    reference === undefined ? undefined : describeShape(model, model.resolve(reference), known);
  const description: ShapeDescription = {
    type: shape.document ? "document" : shape.type === "character" ? "string" : shape.type,
    members: Object.keys(shape.members ?? {}),
    member: (name) => resolve(shape.members?.[name]),
    element: () => resolve(shape.type === "map" ? shape.value : shape.member),
  };
  known.set(usage.name, description);
  return description;
}
