/** One measured number. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: "requests/s" | "records/s" | "messages/s" | "renders/s" | "ms" | "µs" | "MB";
  /** Ratios to other measurements of the same run, or the value itself, each beside what is aimed at. */
  readonly comparisons: readonly Comparison[];
}

export interface Comparison {
  readonly to: string;
  readonly value: number;
  /** What is aimed at; absent where nothing is. */
  readonly aim?: { readonly atLeast: number } | { readonly lessThan: number };
}

function meets({ value, aim }: Comparison): boolean | undefined {
  if (aim === undefined) return undefined;
  return "atLeast" in aim ? value >= aim.atLeast : value < aim.lessThan;
}

function comparisonText(comparison: Comparison): string {
  const { to, value, aim } = comparison;
  const ratio = to === "" ? "" : `${value.toFixed(2)} × ${to}`;
  if (aim === undefined) return ratio;
  const aimed = "atLeast" in aim ? `aim ≥ ${aim.atLeast}` : `aim < ${aim.lessThan}`;
  return `${ratio}${ratio === "" ? "" : " "}(${aimed}: ${meets(comparison) ? "met" : "missed"})`;
}

/** The measurements as a table. */
export function reportText(measurements: readonly Measurement[]): string {
  const width = Math.max(...measurements.map(({ name }) => name.length));
  const rows = measurements.map(({ name, value, unit, comparisons }) => {
    const number = `${Math.round(value).toLocaleString("en-US").padStart(8)} ${unit.padEnd(10)}`;
    return `${name.padEnd(width)}  ${number}  ${comparisons.map(comparisonText).join(", ")}`.trimEnd();
  });
  return rows.join("\n");
}

/** The measurements for a program. */
export function reportJson(measurements: readonly Measurement[]): string {
  const listed = measurements.map((measurement) => ({
    ...measurement,
    comparisons: measurement.comparisons.map((comparison) => ({ ...comparison, met: meets(comparison) })),
  }));
  return JSON.stringify({ node: process.version, platform: process.platform, measurements: listed }, null, 2);
}
