import type { Activity } from "./activity.ts";
import type { Arrivals } from "./arrivals.ts";
import type { BlobStores } from "./blobs.ts";
import type { Bus } from "./bus.ts";
import type { Clock } from "./clock.ts";
import type { EncodedJson } from "./encoded-json.ts";
import type { AwsError } from "./errors.ts";
import type { Faults } from "./faults.ts";
import type { AuthorizationRequest, CredentialSource, Iam, IdentitySource } from "./iam/ports.ts";
import type { Ids } from "./ids.ts";
import type { Metrics } from "./metrics.ts";
import type { Principal } from "./principal.ts";
import type { ResourceType } from "./resource-type.ts";
import type { Store, Transaction } from "./store.ts";
import type { Timer } from "./timers.ts";
import type { Span, Tracer } from "./trace.ts";
import type { WireAnswer, WireRequest } from "./wire.ts";
import type { WorkFolder } from "./work-folder.ts";

/** Something the runtime tells the person who runs it; the CLI prints it. */
export interface Report {
  readonly level: "info" | "warning" | "error";
  readonly source: string;
  readonly message: string;
}

/** Durable timers: set and cancelled inside a transaction, so they exist exactly if its other writes do. */
export interface Timers {
  set(transaction: Transaction, timer: Timer): void;
  cancel(transaction: Transaction, kind: string, id: string): void;
  /**
   * Names who handles timers of a kind. A timer is removed when its handler has returned (or its promise resolved);
   * if the process dies before, it fires again: handlers bear that. A handler that throws is reported, and the timer is kept for
   * the next start.
   */
  handle<Data>(kind: string, handler: (timer: Timer<Data>) => void | Promise<void>): void;
}

/** Where the runtime listens and what it is called. */
export interface Settings {
  readonly partition: "aws";
  readonly defaultAccount: string;
  readonly defaultRegion: string;
  /** The runtime's own address, e.g. `http://localhost:4566`, without a slash at the end. */
  endpoint(): string;
}

/** All that a service may use of the house. */
export interface ServiceHost {
  readonly store: Store;
  readonly blobs: BlobStores;
  readonly workFolder: WorkFolder;
  readonly clock: Clock;
  /**
   * The machine's time, which a virtual clock neither slows nor hurries: only for what programs outside the engine do
   * (how long a function may run). On a real clock it is the same one.
   */
  readonly machineClock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly bus: Bus;
  readonly iam: Iam;
  readonly faults: Faults;
  readonly tracer: Tracer;
  readonly activity: Activity;
  /** Wakes those who read from queues and streams. */
  readonly arrivals: Arrivals;
  /** Where services count what AWS's count. */
  readonly metrics: Metrics;
  readonly settings: Settings;
  /** Where programs outside the process reach the runtime; it starts to listen if it does not yet. */
  reachableEndpoint(): Promise<string>;
  report(report: Report): void;
}

/** One call of an operation: everything it may know of its request. */
export interface Call<State = unknown> {
  readonly state: State;
  readonly host: ServiceHost;
  /** The request's one instant, epoch milliseconds. */
  readonly now: number;
  readonly requestId: string;
  readonly account: string;
  readonly region: string;
  readonly principal: Principal;
  readonly span: Span;
  readonly sourceIp?: string;
  /** The service that passes its caller's call on with the caller's own permissions, e.g. `sqs.amazonaws.com`. */
  readonly via?: string;
  /** What AWS says of the request's signature, where an endpoint's caller is anonymous because it is wrong. */
  readonly signatureError?: AwsError;
}

/**
 * An operation of a service. `authorize` says what the caller must be allowed to do (input is validated before);
 * `"public"` is for operations that AWS serves without credentials.
 * `handle` throws `AwsError` for AWS's errors. A stream of events in its output is an `AsyncIterable`, read as fast as the
 * caller takes it; `return()` ends it at once, also while `next()` waits, and what `next()` throws as `AwsError` ends it with that.
 */
export interface Operation<State, Input = never, Output = unknown> {
  readonly authorize:
    | "public"
    | ((call: Call<State>, input: Input) => AuthorizationRequest | readonly AuthorizationRequest[]);
  /**
   * Only for operations on plain JSON: tells fast whether an input breaks no constraint of the model. Where it is not sure, the
   * model's constraints are checked, and AWS's validation error is thrown.
   */
  satisfiesModel?(input: Input): boolean;
  handle(call: Call<State>, input: Input): Output | EncodedJson | Promise<Output | EncodedJson>;
}

/** A data plane: HTTP requests that are not operations of the AWS API (a deployed REST API, a pool's JWKS). */
export interface Endpoint<State> {
  readonly name: string;
  /** Tells cheaply, from host and path, whether a request is this endpoint's. */
  matches(request: WireRequest): boolean;
  /**
   * Whether a host is one that the person has given to this endpoint, beside localhost's and AWS's names. Such hosts are let in, and
   * all that comes to them is this endpoint's, whatever its path. Asked with the `Host` of every request, so it has to be cheap.
   */
  ownsHost?(host: string, state: State): boolean;
  /** Whether pages of any site may call it (it decides by its own CORS settings); other requests of theirs are refused. */
  readonly openToSites?: boolean;
  handle(call: Call<State>, request: WireRequest): Promise<WireAnswer>;
}

/** What a service provides to IAM; only the services `iam` and `sts` do. */
export interface ProvidedPorts {
  readonly identities?: IdentitySource;
  readonly credentials?: CredentialSource;
}

/** The one exported thing of a service folder. `State` is the folder's `state.ts`, one per runtime. */
export interface ServiceDefinition<State = never> {
  /** The folder's name, which is also the name of its protocol model: `dynamodb`, `states`, ... */
  readonly name: string;
  /** The model of a service that AWS does not have, as the tables in `protocol/generated/` hold AWS's. */
  readonly model?: object;
  /** Opens the service on its stored state; called once per runtime, before any call. */
  open(host: ServiceHost): State;
  readonly operations: Readonly<Record<string, Operation<State>>>;
  /** The CloudFormation resource types it provisions, by type name. */
  readonly resourceTypes?: Readonly<Record<string, ResourceType>>;
  readonly endpoints?: readonly Endpoint<State>[];
  /** Unsigned callers reach its operations as anonymous, because its resource policies may let anybody in. */
  readonly anonymousCallers?: boolean;
  /**
   * The operations (all, or these) work on the protocol's plain JSON: blobs stay base64, timestamps numbers. They validate
   * themselves, or say in `satisfiesModel` which inputs need not be checked against the model.
   */
  readonly rawJson?: boolean | ReadonlySet<string>;
  provides?(state: State): ProvidedPorts;
  /** Goes on with what was under way when the process ended; called when all services are open. */
  recover?(state: State): void;
  /**
   * Ends work that no request waits for, before the store closes: brings to its end what would be lost, leaves the rest to
   * `recover`, and touches the store no more once it has returned. Requests have ended, and no timer fires any more.
   */
  close?(state: State): void | Promise<void>;
}

/** Whether an operation of a service works on the protocol's plain JSON. */
export function worksOnJson({ rawJson }: Pick<ServiceDefinition, "rawJson">, operation: string): boolean {
  return typeof rawJson === "object" ? rawJson.has(operation) : (rawJson ?? false);
}

/** Checks a service definition's types against its state; the definition itself is returned. */
export function defineService<State>(definition: ServiceDefinition<State>): ServiceDefinition<State> {
  return definition;
}
