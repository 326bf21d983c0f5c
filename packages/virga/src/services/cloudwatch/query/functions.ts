/** What an expression can give. A text is only an argument. */
export type ValueType = "scalar" | "series" | "array" | "text";

/** One series: values by their instants (epoch milliseconds). */
export interface Series {
  readonly label: string;
  /** Seconds. */
  readonly period: number;
  readonly points: ReadonlyMap<number, number>;
}

export type Value = number | string | Series | readonly Series[];

/** What a function may know beside its arguments. */
export interface Scope {
  /** The instants of the time range, one per period, ascending. */
  readonly instants: readonly number[];
  /** Seconds. */
  readonly period: number;
  metrics(filter: string | undefined): readonly Series[];
}

interface MathFunction {
  type(types: readonly ValueType[]): ValueType | undefined;
  apply(scope: Scope, values: readonly Value[]): Value;
}

export function isSeries(value: Value): value is Series {
  return typeof value === "object" && !Array.isArray(value);
}

function isArray(value: Value): value is readonly Series[] {
  return Array.isArray(value);
}

function withPoints(series: Series, points: ReadonlyMap<number, number>): Series {
  return { ...series, points };
}

/** Applies a change to each value, of a number or of each series. */
export function mapValue(value: Value, change: (value: number, instant: number, series: Series) => number): Value {
  if (typeof value === "number") return change(value, 0, { label: "", period: 60, points: new Map() });
  if (typeof value === "string") return value;
  const mapSeries = (series: Series) => {
    const points = new Map<number, number>();
    for (const [instant, point] of series.points) {
      const changed = change(point, instant, series);
      if (Number.isFinite(changed)) points.set(instant, changed);
    }
    return withPoints(series, points);
  };
  return isArray(value) ? value.map(mapSeries) : mapSeries(value as Series);
}

/** A series of what a change makes of all values so far. */
function mapAll(value: Value, change: (entries: readonly (readonly [number, number])[]) => Map<number, number>): Value {
  const mapSeries = (series: Series) => withPoints(series, change(ascending(series)));
  return isArray(value) ? value.map(mapSeries) : mapSeries(value as Series);
}

function ascending({ points }: Series): readonly (readonly [number, number])[] {
  return Array.from(points).sort(([left], [right]) => left - right);
}

/** Of numbers that are not series: an array of one argument gives itself. */
const elementwise = (change: (value: number) => number): MathFunction => ({
  type: (types) => (types.length === 1 && types[0] !== "text" ? types[0] : undefined),
  apply: (_scope, [value]) => mapValue(value!, change),
});

/** One series gives a number; several give a series, instant by instant. */
const aggregate = (combine: (values: readonly number[]) => number): MathFunction => ({
  type: (types) => {
    if (types.length === 0 || types.includes("text")) return undefined;
    if (types.length === 1 && types[0] !== "array") return "scalar";
    return types.every((type) => type === "scalar") ? "scalar" : "series";
  },
  apply: (_scope, values) => {
    const [only] = values;
    if (values.length === 1 && typeof only === "number") return only;
    if (values.length === 1 && isSeries(only!)) return combine(Array.from(only.points.values()));
    return combineSeries(values, combine);
  },
});

function combineSeries(values: readonly Value[], combine: (values: readonly number[]) => number): Value {
  const numbers = values.filter((value) => typeof value === "number");
  const all = values.flatMap((value) => (isArray(value) ? value : isSeries(value) ? [value] : []));
  if (all.length === 0) return combine(numbers);
  const gathered = new Map<number, number[]>();
  for (const { points } of all) {
    for (const [instant, point] of points) {
      const found = gathered.get(instant);
      if (found) found.push(point);
      else gathered.set(instant, [...numbers, point]);
    }
  }
  const points = new Map(Array.from(gathered, ([instant, found]) => [instant, combine(found)]));
  return { label: all[0]!.label, period: Math.max(...all.map(({ period }) => period)), points };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function deviation(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
}

/** Of one series a number, of several one for each. */
const overSeries = (change: (entries: readonly (readonly [number, number])[]) => number): MathFunction => ({
  type: (types) => (types.length === 1 && types[0] === "series" ? "scalar" : undefined),
  apply: (_scope, [value]) => change(ascending(value as Series)),
});

const running = (
  change: (entries: readonly (readonly [number, number])[], series: Series) => Map<number, number>,
): MathFunction => ({
  type: (types) => (types.length === 1 && (types[0] === "series" || types[0] === "array") ? types[0] : undefined),
  apply: (_scope, [value]) => mapAll(value!, (entries) => change(entries, value as Series)),
});

function differences(
  entries: readonly (readonly [number, number])[],
  change: (value: number, seconds: number) => number,
): Map<number, number> {
  const result = new Map<number, number>();
  for (let index = 1; index < entries.length; index++) {
    const [before, earlier] = entries[index - 1]!;
    const [instant, later] = entries[index]!;
    result.set(instant, change(later - earlier, (instant - before) / 1000));
  }
  return result;
}

/** A part of each instant, in UTC. */
const calendar = (part: (date: Date) => number): MathFunction => ({
  type: (types) => (types.length === 1 && types[0] === "series" ? "series" : undefined),
  apply: (_scope, [value]) => mapValue(value!, (_point, instant) => part(new Date(instant))),
});

const fill: MathFunction = {
  type: ([type, filler]) => (filler !== undefined && (type === "series" || type === "array") ? type : undefined),
  apply: ({ instants }, [value, filler]) =>
    mapAll(value!, (entries) => {
      const points = new Map(entries);
      const missing = instants.filter((instant) => !points.has(instant));
      for (const instant of missing) {
        const filled = fillAt(entries, instant, filler!);
        if (filled !== undefined) points.set(instant, filled);
      }
      return points;
    }),
};

function fillAt(entries: readonly (readonly [number, number])[], instant: number, filler: Value): number | undefined {
  if (typeof filler === "number") return filler;
  if (isSeries(filler)) return filler.points.get(instant);
  const before = entries.findLast(([at]) => at < instant);
  if (filler === "REPEAT") return before?.[1];
  const after = entries.find(([at]) => at > instant);
  if (!before || !after) return undefined;
  return before[1] + ((after[1] - before[1]) * (instant - before[0])) / (after[0] - before[0]);
}

const condition: MathFunction = {
  type: (types) => {
    if (types.length < 2 || types.length > 3 || types.includes("text") || types.includes("array")) return undefined;
    return types.includes("series") ? "series" : "scalar";
  },
  apply: (_scope, [test, whenTrue, whenFalse]) => {
    const all = [test, whenTrue, whenFalse].filter((value) => value !== undefined && isSeries(value)) as Series[];
    const at = (value: Value | undefined, instant: number) =>
      typeof value === "number" ? value : value === undefined ? undefined : (value as Series).points.get(instant);
    if (all.length === 0) return at(test, 0) !== 0 ? whenTrue! : (whenFalse ?? 0);
    const points = new Map<number, number>();
    for (const instant of new Set(all.flatMap(({ points: found }) => Array.from(found.keys())))) {
      const tested = at(test, instant);
      const chosen = tested === undefined ? undefined : at(tested !== 0 ? whenTrue : whenFalse, instant);
      if (chosen !== undefined) points.set(instant, chosen);
    }
    return { ...all[0]!, points };
  },
};

const selections = {
  AVG: (values: readonly number[]) => sum(values) / values.length,
  MAX: (values: readonly number[]) => Math.max(...values),
  MIN: (values: readonly number[]) => Math.min(...values),
  SUM: sum,
} as const;

/** `SORT(array, function, direction[, count])` */
const sort: MathFunction = {
  type: (types) => (types[0] === "array" && types.length >= 2 ? "array" : undefined),
  apply: (_scope, [value, by, direction, count]) => {
    const measure = selections[by as "AVG"] ?? selections.AVG;
    const sign = direction === "ASC" ? 1 : -1;
    const sorted = Array.from(value as readonly Series[]).sort(
      (left, right) => sign * (measure(Array.from(left.points.values())) - measure(Array.from(right.points.values()))),
    );
    return typeof count === "number" ? sorted.slice(0, count) : sorted;
  },
};

/** The functions of metric math: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
const functions: Readonly<Record<string, MathFunction>> = {
  ABS: elementwise(Math.abs),
  AVG: aggregate((values) => sum(values) / values.length),
  CEIL: elementwise(Math.ceil),
  DATAPOINT_COUNT: overSeries((entries) => entries.length),
  DATE: calendar((date) => date.getUTCDate()),
  DAY: calendar((date) => date.getUTCDay() || 7),
  DIFF: running((entries) => differences(entries, (difference) => difference)),
  DIFF_TIME: running((entries) => differences(entries, (_difference, seconds) => seconds)),
  EPOCH: calendar((date) => date.getTime() / 1000),
  FILL: fill,
  FIRST: {
    type: (types) =>
      types.length === 1 && types[0] === "array" ? "series" : types[0] === "series" ? "scalar" : undefined,
    apply: (_scope, [value]) =>
      isArray(value!) ? (value[0] ?? emptySeries) : (ascending(value as Series)[0]?.[1] ?? Number.NaN),
  },
  FLOOR: elementwise(Math.floor),
  HOUR: calendar((date) => date.getUTCHours()),
  IF: condition,
  LAST: {
    type: (types) =>
      types.length === 1 && types[0] === "array" ? "series" : types[0] === "series" ? "scalar" : undefined,
    apply: (_scope, [value]) =>
      isArray(value!) ? (value.at(-1) ?? emptySeries) : (ascending(value as Series).at(-1)?.[1] ?? Number.NaN),
  },
  LOG: elementwise(Math.log),
  LOG10: elementwise(Math.log10),
  MAX: aggregate((values) => Math.max(...values)),
  METRICS: {
    type: (types) => (types.length <= 1 && (types[0] ?? "text") === "text" ? "array" : undefined),
    apply: (scope, [filter]) => scope.metrics(filter as string | undefined),
  },
  METRIC_COUNT: {
    type: (types) => (types.length === 1 && types[0] === "array" ? "scalar" : undefined),
    apply: (_scope, [value]) => (value as readonly Series[]).length,
  },
  MIN: aggregate((values) => Math.min(...values)),
  MINUTE: calendar((date) => date.getUTCMinutes()),
  MONTH: calendar((date) => date.getUTCMonth() + 1),
  PERIOD: {
    type: (types) => (types.length === 1 && types[0] === "series" ? "scalar" : undefined),
    apply: (_scope, [value]) => (value as Series).period,
  },
  RATE: running((entries) => differences(entries, (difference, seconds) => difference / seconds)),
  REMOVE_EMPTY: {
    type: (types) => (types.length === 1 && types[0] === "array" ? "array" : undefined),
    apply: (_scope, [value]) => (value as readonly Series[]).filter(({ points }) => points.size > 0),
  },
  RUNNING_SUM: running((entries) => {
    let total = 0;
    const add = (value: number) => {
      total += value;
      return total;
    };
    return new Map(entries.map(([instant, value]) => [instant, add(value)]));
  }),
  SLICE: {
    type: (types) =>
      types[0] === "array" && types.length >= 2 ? (types.length === 2 ? "series" : "array") : undefined,
    apply: (_scope, [value, from, to]) => {
      const all = value as readonly Series[];
      return to === undefined ? (all[from as number] ?? emptySeries) : all.slice(from as number, to as number);
    },
  },
  SORT: sort,
  STDDEV: aggregate(deviation),
  SUM: aggregate(sum),
  TIME_SERIES: {
    type: (types) => (types.length === 1 && types[0] === "scalar" ? "series" : undefined),
    apply: ({ instants, period }, [value]) => ({
      label: "",
      period,
      points: new Map(instants.map((instant) => [instant, value as number])),
    }),
  },
  YEAR: calendar((date) => date.getUTCFullYear()),
};

const emptySeries: Series = { label: "", period: 60, points: new Map() };

const keywords: ReadonlySet<string> = new Set(["ASC", "AVG", "DESC", "LINEAR", "MAX", "MIN", "REPEAT", "SUM"]);

/** Whether a name is a word that functions take as it is. */
export function isKeyword(name: string): boolean {
  return keywords.has(name);
}

export function isFunction(name: string): boolean {
  return Object.hasOwn(functions, name);
}

/** What a function gives for arguments of these types; `undefined` if it takes no such arguments. */
export function functionType(name: string, types: readonly ValueType[]): ValueType | undefined {
  return functions[name]!.type(types);
}

export function applyFunction(name: string, scope: Scope, values: readonly Value[]): Value {
  return functions[name]!.apply(scope, values);
}
