import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BaseRules, NormaliseRule } from "../corpus/case.ts";
import { jsonText } from "./json-text.ts";
import { normalise } from "./normalise.ts";

const noRules: BaseRules = { structure: [], text_before: [], last: [] };

function clean(values: Record<string, unknown>, own: readonly NormaliseRule[], base: BaseRules = noRules) {
  return normalise(values, { base, own, account: "222222222222", region: "eu-west-1" });
}

describe("normalising", () => {
  it("parses texts that are JSON objects, but not inside one just parsed, not lists and not items of lists", () => {
    const value = { output: '{"a":"{\\"b\\":1}"}', list: "[1, 2]", items: ['{"c":1}'], nested: { text: '{"d":1}' } };
    assert.deepEqual(clean({ value }, []).value, {
      output: { a: '{"b":1}' },
      list: "[1, 2]",
      items: ['{"c":1}'],
      nested: { text: { d: 1 } },
    });
  });

  it("carries text replacements out at the end, in the order of their registration", () => {
    const own = [
      { kind: "regex", pattern: "abc", replacement: "<long>", literal: true },
      { kind: "regex", pattern: "ab", replacement: "<short>", literal: true },
      { kind: "key", key: "id", replacement: "id", reference: false },
    ];
    assert.deepEqual(clean({ value: { id: "abc", text: "abc ab" } }, own).value, { id: "id", text: "<long> <short>" });
  });

  it("numbers references in the order of the matched values", () => {
    const own = [{ kind: "key", key: "handle", replacement: "handle", reference: true }];
    const cleaned = clean({ second: { handle: "one" }, first: { handle: "two" } }, own);
    assert.deepEqual(cleaned, { second: { handle: "<handle:1>" }, first: { handle: "<handle:2>" } });
  });

  it("numbers references within a value by sorted members, and replaces them everywhere", () => {
    const own = [{ kind: "key", key: "handle", replacement: "handle", reference: true }];
    const value = { z: { handle: "one" }, a: [{ handle: "two" }, { handle: "one" }], text: "one and two" };
    assert.deepEqual(clean({ value }, own).value, {
      z: { handle: "<handle:2>" },
      a: [{ handle: "<handle:1>" }, { handle: "<handle:2>" }],
      text: "<handle:2> and <handle:1>",
    });
  });

  it("applies the case's rules by their priority", () => {
    const own = [
      { kind: "regex", pattern: "value", replacement: "late", literal: true },
      { kind: "regex", pattern: "value", replacement: "early", literal: true, priority: -1 },
    ];
    assert.equal(clean({ value: "value" }, own).value, "early");
  });

  it("knows paths to members, items and descendants", () => {
    const own = [
      { kind: "jsonpath", path: "$..event_timestamp", replacement: "t", reference: false },
      { kind: "jsonpath", path: "$.value.list[1].x-y", replacement: "second", reference: false },
    ];
    const value = { event_timestamp: 1, list: [{ "x-y": 1, deep: { event_timestamp: 2 } }, { "x-y": 1 }] };
    assert.deepEqual(clean({ value }, own).value, {
      event_timestamp: "t",
      list: [{ "x-y": 1, deep: { event_timestamp: "t" } }, { "x-y": "second" }],
    });
  });

  it("replaces the account, the region, instants and identifiers at the end", () => {
    const last = [
      { kind: "text", text: "the account id in use", replacement: "111111111111" },
      { kind: "text", text: "the region in use", replacement: "<region>" },
      { kind: "response_metadata" },
      {
        kind: "key_function",
        function: "uuid_id",
        value_pattern: "^[a-f0-9]{8}-[a-f0-9]{4}",
        replacement: "uuid",
        reference: true,
      },
      { kind: "native_datetime", replacement: "datetime", reference: false },
      { kind: "key_function", function: "timestamp_key", replacement: "timestamp", reference: false },
    ];
    const value = {
      arn: "arn:aws:states:eu-west-1:222222222222:x",
      requestId: "0a1b2c3d-0000-4000-8000-000000000000",
      startDate: new Date(0),
      timestamp: new Date(0),
      ResponseMetadata: { HTTPStatusCode: 200, RequestId: "r" },
    };
    assert.deepEqual(clean({ value }, [], { ...noRules, last }).value, {
      arn: "arn:aws:states:<region>:111111111111:x",
      requestId: "<uuid:1>",
      startDate: "datetime",
      timestamp: "timestamp",
      ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: 200 },
    });
  });

  it("takes order and numbers from the events of parallel branches, and their end away", () => {
    const events = [
      { id: 1, previousEventId: 0, type: "ParallelStateStarted" },
      { id: 2, previousEventId: 1, type: "B" },
      { id: 3, previousEventId: 1, type: "A" },
      { id: 4, previousEventId: 3, type: "ParallelStateSucceeded" },
      { id: 5, previousEventId: 3, type: "ParallelStateExited" },
    ];
    assert.deepEqual(clean({ value: { events } }, [{ kind: "function", function: "sort_parallel_events" }]).value, {
      events: [
        events[0],
        { id: [0], previousEventId: 0, type: "A" },
        { id: [0], previousEventId: 0, type: "B" },
        events[4],
      ],
    });
  });

  it("writes JSON as the recordings have it", () => {
    assert.equal(jsonText({ a: [1, "ä"], b: null }), '{"a": [1, "\\u00e4"], "b": null}');
  });
});
