import type { Cancellable, Clock } from "./clock.ts";

/** The account and region in which something is counted. */
interface MetricPlace {
  readonly account: string;
  readonly region: string;
}

/** AWS's name of a unit: `Count`, `Bytes`, `Milliseconds`, ... */
export type MetricUnit = string;

/** What was counted of one metric within a minute. */
export interface Counted {
  readonly unit: MetricUnit;
  /** How often each value came. */
  readonly values: ReadonlyMap<number, number>;
}

/**
 * What a gauge shows: a value, or an age by the instant it is counted from (`since`, epoch milliseconds); neither if there is
 * nothing to show any more. It holds until it is set anew, and nobody has to be asked in between.
 */
export interface Gauge {
  readonly unit: MetricUnit;
  readonly value?: number;
  readonly since?: number;
}

/** What a minute has brought of one resource: the metrics of one set of dimensions. */
export interface MinuteOfMetrics {
  readonly place: MetricPlace;
  readonly namespace: string;
  /** Names and values in turn. */
  readonly dimensions: readonly string[];
  /** Epoch milliseconds, a whole minute. */
  readonly minute: number;
  readonly counted: ReadonlyMap<string, Counted>;
  readonly gauges: ReadonlyMap<string, Gauge>;
}

/** How many different values of one metric are told apart within a minute; more are rounded. */
const mostValues = 500;
const minuteMilliseconds = 60_000;

/** Where a resource counts, within one minute. */
export class MetricSource implements MinuteOfMetrics {
  readonly place: MetricPlace;
  readonly namespace: string;
  readonly dimensions: readonly string[];
  readonly minute: number;
  readonly counted = new Map<string, { readonly unit: MetricUnit; readonly values: Map<number, number> }>();
  readonly gauges = new Map<string, Gauge>();
  /** Reads the resource's gauges, once, when the minute is over. It must not be set inside of itself. */
  readGauges: ((source: MetricSource) => void) | undefined;

  constructor(place: MetricPlace, namespace: string, dimensions: readonly string[], minute: number) {
    this.place = { account: place.account, region: place.region };
    this.namespace = namespace;
    this.dimensions = dimensions;
    this.minute = minute;
  }

  /** Whether a metric was counted in this minute already. */
  has(metric: string): boolean {
    return this.counted.has(metric);
  }

  add(metric: string, value: number, unit: MetricUnit = "Count"): void {
    let counted = this.counted.get(metric);
    if (!counted) {
      counted = { unit, values: new Map() };
      this.counted.set(metric, counted);
    }
    const { values } = counted;
    const key = values.size < mostValues || values.has(value) ? value : Number(value.toPrecision(2));
    values.set(key, (values.get(key) ?? 0) + 1);
  }

  /** Sets what a gauge shows from now on. */
  hold(metric: string, gauge: Gauge): void {
    this.gauges.set(metric, gauge);
  }
}

/** A resource that often counts: where it does is looked up once in a minute. */
export class MetricCounter {
  readonly #metrics: Metrics;
  readonly #find: () => MetricSource;
  #epoch = -1;
  #source: MetricSource | undefined;

  constructor(metrics: Metrics, find: () => MetricSource) {
    this.#metrics = metrics;
    this.#find = find;
  }

  /** Where it counts now. Ask anew for each event. */
  get source(): MetricSource {
    const epoch = this.#metrics.epoch();
    if (this.#source === undefined || epoch !== this.#epoch) {
      this.#source = this.#find();
      this.#epoch = epoch;
    }
    return this.#source;
  }
}

/**
 * What services count of their resources, as AWS's do. Counting costs a look into a map: it is gathered in memory by the minute, and whoever
 * collects it gets each minute when it is over. What was counted in a minute that the process does not live to see the end of is lost.
 */
export class Metrics {
  readonly #clock: Clock;
  #sources = new Map<string, MetricSource>();
  /** Of minutes that are over. */
  #finished: MetricSource[] = [];
  #minute = 0;
  #epoch = 0;
  #wait: Cancellable | undefined;
  #collect: ((minutes: readonly MinuteOfMetrics[]) => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Names who gets what was counted; without anybody it is forgotten. */
  collect(collector: (minutes: readonly MinuteOfMetrics[]) => void): void {
    this.#collect = collector;
  }

  /** Where the resource that these dimensions (names and values in turn) stand for counts now. Ask anew for each event. */
  of(place: MetricPlace, namespace: string, ...dimensions: readonly string[]): MetricSource {
    const minute = this.#currentMinute();
    const key = `${place.account}\0${place.region}\0${namespace}\0${dimensions.join("\0")}`;
    let source = this.#sources.get(key);
    if (!source) {
      source = new MetricSource(place, namespace, dimensions, minute);
      this.#sources.set(key, source);
    }
    return source;
  }

  /** A counter of the resource that these dimensions stand for. */
  counter(place: MetricPlace, namespace: string, ...dimensions: readonly string[]): MetricCounter {
    return new MetricCounter(this, () => this.of(place, namespace, ...dimensions));
  }

  /** Changes with each minute, and whenever what was counted is handed over. */
  epoch(): number {
    this.#currentMinute();
    return this.#epoch;
  }

  #currentMinute(): number {
    const now = this.#clock.now();
    if (now >= this.#minute + minuteMilliseconds || now < this.#minute) {
      // Whoever counts may be inside a transaction: what is over is handed over when the clock comes to it.
      this.#finished.push(...this.#sources.values());
      this.#sources = new Map();
      this.#epoch++;
      this.#minute = now - (now % minuteMilliseconds);
    }
    if (!this.#collect) this.#finished = [];
    else if (!this.#wait) {
      this.#wait = this.#clock.at(this.#minute + minuteMilliseconds, () => this.flush());
    }
    return this.#minute;
  }

  /** Hands over all that was counted, also in a minute that is not over yet; it goes on anew. */
  flush(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
    if (this.#sources.size === 0 && this.#finished.length === 0) return;
    const minutes = [...this.#finished, ...this.#sources.values()];
    this.#finished = [];
    this.#sources = new Map();
    this.#epoch++;
    for (const source of minutes) source.readGauges?.(source);
    this.#collect?.(minutes);
  }

  /** Hands over what is left, and counts no more. */
  close(): void {
    this.flush();
    this.#collect = undefined;
  }
}
