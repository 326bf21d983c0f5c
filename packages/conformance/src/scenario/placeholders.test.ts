import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlaceholderComparison } from "./placeholders.ts";

const places = { region: "us-east-1", account: "111111111111" };
const differences = (expected: unknown, actual: unknown) =>
  new PlaceholderComparison(places).differences(expected, actual, "it");

const one = "0b1f3f6e-2a34-4c5d-8e9f-0123456789ab";
const other = "0b1f3f6e-2a34-4c5d-8e9f-0123456789ac";

describe("placeholders of recordings", () => {
  it("stand for one value everywhere, also inside texts, and different numbers for different values", () => {
    const recorded = { id: "<uuid:1>", text: "of <uuid:1>", next: "<uuid:2>" };
    assert.deepEqual(differences(recorded, { id: one, text: `of ${one}`, next: other }), []);
    assert.equal(differences(recorded, { id: one, text: `of ${other}`, next: other }).length, 1);
    assert.equal(differences(recorded, { id: one, text: `of ${one}`, next: one }).length, 1);
    assert.equal(differences("<uuid:1>", "no uuid").length, 1);
  });

  it("stand for parts of ARNs, with what is named before", () => {
    const arn = "arn:<partition>:lambda:<region>:111111111111:function:<resource:1>";
    const actual = "arn:aws:lambda:us-east-1:111111111111:function:f";
    assert.deepEqual(differences([arn, `${arn}:$LATEST`], [actual, `${actual}:$LATEST`]), []);
    assert.equal(differences([arn, `${arn}:$LATEST`], [actual, `${actual}g:$LATEST`]).length, 1);
    assert.equal(differences(arn, actual.replace("us-east-1", "eu-west-1")).length, 1);
  });

  it("keep the shape of instants, and stand for anything of their kind", () => {
    assert.deepEqual(differences("<timestamp:2022-07-13T13:48:01.000Z>", "2026-01-01T00:00:00.120Z"), []);
    assert.equal(differences("<timestamp:2022-07-13T13:48:01.000Z>", "2026-01-01T00:00:00Z").length, 1);
    assert.deepEqual(differences("<timestamp:2022-07-13T13:48:01Z>", "2026-01-01T00:00:00Z"), []);
    assert.deepEqual(differences(["<datetime>", "sent-timestamp"], [new Date(0), "1767225600123"]), []);
    assert.deepEqual(differences("<approximate-arrival-timestamp>", 1767225600.123), []);
    assert.equal(differences("<approximate-arrival-timestamp>", 1767225600123).length, 1);
  });

  it("let the number of attempts differ where age limits them, and nowhere else", () => {
    const context = (condition: string, approximateInvokeCount: number) => ({ condition, approximateInvokeCount });
    assert.deepEqual(differences(context("RecordAgeExceeded", 8), context("RecordAgeExceeded", 7)), []);
    assert.equal(differences(context("RetryAttemptsExhausted", 8), context("RetryAttemptsExhausted", 7)).length, 1);
  });

  it("let functions lie in another folder and raise in another line", () => {
    const trace = (place: string) => `  File "${place}, in handler\\n    raise Exception("x")\\n`;
    assert.deepEqual(differences(trace('/var/task/handler.py", line 7'), trace('/tmp/x/handler.py", line 5')), []);
    assert.equal(differences(trace('/var/task/handler.py", line 7'), trace('/tmp/x/other.py", line 5')).length, 1);
  });
});
