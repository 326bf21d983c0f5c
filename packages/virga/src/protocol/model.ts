import { VirgaError } from "../kernel/errors.ts";

/** How a timestamp is written: `2015-01-01T00:00:00Z`, `Thu, 01 Jan 2015 00:00:00 GMT`, or seconds since 1970. */
export type TimestampFormat = "iso8601" | "rfc822" | "unixTimestamp";

/** A namespace by its URI, with the prefix that writes it. */
export type XmlNamespace = string | { readonly uri: string; readonly prefix?: string };

/** A use of a shape (as a member, list element, map key or value, input, output) with the traits of that use. */
export interface ShapeReference {
  readonly shape: string;
  readonly location?: "header" | "headers" | "querystring" | "statusCode" | "uri";
  readonly locationName?: string;
  readonly flattened?: boolean;
  readonly xmlAttribute?: boolean;
  readonly xmlNamespace?: XmlNamespace;
  readonly streaming?: boolean;
  readonly timestampFormat?: TimestampFormat;
  readonly jsonvalue?: boolean;
  readonly eventpayload?: boolean;
  readonly idempotencyToken?: boolean;
  readonly hostLabel?: boolean;
  readonly resultWrapper?: string;
}

export type ShapeType =
  | "blob"
  | "boolean"
  | "character"
  | "double"
  | "float"
  | "integer"
  | "list"
  | "long"
  | "map"
  | "string"
  | "structure"
  | "timestamp";

/** A shape of a service's model. References may be a shape's bare name if they have no traits. */
export interface Shape {
  readonly type: ShapeType;
  readonly members?: Readonly<Record<string, string | ShapeReference>>;
  readonly member?: string | ShapeReference;
  readonly key?: string | ShapeReference;
  readonly value?: string | ShapeReference;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** A Java regular expression that the whole value must match. */
  readonly pattern?: string;
  readonly payload?: string;
  readonly flattened?: boolean;
  readonly locationName?: string;
  readonly xmlAttribute?: boolean;
  readonly xmlNamespace?: XmlNamespace;
  readonly timestampFormat?: TimestampFormat;
  readonly sensitive?: boolean;
  readonly streaming?: boolean;
  readonly document?: boolean;
  readonly union?: boolean;
  readonly eventstream?: boolean;
  readonly event?: boolean;
  readonly exception?: boolean;
  readonly fault?: boolean;
  readonly box?: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number; readonly senderFault?: boolean };
}

/** An operation of a model. */
export interface OperationModel {
  /** Absent means `POST /`. */
  readonly http?: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: string | ShapeReference;
  readonly output?: string | ShapeReference;
  /** Names of the error shapes the operation declares. */
  readonly errors?: readonly (string | { readonly shape: string })[];
  /** `none` for operations that need no signature. */
  readonly authtype?: string;
  readonly endpoint?: { readonly hostPrefix?: string };
  readonly httpChecksum?: { readonly requestAlgorithmMember?: string; readonly requestChecksumRequired?: boolean };
  readonly httpChecksumRequired?: boolean;
  readonly idempotent?: boolean;
  /** Bodies may be compressed. */
  readonly requestcompression?: { readonly encodings: readonly string[] };
  readonly unsignedPayload?: boolean;
}

export type ProtocolName = "cbor" | "ec2" | "json" | "query" | "rest-json" | "rest-xml" | "smithy-rpc-v2-cbor";

export interface ServiceMetadata {
  readonly apiVersion: string;
  readonly protocol: ProtocolName;
  readonly protocols?: readonly ProtocolName[];
  readonly endpointPrefix?: string;
  readonly globalEndpoint?: string;
  readonly jsonVersion?: string;
  readonly serviceId?: string;
  readonly signingName?: string;
  readonly targetPrefix?: string;
  readonly xmlNamespace?: XmlNamespace;
  /** Present when errors carry the codes of the service's older Query protocol in `x-amzn-query-error`. */
  readonly awsQueryCompatible?: object;
}

/** A service's model as the tables in `generated/` hold it. */
export interface ServiceTables {
  readonly metadata: ServiceMetadata;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** A shape together with the traits of one use of it. */
export interface Usage {
  readonly name: string;
  readonly shape: Shape;
  readonly traits: ShapeReference;
}

/** One member of a structure, resolved. */
export interface MemberUsage extends Usage {
  readonly memberName: string;
  readonly required: boolean;
}

/** One service's model: its tables, with references resolved. */
export class ServiceModel {
  /** The service's name in endpoints, ARNs and policies, such as `dynamodb` or `states`. */
  readonly service: string;
  readonly metadata: ServiceMetadata;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
  #errorsByCode: ReadonlyMap<string, string> | undefined;
  #errorNames: readonly string[] | undefined;

  constructor(service: string, tables: ServiceTables) {
    this.service = service;
    this.metadata = tables.metadata;
    this.operations = tables.operations;
    this.shapes = tables.shapes;
  }

  /** The operation's model, or undefined if AWS has no operation of that name. */
  operation(name: string): OperationModel | undefined {
    return Object.hasOwn(this.operations, name) ? this.operations[name] : undefined;
  }

  resolve(reference: string | ShapeReference): Usage {
    const traits = typeof reference === "string" ? { shape: reference } : reference;
    const shape = this.shapes[traits.shape];
    if (!shape) {
      throw new VirgaError("ModelDamaged", `The model of ${this.service} has no shape ${traits.shape}.`, {
        hint: "Generate the service's table again (scripts/generate-models.ts).",
      });
    }
    return { name: traits.shape, shape, traits };
  }

  /** A structure's members in the model's order. */
  members(structure: Shape): readonly MemberUsage[] {
    const required = new Set(structure.required);
    return Object.entries(structure.members ?? {}).map(([memberName, reference]) => ({
      ...this.resolve(reference),
      memberName,
      required: required.has(memberName),
    }));
  }

  /** The names of all errors of the service. */
  get errorNames(): readonly string[] {
    this.#errorNames ??= Object.keys(this.shapes).filter((name) => this.shapes[name]?.exception);
    return this.#errorNames;
  }

  /** The shape of the error with this code, if the service's model declares one. */
  errorShape(code: string): { readonly name: string; readonly shape: Shape } | undefined {
    this.#errorsByCode ??= indexErrors(this.shapes);
    const name = this.#errorsByCode.get(code);
    return name === undefined ? undefined : { name, shape: this.shapes[name]! };
  }
}

/** Error shapes by their names and by the codes they have on the wire; names come first. */
function indexErrors(shapes: Readonly<Record<string, Shape>>): ReadonlyMap<string, string> {
  const errors = Object.entries(shapes).filter(([, shape]) => shape.exception);
  const byCode = errors.flatMap(([name, { error }]) =>
    error?.code === undefined ? [] : [[error.code, name] as const],
  );
  return new Map([...byCode.reverse(), ...errors.map(([name]) => [name, name] as const)]);
}

/** A structure's members that a request's body holds: those not in the path, the query or a header. */
export function requestBodyMembers(model: ServiceModel, structure: Shape): readonly MemberUsage[] {
  return model.members(structure).filter(({ traits }) => traits.location === undefined);
}

/** A structure's members that an answer's body holds: those not in a header or the status line. */
export function responseBodyMembers(model: ServiceModel, structure: Shape): readonly MemberUsage[] {
  const inBody = new Set([undefined, "querystring", "uri"]);
  return model.members(structure).filter(({ traits }) => inBody.has(traits.location));
}
