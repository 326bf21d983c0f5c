import type { ScriptCase } from "./corpus/case.ts";
import type { Area } from "./corpus/load-corpora.ts";
import { type Outcome, outcomeOf } from "./corpus/outcome.ts";
import type { Endpoint, EndpointSource } from "./endpoint.ts";
import { runPattern } from "./patterns/run-pattern.ts";
import { runScenario } from "./scenario/run-scenario.ts";
import { runScript } from "./script/run-script.ts";
import { runRender } from "./template/run-render.ts";
import { runUnit } from "./template/run-unit.ts";

export interface Selection {
  /** Only areas whose name has this in it. */
  readonly area?: string;
  /** Only cases whose id has this in it or matches it as a regular expression. */
  readonly only?: string;
}

export interface CaseResult extends Outcome {
  readonly area: string;
  readonly id: string;
}

interface Run {
  readonly id: string;
  readonly now: number | undefined;
  readonly run: (endpoint: Endpoint) => Promise<Outcome>;
}

function startOf(testCase: ScriptCase): number | undefined {
  return testCase.clock === undefined ? undefined : Date.parse(testCase.clock);
}

function runsOf(area: Area): Run[] {
  switch (area.kind) {
    case "script":
      return area.cases.map((testCase) => ({
        id: testCase.id,
        now: startOf(testCase),
        run: (endpoint) => runScript(testCase, area.rules, endpoint),
      }));
    case "render":
      return runsWith(area.cases, runRender);
    case "unit":
      return runsWith(area.cases, runUnit);
    case "scenario":
      return runsWith(area.cases, runScenario);
    case "pattern":
      return runsWith(area.cases, runPattern);
  }
}

function runsWith<T extends { readonly id: string }>(
  cases: readonly T[],
  run: (testCase: T, endpoint: Endpoint) => Promise<Outcome>,
): Run[] {
  return cases.map((testCase) => ({
    id: testCase.id,
    now: undefined,
    run: (endpoint) => run(testCase, endpoint),
  }));
}

function selects(pattern: string): (id: string) => boolean {
  const expression = toExpression(pattern);
  return (id) => id.includes(pattern) || (expression?.test(id) ?? false);
}

function toExpression(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}

/** Runs the selected cases one after another and gives each result as it comes. */
export async function* runAreas(
  areas: readonly Area[],
  selection: Selection,
  endpoints: EndpointSource,
): AsyncGenerator<CaseResult> {
  const isWanted = selection.only === undefined ? () => true : selects(selection.only);
  for (const area of areas) {
    if (selection.area !== undefined && !area.name.includes(selection.area)) continue;
    for (const { id, now, run } of runsOf(area).filter((candidate) => isWanted(candidate.id))) {
      const endpoint = await endpoints.open(now);
      try {
        yield { area: area.name, id, ...(await outcomeOf(() => run(endpoint))) };
      } finally {
        await endpoint.close();
      }
    }
  }
}
