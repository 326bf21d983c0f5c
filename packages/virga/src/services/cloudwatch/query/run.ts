import type { MetricStat } from "@aws-sdk/client-cloudwatch";
import type { Place } from "../model.ts";
import { type Aggregate, merged, statisticOf } from "../series/aggregate.ts";
import type { MetricStore } from "../series/metric-store.ts";
import { dimensionsOf, type SeriesName, type SeriesRecord } from "../series/series.ts";
import { requireStatistic } from "../statistics.ts";
import type { CompiledQuery } from "./compile.ts";
import { applyFunction, isKeyword, isSeries, mapValue, type Series, type Value } from "./functions.ts";
import type { Node, Operator } from "./syntax.ts";

/** Epoch milliseconds; the end is left out. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** The values of compiled queries in a time range, each worked out once. */
export class QueryRun {
  readonly #metrics: MetricStore;
  readonly #place: Place;
  readonly #queries: ReadonlyMap<string, CompiledQuery>;
  readonly #range: TimeRange;
  readonly #values = new Map<string, Value>();

  constructor(metrics: MetricStore, place: Place, queries: ReadonlyMap<string, CompiledQuery>, range: TimeRange) {
    this.#metrics = metrics;
    this.#place = place;
    this.#queries = queries;
    this.#range = range;
  }

  /** What a query gives, as a list of series. */
  series(id: string): readonly Series[] {
    const value = this.value(id);
    if (Array.isArray(value)) return value as readonly Series[];
    return isSeries(value) ? [value] : [];
  }

  value(id: string): Value {
    let value = this.#values.get(id);
    if (value === undefined) {
      const query = this.#queries.get(id)!;
      value = query.tree ? this.#evaluate(query.tree, query) : this.#metric(query);
      this.#values.set(id, value);
    }
    return value;
  }

  #metric({ query, period }: CompiledQuery): Series {
    const stat = query.MetricStat!;
    const label = stat.Metric?.MetricName ?? "";
    const series = this.#metrics.find(seriesOfStat(this.#place, stat));
    const points = series ? readStatistic(this.#metrics, series, stat, this.#range) : new Map<number, number>();
    return { label, period, points };
  }

  #evaluate(node: Node, query: CompiledQuery): Value {
    switch (node.kind) {
      case "number":
      case "text":
        return node.value;
      case "reference":
        return isKeyword(node.id) && !this.#queries.has(node.id) ? node.id : this.value(node.id);
      case "list":
        return node.items.flatMap((item) => {
          const value = this.#evaluate(item, query);
          return typeof value === "object" ? value : [];
        });
      case "negation":
        return mapValue(this.#evaluate(node.of, query), (value) => -value);
      case "operation":
        return combine(node.operator, this.#evaluate(node.left, query), this.#evaluate(node.right, query));
      case "call": {
        const { start, end } = this.#range;
        const step = query.period * 1000;
        const scope = {
          period: query.period,
          instants: Array.from({ length: Math.ceil((end - start) / step) }, (_, index) => start + index * step),
          metrics: (filter: string | undefined) => this.#allMetrics(filter),
        };
        const given = node.arguments.map((argument) => this.#evaluate(argument, query));
        return applyFunction(node.name, scope, given);
      }
    }
  }

  #allMetrics(filter: string | undefined): readonly Series[] {
    const ids = Array.from(this.#queries.values()).filter(({ query }) => query.MetricStat);
    return ids.filter(({ id }) => filter === undefined || id.includes(filter)).flatMap(({ id }) => this.series(id));
  }
}

/** The series that a query is about. */
export function seriesOfStat({ account, region }: Place, { Metric }: MetricStat): SeriesName {
  const { Namespace: namespace = "", MetricName: name = "", Dimensions } = Metric ?? {};
  return { account, region, namespace, name, dimensions: dimensionsOf(Dimensions) };
}

/** A statistic of each period that has data. */
function readStatistic(
  metrics: MetricStore,
  series: SeriesRecord,
  { Stat, Period, Unit }: MetricStat,
  range: TimeRange,
): Map<number, number> {
  const statistic = requireStatistic(Stat!);
  const points = new Map<number, number>();
  const read = metrics.read(series, { ...range, period: Period! * 1000, ...(Unit !== undefined && { unit: Unit }) });
  for (const [instant, byUnit] of read) {
    const value = statisticOf(acrossUnits(byUnit), statistic);
    if (value !== undefined) points.set(instant, value);
  }
  return points;
}

/** What a period has, whatever the unit. */
export function acrossUnits(byUnit: ReadonlyMap<string, Aggregate>): Aggregate {
  let all: Aggregate | undefined;
  for (const aggregate of byUnit.values()) all = merged(all, aggregate);
  return all!;
}

function combine(operator: Operator, left: Value, right: Value): Value {
  const calculate = operations[operator];
  if (Array.isArray(left)) return left.map((series) => combine(operator, series, right) as Series);
  if (Array.isArray(right)) return right.map((series) => combine(operator, left, series) as Series);
  if (typeof left === "number" && typeof right === "number") return calculate(left, right);
  if (typeof left === "number") return mapValue(right, (value) => calculate(left, value));
  if (typeof right === "number") return mapValue(left, (value) => calculate(value, right));
  const [first, second] = [left as Series, right as Series];
  const points = new Map<number, number>();
  for (const [instant, value] of first.points) {
    const other = second.points.get(instant);
    const result = other === undefined ? Number.NaN : calculate(value, other);
    if (Number.isFinite(result)) points.set(instant, result);
  }
  return { ...first, points };
}

const operations: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "^": (left, right) => left ** right,
  "==": (left, right) => Number(left === right),
  "!=": (left, right) => Number(left !== right),
  "<": (left, right) => Number(left < right),
  "<=": (left, right) => Number(left <= right),
  ">": (left, right) => Number(left > right),
  ">=": (left, right) => Number(left >= right),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
};
