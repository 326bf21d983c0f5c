import type { CaseResult } from "./run-areas.ts";

interface Counts {
  passed: number;
  failed: number;
  unsupported: number;
}

const mostDetails = 12;

function count(results: readonly CaseResult[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, unsupported: 0 };
  for (const { result } of results) counts[result]++;
  return counts;
}

function byArea(results: readonly CaseResult[]): Map<string, Counts> {
  const areas = Map.groupBy(results, ({ area }) => area);
  return new Map(Array.from(areas, ([area, members]) => [area, count(members)]));
}

/** `3 passed, 1 failed, 0 unsupported` */
export function summaryLine(results: readonly CaseResult[]): string {
  const { passed, failed, unsupported } = count(results);
  return `${passed} passed, ${failed} failed, ${unsupported} unsupported`;
}

/** A case that did not pass, with its differences; undefined for one that did. */
export function failureText({ result, id, area, details }: CaseResult): string | undefined {
  if (result !== "failed") return undefined;
  const more = details.length > mostDetails ? [`... and ${details.length - mostDetails} more differences`] : [];
  return [`FAILED ${area}  ${id}`, ...details.slice(0, mostDetails), ...more].join("\n    ");
}

/** The numbers of each area, what was not supported and how often, and the summary as the last line. */
export function reportText(results: readonly CaseResult[]): string {
  const rows = Array.from(byArea(results), ([area, { passed, failed, unsupported }]) =>
    [area.padEnd(36), String(passed).padStart(7), String(failed).padStart(7), String(unsupported).padStart(12)].join(
      "",
    ),
  );
  const reasons = Map.groupBy(
    results.filter(({ result }) => result === "unsupported"),
    ({ details }) => (details[0] ?? "").replace(/ at \/.*$| \(entered at .*?\)/g, ""),
  );
  const named = Array.from(reasons, ([reason, cases]) => `${String(cases.length).padStart(5)}  ${reason}`)
    .sort()
    .reverse();
  return [
    "",
    `${"area".padEnd(36)} passed failed unsupported`,
    ...rows,
    ...(named.length > 0 ? ["", "not supported:", ...named] : []),
    "",
    summaryLine(results),
  ].join("\n");
}

/** Everything for a program: totals, areas and each case. */
export function reportJson(results: readonly CaseResult[]): string {
  const areas = Object.fromEntries(byArea(results));
  return JSON.stringify({ ...count(results), areas, cases: results }, null, 2);
}
