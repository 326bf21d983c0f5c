import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { BaseRules, RenderCase, ScriptCase, UnitCase } from "./case.ts";

/** The cases of one folder or file, which are run in the same way. */
export type Area =
  | { readonly name: string; readonly kind: "script"; readonly cases: readonly ScriptCase[]; readonly rules: BaseRules }
  | { readonly name: string; readonly kind: "render"; readonly cases: readonly RenderCase[] }
  | { readonly name: string; readonly kind: "unit"; readonly cases: readonly UnitCase[] };

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

/**
 * Loads the corpora `stepfunctions` and `vtl` below a folder, each as its README describes it. The folder may also be one of
 * the two. Gives no area where there is neither.
 */
export function loadCorpora(folder: string): Area[] {
  const parent = ["stepfunctions", "vtl"].includes(basename(folder)) ? join(folder, "..") : folder;
  const stepFunctions = join(parent, "stepfunctions");
  const mappingTemplates = join(parent, "vtl");
  const isWanted = (path: string) => existsSync(path) && (parent === folder || basename(path) === basename(folder));
  return [
    ...(isWanted(stepFunctions) ? loadStepFunctions(stepFunctions) : []),
    ...(isWanted(mappingTemplates) ? loadMappingTemplates(mappingTemplates, stepFunctions) : []),
  ];
}
