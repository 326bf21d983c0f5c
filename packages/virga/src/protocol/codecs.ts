import { VirgaError } from "../kernel/errors.ts";
import { AwsCborCodec } from "./aws-cbor.ts";
import { AwsJsonCodec } from "./aws-json.ts";
import type { CodecOptions, OperationCodec, ServiceCodec } from "./codec.ts";
import type { ProtocolName, ServiceModel } from "./model.ts";
import type { ModelCatalog } from "./model-catalog.ts";
import { QueryCodec } from "./query.ts";
import { RestJsonCodec } from "./rest-json.ts";
import { RestXmlCodec } from "./rest-xml.ts";
import { RpcCborCodec } from "./rpc-cbor.ts";
import { wireDialects } from "./wire-dialects.ts";

/** The codecs of all services of a catalog, each made on its first use. */
export interface Codecs {
  readonly catalog: ModelCatalog;
  /** The codec of a service in its model's protocol, or in another one that it speaks. @throws VirgaError if the catalog has no such service. */
  service(name: string, protocol?: ProtocolName): ServiceCodec;
  /** The codec of one operation; undefined if AWS has no operation of that name. */
  operation(service: string, operation: string, protocol?: ProtocolName): OperationCodec | undefined;
}

export interface CodecsOptions {
  /** Whether a service works on its protocol's plain JSON; see `CodecOptions.rawJson`. */
  rawJson?(service: string): boolean | ReadonlySet<string>;
}

/** Makes the codec of a model in a protocol: its own one unless told. */
export function createServiceCodec(
  model: ServiceModel,
  options: CodecOptions = {},
  protocol: ProtocolName = model.metadata.protocol,
): ServiceCodec {
  const factory = factories[protocol];
  if (factory) return factory(model, options);
  throw new VirgaError("ProtocolUnsupported", `Virga does not speak ${protocol}, the protocol of ${model.service}.`);
}

const factories: Partial<Record<ProtocolName, (model: ServiceModel, options: CodecOptions) => ServiceCodec>> = {
  cbor: (model, options) => new AwsCborCodec(model, options),
  json: (model, options) => new AwsJsonCodec(model, options),
  query: (model, options) => new QueryCodec(model, options),
  "rest-json": (model, options) => new RestJsonCodec(model, options),
  "rest-xml": (model, options) => new RestXmlCodec(model, options),
  "smithy-rpc-v2-cbor": (model, options) => new RpcCborCodec(model, options),
};

/** The codecs of a catalog's services. */
export function createCodecs(catalog: ModelCatalog, options: CodecsOptions = {}): Codecs {
  const made = new Map<string, ServiceCodec>();
  const service = (name: string, protocol?: ProtocolName): ServiceCodec => {
    const key = protocol === undefined ? name : `${name} ${protocol}`;
    let codec = made.get(key);
    if (!codec) {
      const rawJson = options.rawJson?.(name) ?? false;
      codec = createServiceCodec(catalog.model(name), { ...wireDialects[name], rawJson }, protocol);
      made.set(key, codec);
    }
    return codec;
  };
  return { catalog, service, operation: (name, operation, protocol) => service(name, protocol).operation(operation) };
}
