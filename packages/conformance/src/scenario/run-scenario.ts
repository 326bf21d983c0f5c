import type { CallAnswer } from "../aws/aws-client.ts";
import { isObject, type JsonObject, parseTexts } from "../compare/structure.ts";
import type { ScenarioCase, ScenarioStep } from "../corpus/case.ts";
import { CaseFailure, failed, type Outcome, passed } from "../corpus/outcome.ts";
import type { Endpoint } from "../endpoint.ts";
import { answerOf, errorText, partOf } from "../script/answers.ts";
import type { Actions } from "./actions.ts";
import { check } from "./checks.ts";
import { functionActions } from "./function-actions.ts";
import { follow } from "./notes.ts";
import { selectPart } from "./parts.ts";
import { PlaceholderComparison } from "./placeholders.ts";
import { queueActions } from "./queue-actions.ts";
import { places, Scenario, unknown } from "./scenario.ts";
import { sourceActions } from "./source-actions.ts";
import { stackActions } from "./stack-actions.ts";

const actions: Actions = {
  ...functionActions,
  ...queueActions,
  ...sourceActions,
  ...stackActions,
  note: async (scenario, step) => follow(scenario, String(step.says)),
  check: async (scenario, step) => check(scenario, String(step.that)),
  sleep: async (scenario, step) => scenario.endpoint.pass(Number(step.seconds) * 1000),
};

/** Plays a scenario against an endpoint and compares what it answers and delivers with what was recorded. */
export async function runScenario(testCase: ScenarioCase, endpoint: Endpoint): Promise<Outcome> {
  const scenario = new Scenario(endpoint);
  for (const [index, step] of testCase.scenario.entries()) {
    const value = await perform(scenario, step, index);
    if (step.match !== undefined) scenario.seen[step.match] = selectPart(value, step.part);
  }
  const comparison = new PlaceholderComparison(places);
  const seen = parseTexts(structuredClone(scenario.seen));
  const keys = new Set([...Object.keys(testCase.expected), ...Object.keys(seen)]);
  const found = [...keys].flatMap((key) => comparison.differences(testCase.expected[key], seen[key], key));
  return found.length === 0 ? passed : failed(...found);
}

async function perform(scenario: Scenario, step: ScenarioStep, index: number): Promise<unknown> {
  const action = actions[step.do] ?? unknown("step", step.do);
  const params = scenario.things.resolve(step.params ?? {}) as JsonObject;
  const result = await action(scenario, step, params);
  if (!isObject(result)) return undefined;
  if ("value" in result) return result.value;
  const answer = answerOf(result as unknown as CallAnswer);
  const isRefused = answer.error !== undefined;
  if (isRefused !== (step.expect_error === true)) {
    const what = answer.error ? errorText(answer.error.service) : "succeeded, but was to be refused";
    throw new CaseFailure(`step ${index}, ${step.do}: ${what}`);
  }
  return isRefused ? partOf(answer, ["$error", "response"]) : answer.value;
}
