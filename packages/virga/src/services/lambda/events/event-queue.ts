import { AwsError, errorMessage } from "../../../kernel/errors.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import { requestTooLarge } from "../errors.ts";
import { FunctionMetrics } from "../functions/function-metrics.ts";
import type { Invoker } from "../invocation.ts";
import type { EventInvokeConfig, FunctionVersion } from "../model.ts";
import { type QualifiedName, qualifiedArn } from "../names.ts";
import type { LambdaState } from "../state.ts";
import { type Delivery, Destinations } from "./destinations.ts";
import { type EventFailure, EventRecords, eventTimer, type QueuedEvent } from "./event-records.ts";
import { type EventOutcome, errorMessageOf, invocationRecord } from "./invocation-record.ts";

/** An event to be handled in the background. */
export interface AsynchronousEvent {
  /** The function as the caller named it: with a version or alias, or without. */
  readonly name: QualifiedName;
  readonly requestId: string;
  /** JSON, 1 MB at most. */
  readonly payload: Uint8Array;
  readonly traceHeader: string;
}

/** Bytes. */
const largestPayload = 1024 * 1024;
const defaultRetries = 2;
const defaultAge = 21_600;
const minute = 60_000;
const shortestBackOff = 1_000;
const longestBackOff = 300_000;
/** How many events of a function are worked on at a time; the others wait for their turn. */
const mostAtOnce = 16;

/** The events of a function that are due. */
interface Lane {
  readonly waiting: string[];
  running: number;
}

/**
 * The queue of asynchronous invocations: every event is stored before it is acknowledged, invoked in the background, tried again
 * after errors and throttles, and told of at its end.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export class EventQueue {
  readonly #host: ServiceHost;
  readonly #state: LambdaState;
  readonly #invoker: Invoker;
  readonly #records: EventRecords;
  readonly #destinations: Destinations;
  readonly #metrics: FunctionMetrics;
  readonly #lanes = new Map<string, Lane>();
  /** The events in lanes, by request id: waiting or under way. */
  readonly #taken = new Set<string>();
  #isClosed = false;

  constructor(state: LambdaState, invoker: Invoker) {
    this.#host = state.host;
    this.#state = state;
    this.#invoker = invoker;
    this.#records = new EventRecords(state.host);
    this.#destinations = new Destinations(state.host);
    this.#metrics = new FunctionMetrics(state.host);
    this.#host.timers.handle(eventTimer, ({ id }) => {
      const event = this.#records.get(id);
      if (event) this.#take(event);
    });
  }

  /** Stores an event and sees to it from now on. @throws AwsError RequestEntityTooLargeException */
  enqueue({ name, requestId, payload, traceHeader }: AsynchronousEvent): void {
    if (payload.length > largestPayload) {
      throw requestTooLarge(
        `${payload.length} byte payload is too large for the Event invocation type (limit ${largestPayload} bytes)`,
      );
    }
    const now = this.#host.clock.now();
    const { account, region, functionName, qualifier } = name;
    const event: QueuedEvent = {
      account,
      region,
      functionName,
      ...(qualifier === undefined ? {} : { qualifier }),
      requestId,
      traceHeader,
      enqueuedAt: now,
      dueAt: now,
      runs: 0,
      refusals: 0,
    };
    this.#metrics.asyncEvent(event, "AsyncEventsReceived");
    this.#records.add(event, new TextDecoder().decode(payload) || "{}");
    this.#take(event);
  }

  /** Goes on with the events that were due when the process ended; timers bring the others. */
  recover(): void {
    const now = this.#host.clock.now();
    for (const event of this.#records.all()) if (event.dueAt <= now) this.#take(event);
  }

  /** Begins nothing any more; what is under way is tried again after the next start. */
  close(): void {
    this.#isClosed = true;
  }

  #take(event: QueuedEvent): void {
    const { account, region, functionName, requestId } = event;
    if (this.#isClosed || this.#taken.has(requestId)) return;
    this.#taken.add(requestId);
    const key = `${account}:${region}:${functionName}`;
    const lane = this.#lanes.get(key) ?? { waiting: [], running: 0 };
    this.#lanes.set(key, lane);
    lane.waiting.push(requestId);
    this.#advance(key, lane);
  }

  #advance(key: string, lane: Lane): void {
    while (lane.running < mostAtOnce && lane.waiting.length > 0 && !this.#isClosed) {
      const requestId = lane.waiting.shift()!;
      lane.running++;
      this.#work(requestId).finally(() => {
        lane.running--;
        this.#taken.delete(requestId);
        if (lane.running === 0 && lane.waiting.length === 0) this.#lanes.delete(key);
        else this.#advance(key, lane);
      });
    }
  }

  /** Tries an event once; it never rejects. */
  async #work(requestId: string): Promise<void> {
    // The request that brought the event is answered first.
    await Promise.resolve();
    const event = this.#isClosed ? undefined : this.#records.get(requestId);
    if (!event) return;
    const span = this.#host.tracer.start("lambda event");
    span.set("function", qualifiedArn(event)).set("requestId", requestId);
    try {
      await this.#try(event, span);
      span.end();
    } catch (thrown) {
      span.end(errorMessage(thrown));
      if (this.#isClosed) return;
      const message = `event ${requestId}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`;
      this.#host.report({ level: "error", source: "lambda", message });
      this.#records.remove(requestId);
    }
  }

  async #try(event: QueuedEvent, span: Span): Promise<void> {
    const version = this.#version(event);
    // The function is gone, and its events with it.
    if (!version) return this.#records.remove(event.requestId);
    const { reader } = this.#state;
    if (this.#state.reservedConcurrency(reader, event) === 0) {
      const lastFailure = { code: 429, message: "Rate Exceeded." };
      return this.#finish({ ...event, lastFailure }, version, { condition: "ZeroReservedConcurrency" }, span);
    }
    if (this.#host.clock.now() >= this.#expiry(event)) {
      return this.#finish(event, version, { condition: "EventAgeExceeded" }, span);
    }
    try {
      const result = await this.#invoke(event, version, span);
      if (this.#isClosed) return;
      const answer = { result, executedVersion: version.version };
      const ran: QueuedEvent = { ...event, runs: event.runs + 1, refusals: 0 };
      if (result.functionError === undefined) await this.#finish(ran, version, { condition: "Success", answer }, span);
      else await this.#failed(ran, version, answer, span);
    } catch (thrown) {
      if (!(thrown instanceof AwsError) || this.#isClosed) throw thrown;
      this.#refused(event, thrown, span);
    }
  }

  #version(event: QueuedEvent): FunctionVersion | undefined {
    try {
      return this.#state.resolve(this.#state.reader, event);
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      return undefined;
    }
  }

  #invoke({ requestId, traceHeader, ...name }: QueuedEvent, version: FunctionVersion, span: Span) {
    this.#metrics.asyncEventAge(name, this.#host.clock.now() - name.enqueuedAt);
    const payload = new TextEncoder().encode(this.#records.payload(requestId));
    const invokedArn = qualifiedArn(name);
    return this.#invoker.invoke({ version, invokedArn, requestId, payload, traceHeader, span });
  }

  /** The function ran and failed: it is tried again after a minute, and then after two. */
  async #failed(
    event: QueuedEvent,
    version: FunctionVersion,
    answer: NonNullable<EventOutcome["answer"]>,
    span: Span,
  ): Promise<void> {
    const lastFailure = { code: 200, message: errorMessageOf(answer.result.payload) };
    const failed = { ...event, lastFailure };
    const retries = this.#config(event)?.maximumRetryAttempts ?? defaultRetries;
    if (event.runs > retries) return this.#finish(failed, version, { condition: "RetriesExhausted", answer }, span);
    const dueAt = this.#host.clock.now() + event.runs * minute;
    if (dueAt >= this.#expiry(event)) {
      return this.#finish(failed, version, { condition: "EventAgeExceeded", answer }, span);
    }
    span.set("outcome", `failed, tried again at ${new Date(dueAt).toISOString()}`);
    this.#records.postpone({ ...failed, dueAt });
  }

  /** The invocation could not begin: it is tried again, ever later, until the event is too old. */
  #refused(event: QueuedEvent, { status, code, message }: AwsError, span: Span): void {
    const refusals = event.refusals + 1;
    const wait = Math.min(shortestBackOff * 2 ** (refusals - 1), longestBackOff);
    const dueAt = Math.min(this.#host.clock.now() + wait, this.#expiry(event));
    span.set("outcome", `${code}, tried again at ${new Date(dueAt).toISOString()}`);
    const lastFailure: EventFailure = { code: status, message };
    this.#records.postpone({ ...event, refusals, dueAt, lastFailure });
  }

  /** Tells the destinations of an event's end, and forgets it. */
  async #finish(event: QueuedEvent, version: FunctionVersion, outcome: EventOutcome, span: Span): Promise<void> {
    const { condition } = outcome;
    const succeeded = condition === "Success";
    if (!succeeded) this.#metrics.asyncEvent(event, "AsyncEventsDropped");
    span.set("outcome", condition);
    const payload = this.#records.payload(event.requestId);
    const config = this.#config(event);
    const destination = succeeded ? config?.onSuccess : config?.onFailure;
    const delivery: Delivery = { event, version, span };
    if (destination !== undefined) {
      const record = invocationRecord(event, payload, outcome, this.#host.clock.now());
      await this.#deliver(destination, event, "DestinationDeliveryFailures", () =>
        this.#destinations.send(destination, record, succeeded, delivery),
      );
    }
    const deadLetterTarget = succeeded ? undefined : version.deadLetterTarget;
    if (deadLetterTarget !== undefined) {
      const failure = event.lastFailure ?? { code: 200, message: "" };
      await this.#deliver(deadLetterTarget, event, "DeadLetterErrors", () =>
        this.#destinations.sendDeadLetter(deadLetterTarget, payload, failure, delivery),
      );
    }
    if (!this.#isClosed) this.#records.remove(event.requestId);
  }

  /** A destination that can't be reached loses the record, as with AWS; the person is told. */
  async #deliver(
    target: string,
    event: QueuedEvent,
    failureMetric: "DestinationDeliveryFailures" | "DeadLetterErrors",
    send: () => Promise<void>,
  ): Promise<void> {
    try {
      await send();
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      this.#metrics.asyncEvent(event, failureMetric);
      const message = `The record of an asynchronous event of ${qualifiedArn(event)} could not be sent to ${target}: ${thrown.code}: ${thrown.message}`;
      this.#host.report({ level: "warning", source: "lambda", message });
    }
  }

  #config(event: QueuedEvent): EventInvokeConfig | undefined {
    return this.#state.eventInvokeConfig(this.#state.reader, event, event.qualifier);
  }

  #expiry(event: QueuedEvent): number {
    return event.enqueuedAt + (this.#config(event)?.maximumEventAge ?? defaultAge) * 1000;
  }
}
