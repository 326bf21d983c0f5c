import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Measurement, reportJson, reportText } from "./report.ts";

const measurements: Measurement[] = [
  { name: "echo", value: 10_000.4, unit: "requests/s", comparisons: [] },
  {
    name: "GetItem",
    value: 6_500,
    unit: "requests/s",
    comparisons: [{ to: "echo", value: 0.65, aim: { atLeast: 0.6 } }],
  },
  { name: "start", value: 1_200, unit: "ms", comparisons: [{ to: "", value: 1_200, aim: { lessThan: 1_000 } }] },
];

describe("the report of a benchmark", () => {
  it("shows ratios and aims beside the numbers", () => {
    assert.deepEqual(reportText(measurements).split("\n"), [
      "echo       10,000 requests/s",
      "GetItem     6,500 requests/s  0.65 × echo (aim ≥ 0.6: met)",
      "start       1,200 ms          (aim < 1000: missed)",
    ]);
  });

  it("says for programs which aims are met", () => {
    const { measurements: listed } = JSON.parse(reportJson(measurements));
    assert.deepEqual(
      listed.flatMap(({ comparisons }: Measurement) =>
        comparisons.map((comparison) => "met" in comparison && comparison.met),
      ),
      [true, false],
    );
  });
});
