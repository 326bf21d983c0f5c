import type { MinuteOfMetrics } from "../../kernel/metrics.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import { AlarmActions } from "./alarms/actions.ts";
import { AlarmEvaluator } from "./alarms/evaluator.ts";
import { aggregateOf } from "./series/aggregate.ts";
import { MetricStore, type Point } from "./series/metric-store.ts";
import type { SeriesName } from "./series/series.ts";
import { CloudWatchState } from "./state.ts";

/** Points of one series. */
interface Addition {
  readonly series: SeriesName;
  readonly points: readonly Point[];
  /** Seconds. */
  readonly resolution: 1 | 60;
}

/** CloudWatch in a runtime: its records, metrics, and the evaluation of alarms. */
export class CloudWatch extends CloudWatchState {
  readonly metrics: MetricStore;
  readonly evaluator: AlarmEvaluator;

  constructor(host: ServiceHost) {
    super(host);
    this.metrics = new MetricStore(host);
    this.evaluator = new AlarmEvaluator(this, this.metrics, new AlarmActions(this));
    host.metrics.collect((minutes) => this.#collect(minutes));
    this.onEvaluation((alarm) => {
      // What the services have counted belongs to what is evaluated.
      host.metrics.flush();
      this.evaluator.evaluate(alarm);
    });
  }

  /** Adds points to series, and calls for the evaluation of the alarms that depend on them. */
  add(additions: readonly Addition[], now: number): void {
    this.transact((transaction) => {
      for (const { series, points, resolution } of additions) this.metrics.add(transaction, series, points, resolution);
      this.evaluator.dataCame(
        transaction,
        additions.map(({ series }) => series),
        now,
      );
    });
  }

  /** Takes what services have counted. */
  #collect(minutes: readonly MinuteOfMetrics[]): void {
    const now = this.host.clock.now();
    this.transact((transaction) => {
      const touched: SeriesName[] = [];
      for (const { place, namespace, dimensions, minute, counted, gauges } of minutes) {
        const pairs = pairsOf(dimensions);
        for (const [name, { unit, values }] of counted) {
          const series = { ...place, namespace, name, dimensions: pairs };
          const aggregate = aggregateOf(Array.from(values.keys()), Array.from(values.values()));
          this.metrics.add(transaction, series, [{ at: minute, unit, aggregate }], 60);
          touched.push(series);
        }
        for (const [name, { unit, ...gauge }] of gauges) {
          const series = { ...place, namespace, name, dimensions: pairs };
          this.metrics.hold(transaction, series, unit, { from: minute, ...gauge });
          touched.push(series);
        }
      }
      this.evaluator.dataCame(transaction, touched, now - 1);
    });
  }
}

function pairsOf(dimensions: readonly string[]): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let index = 0; index < dimensions.length; index += 2) pairs.push([dimensions[index]!, dimensions[index + 1]!]);
  return pairs.sort(([left], [right]) => (left < right ? -1 : 1));
}
