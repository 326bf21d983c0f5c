import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type EvaluationRules, evaluate, type Treatment } from "./evaluation.ts";

/** AWS's tables of how missing data is treated: `X` breaches, `0` does not, `-` is missing; the newest stands last. */
const threeOfThree: readonly (readonly [string, ...string[]])[] = [
  ["0 - X - X", "OK", "OK", "OK", "OK"],
  ["0 - - - -", "OK", "OK", "OK", "OK"],
  ["- - - - -", "INSUFFICIENT_DATA", "keep", "ALARM", "OK"],
  ["0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["- - X - -", "ALARM", "keep", "ALARM", "OK"],
  ["- - - - X", "keep", "keep", "ALARM", "OK"],
];
const twoOfThree: readonly (readonly [string, ...string[]])[] = [
  ["0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 - X - -", "OK", "OK", "ALARM", "OK"],
  ["- - - - 0", "OK", "OK", "ALARM", "OK"],
  ["- - - X -", "ALARM", "keep", "ALARM", "OK"],
];
const treatments: readonly Treatment[] = ["missing", "ignore", "breaching", "notBreaching"];

function verdictOf(data: string, treatment: Treatment, datapointsToAlarm: number): string {
  const newestFirst = data.split(" ").reverse();
  const periods = newestFirst.map((mark, index) => ({
    at: -index,
    ...(mark !== "-" && { value: mark === "X" ? 2 : 0 }),
  }));
  const rules: EvaluationRules = {
    evaluationPeriods: 3,
    datapointsToAlarm,
    comparison: "GreaterThanThreshold",
    threshold: 1,
    treatment,
  };
  return evaluate(rules, periods).value ?? "keep";
}

describe("the evaluation of an alarm", () => {
  for (const [datapointsToAlarm, table] of [
    [3, threeOfThree],
    [2, twoOfThree],
  ] as const) {
    for (const [data, ...verdicts] of table) {
      it(`finds ${datapointsToAlarm} of 3 in ${data} as AWS does`, () => {
        assert.deepEqual(
          treatments.map((treatment) => verdictOf(data, treatment, datapointsToAlarm)),
          verdicts,
        );
      });
    }
  }
});
