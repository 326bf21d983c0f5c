import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { BaseRules, PatternCase, RenderCase, ScenarioCase, ScriptCase, UnitCase } from "./case.ts";

/** The cases of one folder or file, which are run in the same way. */
export type Area =
  | { readonly name: string; readonly kind: "script"; readonly cases: readonly ScriptCase[]; readonly rules: BaseRules }
  | { readonly name: string; readonly kind: "render"; readonly cases: readonly RenderCase[] }
  | { readonly name: string; readonly kind: "unit"; readonly cases: readonly UnitCase[] }
  | { readonly name: string; readonly kind: "scenario"; readonly cases: readonly ScenarioCase[] }
  | { readonly name: string; readonly kind: "pattern"; readonly cases: readonly PatternCase[] };

function readCases<T>(file: string): T[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => JSON.parse(line) as T);
}

function readRules(folder: string): BaseRules {
  return JSON.parse(readFileSync(join(folder, "normalise_base.json"), "utf8")) as BaseRules;
}

function loadStepFunctions(folder: string): Area[] {
  const rules = readRules(folder);
  const areas = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return areas
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const files = readdirSync(join(folder, name)).filter((file) => file.endsWith(".jsonl"));
      const cases = files.sort().flatMap((file) => readCases<ScriptCase>(join(folder, name, file)));
      return { name: `stepfunctions/${name}`, kind: "script" as const, cases, rules };
    });
}

function loadMappingTemplates(folder: string, stepFunctions: string): Area[] {
  const { last } = readRules(stepFunctions);
  const rules = { structure: [], text_before: [], last };
  return [
    { name: "vtl/airspeed", kind: "render", cases: readCases(join(folder, "airspeed.jsonl")) },
    { name: "vtl/apigateway", kind: "script", cases: readCases(join(folder, "apigateway.jsonl")), rules },
    { name: "vtl/unit", kind: "unit", cases: readCases(join(folder, "unit.jsonl")) },
  ];
}

function loadEventSourceMappings(folder: string): Area[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
  return files.sort().map((file) => ({
    name: `event-source-mappings/${basename(file, ".jsonl")}`,
    kind: "scenario",
    cases: readCases(join(folder, file)),
  }));
}

function loadEventPatterns(folder: string): Area[] {
  return [{ name: "eventbridge-patterns", kind: "pattern", cases: readCases(join(folder, "patterns.jsonl")) }];
}

/** The corpora by the names of their folders. */
const loaders: Readonly<Record<string, (folder: string) => Area[]>> = {
  stepfunctions: loadStepFunctions,
  vtl: (folder) => loadMappingTemplates(folder, join(folder, "..", "stepfunctions")),
  "event-source-mappings": loadEventSourceMappings,
  "eventbridge-patterns": loadEventPatterns,
};

export const corpusNames = Object.keys(loaders);

/**
 * Loads the corpora below a folder, each as its README describes it. The folder may also be one of them. Gives no area where there
 * is none.
 */
export function loadCorpora(folder: string): Area[] {
  const own = loaders[basename(folder)];
  if (own) return existsSync(folder) ? own(folder) : [];
  return Object.entries(loaders).flatMap(([name, load]) => {
    const corpus = join(folder, name);
    return existsSync(corpus) ? load(corpus) : [];
  });
}
