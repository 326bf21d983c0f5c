import type { Principal } from "./principal.ts";
import type { InputOf, OperationName, OutputOf, ServiceName } from "./service-clients.ts";
import type { Span } from "./trace.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** As whom, where and inside which span a call is made. */
export interface CallContext {
  readonly principal: Principal;
  readonly account: string;
  readonly region: string;
  /** The caller's span; without one the call starts a trace of its own. */
  readonly span?: Span;
  readonly sourceIp?: string;
  /**
   * The service that passes its caller's call on with the caller's own permissions, e.g. `sqs.amazonaws.com` when it
   * asks KMS for a queue's key: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
   */
  readonly via?: string;
}

/**
 * The one way between services. A call passes validate → authorise → faults → trace → operation, whoever makes it.
 * Input and output are the AWS SDK's (blobs `Uint8Array`, timestamps `Date`); errors are `AwsError`.
 * What a call committed is visible when it resolves; only the front door waits until it is durable.
 */
export interface Bus {
  call<S extends ServiceName, O extends OperationName<S>>(
    service: S,
    operation: O,
    input: InputOf<S, O>,
    context: CallContext,
  ): Promise<OutputOf<S, O>>;
  /** The same for names known only at run time (SDK integrations); an unknown operation is AWS's error. */
  callNamed(service: string, operation: string, input: object, context: CallContext): Promise<object>;
  /** A request in a service's own wire protocol, from inside the process; errors come as wire answers. */
  wire(request: WireRequest, context: CallContext): Promise<WireResponse>;
  /** A plain, unsigned HTTP request to one of the runtime's own addresses (a user pool's keys, say), from inside the process. */
  fetch(request: WireRequest): Promise<WireResponse>;
  /** The shapes of an operation, for those that must convert values for it; `undefined` if Virga does not serve it. */
  describe(service: string, operation: string): OperationDescription | undefined;
  /** How a service is spoken to, by its endpoint prefix (`states`, `dynamodb`); `undefined` if no model of it is at hand. */
  protocolOf(endpointPrefix: string): ServiceProtocol | undefined;
}

/** What AWS's published model says of how a service is spoken to. */
export interface ServiceProtocol {
  /** `json`, `query`, `rest-json`, `rest-xml`, ... */
  readonly protocol: string;
  readonly apiVersion: string;
  /** The part of `X-Amz-Target` before the operation, in JSON protocols. */
  readonly targetPrefix?: string;
  readonly jsonVersion?: string;
}

/** A shape of the service's model, as far as converting values needs it. */
export interface ShapeDescription {
  readonly type:
    | "structure"
    | "list"
    | "map"
    | "string"
    | "blob"
    | "timestamp"
    | "boolean"
    | "integer"
    | "long"
    | "float"
    | "double"
    | "document";
  /** Members of a structure by name. Shapes may be recursive, hence a function. */
  member(name: string): ShapeDescription | undefined;
  readonly members: readonly string[];
  /** Element of a list or value of a map. */
  element(): ShapeDescription | undefined;
}

/** An input member that holds a request's content, a stream of bytes, with the members that say something about it. */
export interface StreamedInput {
  readonly member: string;
  readonly contentTypeMember?: string;
  /** The member that names the algorithm of the content's checksum. */
  readonly checksumAlgorithmMember?: string;
  /** The members that hold the checksum, by algorithm (`CRC32`). */
  readonly checksumMembers: ReadonlyMap<string, string>;
}

/** An operation as its model describes it. */
export interface OperationDescription {
  readonly service: string;
  readonly operation: string;
  /** AWS's service id, e.g. `Cognito Identity Provider`. */
  readonly serviceId: string;
  readonly input: ShapeDescription | undefined;
  readonly output: ShapeDescription | undefined;
  /** The input's content, if it is a stream. */
  readonly streamedInput?: StreamedInput;
  /** Names of all errors of the service's model: an SDK client knows each of them, whichever operation gives it. */
  readonly errors: readonly string[];
  /** The code that an error has in answers of the Query protocol, which SDKs of that time show. */
  errorCode(code: string): string;
}
