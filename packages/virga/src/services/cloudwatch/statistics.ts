import { validationError } from "./errors.ts";

/** One of the five plain statistics, or a function of how a period's values are spread. */
export type Statistic =
  | { readonly kind: "SampleCount" | "Average" | "Sum" | "Minimum" | "Maximum" }
  | { readonly kind: "percentile"; readonly percent: number }
  | {
      readonly kind: "TM" | "TC" | "TS" | "WM" | "PR";
      readonly unit: "percent" | "value";
      /** Left out, an end is open. */
      readonly from?: number;
      readonly to?: number;
    };

const plain = new Set(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]);
const longNames = { tm: "TM", tc: "TC", ts: "TS", wm: "WM" } as const;

/**
 * Reads a statistic such as `Average`, `p99.9`, `tm90`, `TM(10%:90%)`, `PR(:300)` or `IQM`; `undefined` if it is none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function parseStatistic(text: string): Statistic | undefined {
  if (plain.has(text)) return { kind: text as "Sum" };
  if (text === "IQM") return { kind: "TM", unit: "percent", from: 25, to: 75 };
  const short = /^(p|tm|tc|ts|wm)(\d{1,2}(?:\.\d{0,10})?|100)$/.exec(text);
  if (short) {
    const [, name = "", number] = short;
    const percent = Number(number);
    return name === "p"
      ? { kind: "percentile", percent }
      : { kind: longNames[name as "tm"], unit: "percent", to: percent };
  }
  const ranged = /^(TM|TC|TS|WM|PR)\(([\d.eE+-]*)(%?):([\d.eE+-]*)(%?)\)$/.exec(text);
  return ranged ? parseRange(ranged) : undefined;
}

function parseRange([, kind, from = "", fromPercent, to = "", toPercent]: readonly string[]): Statistic | undefined {
  const marks = [from === "" ? undefined : fromPercent, to === "" ? undefined : toPercent].filter(
    (mark) => mark !== undefined,
  );
  if (marks.length === 0 || new Set(marks).size > 1) return undefined;
  const unit = marks[0] === "%" ? "percent" : "value";
  if (kind === "PR" && unit === "percent") return undefined;
  const ends = [from, to].map((end) => (end === "" ? undefined : Number(end)));
  const wrong = (end: number | undefined) =>
    end !== undefined && (Number.isNaN(end) || (unit === "percent" && end > 100));
  if (ends.some(wrong)) return undefined;
  const [low, high] = ends;
  if (low !== undefined && high !== undefined && low >= high) return undefined;
  return {
    kind: kind as "TM",
    unit,
    ...(low !== undefined && { from: low }),
    ...(high !== undefined && { to: high }),
  };
}

/** The same, with AWS's error for what is no statistic. */
export function requireStatistic(text: string): Statistic {
  const statistic = parseStatistic(text);
  if (!statistic) throw validationError(`The value ${text} for parameter Stat is not supported.`);
  return statistic;
}
