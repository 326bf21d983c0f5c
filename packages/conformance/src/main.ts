import { resolve } from "node:path";
import { readCommandLine, usage } from "./command-line.ts";
import { type Area, corpusNames, loadCorpora } from "./corpus/load-corpora.ts";
import { inMemoryEndpoints, runningEndpoint } from "./endpoint.ts";
import { failureText, reportJson, reportText, summaryLine } from "./report.ts";
import { type CaseResult, runAreas } from "./run-areas.ts";

async function main(): Promise<number> {
  const commandLine = readCommandLine(process.argv.slice(2));
  if (typeof commandLine === "string") {
    console.error(`${commandLine}\n\n${usage}`);
    return 2;
  }
  const folder = resolve(process.env.INIT_CWD ?? ".", commandLine.folder);
  const areas = loadCorpora(folder);
  if (areas.length === 0) {
    console.error(`There is no corpus in ${folder}: expected ${corpusNames.join(", ")}.`);
    return 2;
  }
  return run(areas, commandLine);
}

async function run(
  areas: readonly Area[],
  commandLine: Exclude<ReturnType<typeof readCommandLine>, string>,
): Promise<number> {
  const { endpoint, json } = commandLine;
  const endpoints = endpoint === undefined ? inMemoryEndpoints() : runningEndpoint(endpoint);
  const results: CaseResult[] = [];
  try {
    for await (const result of runAreas(areas, commandLine, endpoints)) {
      results.push(result);
      const failure = failureText(result);
      if (failure !== undefined && !json) console.log(failure);
    }
  } finally {
    await endpoints.close();
  }
  if (json) {
    console.log(reportJson(results));
    console.error(summaryLine(results));
  } else {
    console.log(reportText(results));
  }
  return results.some(({ result }) => result === "failed") ? 1 : 0;
}

process.exit(await main());
