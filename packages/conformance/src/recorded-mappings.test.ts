import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { loadCorpora } from "./corpus/load-corpora.ts";
import { inMemoryEndpoints } from "./endpoint.ts";
import { failureText } from "./report.ts";
import { type CaseResult, runAreas } from "./run-areas.ts";

const root = process.env.VIRGA_CONFORMANCE;

/** What is not served yet, and how the run names it. */
const unserved = /^event source mappings of DynamoDB Streams$|^events CreateEventBus: /;

for (const corpus of ["event-source-mappings", "eventbridge-patterns"]) {
  const folder = root === undefined ? undefined : join(root, corpus);
  const isThere = folder !== undefined && existsSync(folder);
  const skip = isThere ? false : "set VIRGA_CONFORMANCE to the folder of recorded cases to run them";
  describe(`the recorded ${corpus}`, { skip }, () => {
    it("pass, but for what is not served and says so", async () => {
      const results: CaseResult[] = [];
      for await (const result of runAreas(loadCorpora(folder!), {}, inMemoryEndpoints())) results.push(result);
      const failures = results.map(failureText).filter((text) => text !== undefined);
      assert.deepEqual(failures, []);
      const unsupported = results.filter(({ result }) => result === "unsupported").flatMap(({ details }) => details);
      assert.deepEqual(
        unsupported.filter((reason) => !unserved.test(reason)),
        [],
      );
      assert.ok(results.length > 60);
    });
  });
}
