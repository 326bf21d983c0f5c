import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { loadCorpora } from "./corpus/load-corpora.ts";
import { inMemoryEndpoints } from "./endpoint.ts";
import { failureText, summaryLine } from "./report.ts";
import { type CaseResult, runAreas, type Selection } from "./run-areas.ts";

const folder = mkdtempSync(join(tmpdir(), "conformance-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const machineArn = "arn:aws:states:us-east-1:111111111111:stateMachine:machine-0a1b2c3d";
const executionArn = "arn:aws:states:us-east-1:111111111111:execution:machine-0a1b2c3d:4e5f60718293";

/** Runs a state machine that waits for a minute and compares how the execution is described. */
function waitingCase(id: string, output: unknown, last: object = {}) {
  const params = {
    name: "machine-0a1b2c3d",
    definition: { $definition: 0 },
    roleArn: "arn:aws:iam::111111111111:role/r",
  };
  return {
    id,
    definition: { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 60, End: true } } },
    input: { x: 1 },
    needs: [],
    steps: [
      { call: "create_state_machine", params },
      { call: "start_execution", params: { stateMachineArn: machineArn, input: { $input: true } } },
      { wait: "execution_terminated", on: [executionArn] },
      { call: "describe_execution", params: { executionArn } },
      { match: "status", value: { $answer: 3, path: ["status"] } },
      { match: "output", value: { $answer: 3, path: ["output"] } },
      { match: "name", value: { $answer: 3, path: ["name"] } },
    ],
    tokens: {
      [machineArn]: { step: 0, path: ["stateMachineArn"] },
      [executionArn]: { step: 1, path: ["executionArn"] },
    },
    normalise: [{ kind: "regex", pattern: "4e5f60718293", replacement: "<execution>", literal: true }],
    expected: { status: "SUCCEEDED", output, name: "<execution>" },
    ...last,
  };
}

function writeCorpus(cases: readonly object[]): void {
  const area = join(folder, "stepfunctions", "waiting");
  mkdirSync(area, { recursive: true });
  const rules = { structure: [], text_before: [], last: [] };
  writeFileSync(join(folder, "stepfunctions", "normalise_base.json"), JSON.stringify(rules));
  writeFileSync(join(area, "cases.jsonl"), cases.map((testCase) => JSON.stringify(testCase)).join("\n"));
}

async function run(selection: Selection = {}): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for await (const result of runAreas(loadCorpora(folder), selection, inMemoryEndpoints())) results.push(result);
  return results;
}

function writeScenarios(cases: readonly object[]): void {
  const area = join(folder, "event-source-mappings");
  mkdirSync(area, { recursive: true });
  writeFileSync(join(area, "queues.jsonl"), cases.map((testCase) => JSON.stringify(testCase)).join("\n"));
}

/** A queue with a message whose id and handle the recording numbers. */
function queueCase(id: string, body: string, more: readonly object[] = []) {
  const received = { MessageId: "<uuid:1>", ReceiptHandle: "<receipt-handle:1>", MD5OfBody: "<m-d5-of-body:1>" };
  const metadata = { HTTPHeaders: {}, HTTPStatusCode: 200 };
  return {
    id,
    scenario: [
      { do: "create_queue", as: "source" },
      {
        do: "send_message",
        queue: "@source",
        params: { MessageBody: { $json: { a: [1, "@source.name"] } } },
        match: "sent",
      },
      { do: "receive_message", queue: "@source", until: "a message arrives", match: "received" },
      ...more,
    ],
    expected: {
      sent: { MessageId: "<uuid:1>", MD5OfMessageBody: "<m-d5-of-body:1>", ResponseMetadata: metadata },
      received: { Messages: [{ ...received, Body: { a: [1, body] } }], ResponseMetadata: metadata },
    },
  };
}

describe("a run over HTTP against a Virga in memory", () => {
  writeCorpus([
    waitingCase("good", { x: 1 }),
    waitingCase("wrong", { x: 2 }),
    waitingCase("needing", { x: 1 }, { needs: [{ kind: "lambda", name: "function", does: "something" }] }),
  ]);

  it("tells passed, failed and unsupported apart, and what differs", async () => {
    const results = await run({ area: "stepfunctions" });
    assert.equal(summaryLine(results), "1 passed, 1 failed, 1 unsupported");
    const [failure] = results.map(failureText).filter((text) => text !== undefined);
    assert.equal(failure, "FAILED stepfunctions/waiting  wrong\n    output.x: expected 2, got 1");
  });

  it("runs only what is asked for", async () => {
    assert.deepEqual(
      (await run({ area: "stepfunctions", only: "^go+d$" })).map(({ id }) => id),
      ["good"],
    );
    assert.deepEqual(await run({ area: "vtl" }), []);
  });
});

describe("a run of scenarios", () => {
  writeScenarios([
    queueCase("good", "<resource:1>"),
    queueCase("wrong", "other"),
    queueCase("unsaid", "<resource:1>", [{ do: "check", that: "nobody knows" }]),
  ]);

  it("plays them, and compares with what the placeholders stand for", async () => {
    const results = await run({ area: "event-source-mappings" });
    assert.deepEqual(
      results.map(({ id, result }) => [id, result]),
      [
        ["good", "passed"],
        ["wrong", "failed"],
        ["unsaid", "unsupported"],
      ],
    );
    assert.match(
      results[1]?.details[0] ?? "",
      /^received\.Messages\[0\]\.Body\.a\[1\]: expected "other", got "source-/,
    );
    assert.deepEqual(results[2]?.details, ['The harness does not know the check "nobody knows"']);
  });
});

describe("a run of event patterns", () => {
  it("asks the filters of event source mappings", async () => {
    const event = { source: "a" };
    const cases = [
      { id: "matches", pattern: { source: ["a"] }, event, expected: "match" },
      { id: "does not match", pattern: { source: ["b"] }, event, expected: "no match" },
      { id: "is none", pattern: { source: "a" }, event, expected: "error" },
    ];
    mkdirSync(join(folder, "eventbridge-patterns"), { recursive: true });
    writeFileSync(
      join(folder, "eventbridge-patterns", "patterns.jsonl"),
      cases.map((each) => JSON.stringify(each)).join("\n"),
    );
    assert.equal(summaryLine(await run({ area: "eventbridge-patterns" })), "3 passed, 0 failed, 0 unsupported");
  });
});
