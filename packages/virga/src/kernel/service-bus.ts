import type { Bus, CallContext, OperationDescription, ServiceProtocol } from "./bus.ts";
import type { Clock } from "./clock.ts";
import { EncodedJson } from "./encoded-json.ts";
import { AwsError, errorMessage } from "./errors.ts";
import type { Eventual } from "./eventual.ts";
import type { FaultEffect, Faults } from "./faults.ts";
import type { AuthorizationCall, Iam } from "./iam/ports.ts";
import type { Ids } from "./ids.ts";
import {
  type Call,
  type Operation,
  type Report,
  type ServiceDefinition,
  type ServiceHost,
  worksOnJson,
} from "./service.ts";
import type { InputOf, OperationName, OutputOf, ServiceName } from "./service-clients.ts";
import type { Span, Tracer } from "./trace.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** A service on its stored state, in one runtime. */
export interface OpenService {
  readonly definition: ServiceDefinition<unknown>;
  readonly state: unknown;
}

/** What the bus needs to know of the services' models; the protocol room provides it. */
export interface OperationModels {
  /** Throws AWS's validation error if the input breaks a constraint of the model. */
  validate(service: string, operation: string, input: object): void;
  describe(service: string, operation: string): OperationDescription | undefined;
  protocolOf(endpointPrefix: string): ServiceProtocol | undefined;
  /** The SDK's form of an input (blobs `Uint8Array`, timestamps `Date`) in the protocol's JSON form. */
  inputToJson(service: string, operation: string, input: object): object;
  /** The protocol's JSON form of an input in the SDK's form. */
  inputFromJson(service: string, operation: string, input: object): object;
  /** The protocol's JSON form of an output in the SDK's form. */
  outputFromJson(service: string, operation: string, output: object | EncodedJson): object;
}

/** What calls on the bus pass. */
export interface ServiceBusOptions {
  readonly services: ReadonlyMap<string, OpenService>;
  readonly models: OperationModels;
  readonly iam: Iam;
  readonly faults: Faults;
  readonly tracer: Tracer;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The in-process wire entrance. */
  wire(request: WireRequest, context: CallContext): Promise<WireResponse>;
  /** The same for requests that need no credentials. */
  fetch(request: WireRequest): Promise<WireResponse>;
  report(report: Report): void;
}

/** A call of an operation with the request id that its answer carries. */
export interface DispatchContext extends CallContext {
  readonly requestId: string;
  /** The `X-Amzn-Trace-Id` of a request that starts a trace. */
  readonly upstreamTrace?: string | undefined;
}

/** The bus: the one chain that every call passes, from outside and between services. */
export class ServiceBus implements Bus {
  readonly #options: ServiceBusOptions;
  #host: ServiceHost | undefined;

  constructor(options: ServiceBusOptions) {
    this.#options = options;
  }

  /** Gives the bus the host that calls carry; the host holds the bus, so it comes after it. */
  attach(host: ServiceHost): void {
    this.#host = host;
  }

  call<S extends ServiceName, O extends OperationName<S>>(
    service: S,
    operation: O,
    input: InputOf<S, O>,
    context: CallContext,
  ): Promise<OutputOf<S, O>> {
    return this.callNamed(service, operation, input as object, context) as Promise<OutputOf<S, O>>;
  }

  async callNamed(service: string, operation: string, input: object, context: CallContext): Promise<object> {
    const { ids, models, services } = this.#options;
    const dispatched = { ...context, requestId: ids.uuid() };
    const definition = services.get(service)?.definition;
    if (definition && worksOnJson(definition, operation)) {
      const json = models.inputToJson(service, operation, input);
      return models.outputFromJson(service, operation, await this.dispatch(service, operation, json, dispatched));
    }
    const output = await this.dispatch(service, operation, input, dispatched);
    return output instanceof EncodedJson ? (JSON.parse(output.text) as object) : output;
  }

  wire(request: WireRequest, context: CallContext): Promise<WireResponse> {
    return this.#options.wire(request, context);
  }

  fetch(request: WireRequest): Promise<WireResponse> {
    return this.#options.fetch(request);
  }

  describe(service: string, operation: string): OperationDescription | undefined {
    const open = this.#options.services.get(service);
    if (!open?.definition.operations[operation]) return undefined;
    return this.#options.models.describe(service, operation);
  }

  protocolOf(endpointPrefix: string): ServiceProtocol | undefined {
    return this.#options.models.protocolOf(endpointPrefix);
  }

  /** validate → authorise → faults → trace → operation. Most calls have nothing to wait for: their output is there at once. */
  dispatch(
    service: string,
    operationName: string,
    input: object,
    context: DispatchContext,
  ): Eventual<object | EncodedJson> {
    const { open, operation } = this.#find(service, operationName);
    const name = `${service}.${operationName}`;
    const { upstreamTrace } = context;
    const span = context.span ? context.span.child(name) : this.#options.tracer.start(name, upstreamTrace);
    try {
      const call = this.createCall(open, context, span);
      this.#validate(open, operation, operationName, input);
      this.#authorize(operation, call, input);
      const effect = this.#options.faults.strike(service, operationName);
      const handled = effect
        ? this.#applyFault(effect).then(() => operation.handle(call, input as never))
        : operation.handle(call, input as never);
      if (handled instanceof Promise) return this.#finish(handled, span, name);
      span.end();
      return (handled ?? {}) as object | EncodedJson;
    } catch (thrown) {
      throw this.#failed(thrown, span, name);
    }
  }

  async #finish(handled: Promise<unknown>, span: Span, name: string): Promise<object | EncodedJson> {
    try {
      const output = await handled;
      span.end();
      return (output ?? {}) as object | EncodedJson;
    } catch (thrown) {
      throw this.#failed(thrown, span, name);
    }
  }

  #failed(thrown: unknown, span: Span, name: string): AwsError {
    span.end(thrown instanceof AwsError ? `${thrown.code}: ${thrown.message}` : errorMessage(thrown));
    return this.#asAwsError(thrown, name);
  }

  /** The call that an operation or an endpoint of this service gets. */
  createCall(open: OpenService, context: DispatchContext, span: Span): Call {
    const { requestId, account, region, principal, sourceIp, via } = context;
    const host = this.#host as ServiceHost;
    const now = this.#options.clock.now();
    const call = { state: open.state, host, now, requestId, account, region, principal, span };
    if (sourceIp !== undefined) Object.assign(call, { sourceIp });
    if (via !== undefined) Object.assign(call, { via });
    return call;
  }

  #find(service: string, operationName: string): { open: OpenService; operation: Operation<unknown> } {
    const open = this.#options.services.get(service);
    const operation = open?.definition.operations[operationName];
    if (open && operation) return { open, operation };
    const message = `Virga does not support the operation ${operationName} of the service ${service}`;
    throw new AwsError("NotImplemented", message, { status: 501 });
  }

  #validate({ definition }: OpenService, operation: Operation<unknown>, name: string, input: object): void {
    const { models } = this.#options;
    if (!worksOnJson(definition, name)) models.validate(definition.name, name, input);
    else if (operation.satisfiesModel?.(input as never) === false) {
      models.validate(definition.name, name, models.inputFromJson(definition.name, name, input));
    }
  }

  #authorize(operation: Operation<unknown>, call: Call, input: object): void {
    if (operation.authorize === "public" || this.#options.iam.mode === "off") return;
    const requests = operation.authorize(call, input as never);
    const authorizationCall: AuthorizationCall = call;
    if ("action" in requests) this.#options.iam.authorize(call.principal, requests, authorizationCall);
    else for (const request of requests) this.#options.iam.authorize(call.principal, request, authorizationCall);
  }

  async #applyFault(effect: FaultEffect): Promise<void> {
    const { clock } = this.#options;
    if (effect.delayMilliseconds > 0) {
      const due = clock.now() + effect.delayMilliseconds;
      await new Promise<void>((resolve) => clock.at(due, resolve));
    }
    if (effect.error) throw effect.error;
  }

  /** What is no AWS error is a defect of Virga: the caller gets AWS's internal failure, the person the whole story. */
  #asAwsError(thrown: unknown, name: string): AwsError {
    if (thrown instanceof AwsError) return thrown;
    const story = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    this.#options.report({ level: "error", source: name, message: story });
    return new AwsError("InternalFailure", "The request processing has failed because of an unknown error.", {
      status: 500,
    });
  }
}
