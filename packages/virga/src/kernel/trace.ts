import type { Clock } from "./clock.ts";
import type { Ids } from "./ids.ts";

/** A value that a span tells. */
export type SpanAttribute = string | number | boolean;

/** What a reader of a trace sees of a span. Instants are epoch milliseconds, durations milliseconds with fractions. */
export interface SpanRecord {
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  readonly startedAt: number;
  readonly duration?: number;
  readonly attributes: Readonly<Record<string, SpanAttribute>>;
  readonly error?: string;
}

/** What a reader sees of a trace; the instant is epoch milliseconds. */
export interface TraceRecord {
  readonly traceId: string;
  readonly startedAt: number;
  readonly spans: readonly SpanRecord[];
  /** Spans left out because the trace had too many. */
  readonly dropped: number;
}

/** `1-<8 hexadecimal digits>-<24 of them>`, as X-Ray names a trace. */
const tracingRoot = /(?:^|;)\s*Root=(1-[\da-f]{8}-[\da-f]{24})\s*(?:;|$)/i;

const longestAttribute = 16_384;
const mostSpansPerTrace = 1_000;

/** One timed step of a request. A child starts inside its parent; `end` is called once. */
export class Span {
  readonly trace: Trace;
  readonly id: number;
  readonly parentId: number | undefined;
  readonly name: string;
  readonly startedAt: number;
  readonly #startedElapsed: number;
  readonly #attributes: Record<string, SpanAttribute> = {};
  #duration: number | undefined;
  #error: string | undefined;

  constructor(trace: Trace, id: number, parentId: number | undefined, name: string) {
    this.trace = trace;
    this.id = id;
    this.parentId = parentId;
    this.name = name;
    this.startedAt = trace.clock.now();
    this.#startedElapsed = trace.clock.elapsed();
  }

  child(name: string): Span {
    return this.trace.add(name, this.id);
  }

  /** Texts are cut at 16 KiB. */
  set(name: string, value: SpanAttribute): this {
    this.#attributes[name] =
      typeof value === "string" && value.length > longestAttribute ? `${value.slice(0, longestAttribute)}…` : value;
    return this;
  }

  end(error?: string): void {
    if (this.#duration !== undefined) return;
    this.#duration = this.trace.clock.elapsed() - this.#startedElapsed;
    this.#error = error;
  }

  record(): SpanRecord {
    return {
      spanId: this.trace.spanId(this.id),
      ...(this.parentId === undefined ? {} : { parentId: this.trace.spanId(this.parentId) }),
      name: this.name,
      startedAt: this.startedAt,
      ...(this.#duration === undefined ? {} : { duration: this.#duration }),
      attributes: this.#attributes,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }
}

/** The spans of one request from outside, or of one thing the runtime started by itself (a timer, a recovery). */
export class Trace {
  readonly traceId: string;
  readonly clock: Clock;
  /** The `X-Amzn-Trace-Id` that the request brought along: `Root=...;Parent=...;Sampled=...`. */
  readonly upstream: string | undefined;
  readonly #spans: Span[] = [];
  #dropped = 0;

  constructor(traceId: string, clock: Clock, upstream: string | undefined) {
    this.traceId = traceId;
    this.clock = clock;
    this.upstream = upstream;
  }

  add(name: string, parentId: number | undefined): Span {
    const span = new Span(this, this.#spans.length + this.#dropped + 1, parentId, name);
    if (this.#spans.length < mostSpansPerTrace) this.#spans.push(span);
    else this.#dropped++;
    return span;
  }

  /**
   * The trace's id as X-Ray writes it: the one that came along, or one that leads to this trace.
   * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
   */
  get tracingRoot(): string {
    const given = this.upstream && tracingRoot.exec(this.upstream)?.[1];
    if (given) return given;
    const seconds = Math.floor((this.#spans[0]?.startedAt ?? this.clock.now()) / 1_000);
    return `1-${seconds.toString(16).padStart(8, "0")}-${this.traceId.slice(8)}`;
  }

  spanId(id: number): string {
    return id.toString(16).padStart(16, "0");
  }

  record(): TraceRecord {
    const spans = this.#spans.map((span) => span.record());
    return { traceId: this.traceId, startedAt: spans[0]?.startedAt ?? 0, spans, dropped: this.#dropped };
  }
}

/** How much a tracer keeps. */
export interface TracerOptions {
  /** How many traces are kept; the oldest goes first. */
  readonly capacity: number;
}

/** Starts traces and keeps the last ones in a ring. */
export class Tracer {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #ring: (Trace | undefined)[];
  #next = 0;

  constructor(clock: Clock, ids: Ids, options: TracerOptions) {
    this.#clock = clock;
    this.#ids = ids;
    this.#ring = new Array(options.capacity);
  }

  /** Starts a trace that nobody will read, with its root span: looking at the runtime leaves no traces in it. */
  startUnkept(name: string, upstream?: string): Span {
    return new Trace(this.#ids.hex(32), this.#clock, upstream).add(name, undefined);
  }

  /** Starts a trace with its root span; `upstream` is the tracing header of the request that it begins with. */
  start(name: string, upstream?: string): Span {
    const trace = new Trace(this.#ids.hex(32), this.#clock, upstream);
    this.#ring[this.#next] = trace;
    this.#next = (this.#next + 1) % this.#ring.length;
    return trace.add(name, undefined);
  }

  /** The kept traces, the newest first. */
  *recent(): Generator<TraceRecord> {
    for (let back = 1; back <= this.#ring.length; back++) {
      const trace = this.#ring[(this.#next - back + this.#ring.length) % this.#ring.length];
      if (trace) yield trace.record();
    }
  }

  find(traceId: string): TraceRecord | undefined {
    return this.#ring.find((trace) => trace?.traceId === traceId)?.record();
  }
}
