import type { NormaliseRule, ScriptCase } from "../corpus/case.ts";
import type { Answer } from "./answers.ts";
import type { Bindings } from "./bindings.ts";

const expressArn = /arn:aws:states:[^:"]*:\d+:express:[^:"\\]+:([^:"\\]+):([^:"\\]+)/g;
const mapRunArn = /arn:aws:states:[^:"]*:\d+:mapRun:[^:"/\\]+\/([^:"\\]+):([^:"\\]+)/g;
const expressRule = /^<(?:Sync|Express)ExecArn_Part([12])_(\d+)idx>$/;
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

function distinctMatches(text: string, pattern: RegExp): string[][] {
  const found = new Map(Array.from(text.matchAll(pattern), (match) => [match[0], match.slice(1)]));
  return [...found.values()];
}

/**
 * Binds the parts of the ARNs of express executions, which the corpus numbers in the order of their appearance instead of saying
 * where they appear; gives the rules for map runs, numbered likewise.
 */
export function bindExecutionParts(
  bindings: Bindings,
  testCase: ScriptCase,
  answers: readonly Answer[],
): NormaliseRule[] {
  const text = JSON.stringify(answers.map(({ value }) => value));
  const executions = distinctMatches(text.replaceAll('\\"', '"'), expressArn);
  for (const { pattern, replacement } of testCase.normalise) {
    const match = expressRule.exec(replacement ?? "");
    const real = match && executions[Number(match[2])]?.[Number(match[1]) - 1];
    if (real && pattern !== undefined && !bindings.has(pattern)) bindings.bind(pattern, real);
  }
  return distinctMatches(text.replaceAll('\\"', '"'), mapRunArn).flatMap(([part0 = "", part1 = ""], index) => [
    ...(uuid.test(part0) ? [rule(part0, `<MapRunArnPart0_${index}idx>`)] : []),
    rule(part1, `<MapRunArnPart1_${index}idx>`),
  ]);
}

function rule(pattern: string, replacement: string): NormaliseRule {
  return { kind: "regex", literal: true, pattern, replacement };
}
