import { Collection } from "../../../kernel/collection.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { QualifiedName } from "../names.ts";

/** Why an invocation did not begin, or how it failed, as a dead-letter queue is told of it. */
export interface EventFailure {
  /** The HTTP status: 200 for the function's own error. */
  readonly code: number;
  readonly message: string;
}

/** An asynchronous event that is not done with yet. */
export interface QueuedEvent extends QualifiedName {
  readonly requestId: string;
  readonly traceHeader: string;
  /** Epoch milliseconds. */
  readonly enqueuedAt: number;
  /** When it is tried next. */
  readonly dueAt: number;
  /** How often the function has run with it. */
  readonly runs: number;
  /** How often in a row an invocation could not begin. */
  readonly refusals: number;
  readonly lastFailure?: EventFailure;
}

/** Names the timers that bring events back. */
export const eventTimer = "lambda.event";

/** The asynchronous events of all functions, stored until they are done with. */
export class EventRecords {
  readonly #host: ServiceHost;
  readonly #events = new Collection<QueuedEvent>("lambda", "event");
  /** Apart, so that an event's course is written without its payload. */
  readonly #payloads = new Collection<string>("lambda", "event-payload");

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  add(event: QueuedEvent, payload: string): void {
    this.#host.store.transact((transaction) => {
      this.#events.put(transaction, [event.requestId], event);
      this.#payloads.put(transaction, [event.requestId], payload);
    });
  }

  get(requestId: string): QueuedEvent | undefined {
    return this.#events.get(this.#host.store, requestId);
  }

  payload(requestId: string): string {
    return this.#payloads.get(this.#host.store, requestId) ?? "{}";
  }

  all(): readonly QueuedEvent[] {
    return Array.from(this.#events.list(this.#host.store));
  }

  /** Puts an event off until `dueAt`. */
  postpone(event: QueuedEvent): void {
    const { requestId, dueAt } = event;
    this.#host.store.transact((transaction) => {
      this.#events.put(transaction, [requestId], event);
      this.#host.timers.set(transaction, { kind: eventTimer, id: requestId, at: dueAt, data: null });
    });
  }

  remove(requestId: string): void {
    this.#host.store.transact((transaction) => {
      this.#events.delete(transaction, requestId);
      this.#payloads.delete(transaction, requestId);
      this.#host.timers.cancel(transaction, eventTimer, requestId);
    });
  }
}
