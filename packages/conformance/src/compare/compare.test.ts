import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { differences } from "./compare.ts";

describe("comparing", () => {
  it("says where an answer differs and how", () => {
    assert.deepEqual(differences({ a: [{ b: 1 }] }, { a: [{ b: "1" }, 2] }), [
      '.a[0].b: expected 1, got "1"',
      ".a[1]: expected nothing, got 2",
    ]);
  });

  it("lets an answer have what AWS added after the recording, but not miss it where it was recorded", () => {
    assert.deepEqual(differences({ a: 1 }, { a: 1, redriveCount: 0 }), []);
    assert.equal(differences({ a: 1, redriveCount: 0 }, { a: 1 }).length, 1);
    assert.deepEqual(differences({ output: {} }, { output: { RedriveCount: 0 } }), []);
    assert.equal(differences({ a: 1 }, { a: 1, other: 0 }).length, 1);
  });

  it("compares of the metadata only the status", () => {
    const recorded = { ResponseMetadata: { HTTPStatusCode: 200, HTTPHeaders: {} } };
    assert.deepEqual(differences(recorded, { ResponseMetadata: { HTTPStatusCode: 200 } }), []);
    assert.equal(differences(recorded, { ResponseMetadata: { HTTPStatusCode: 400 } }).length, 1);
  });

  it("compares names of HTTP headers without regard to case, and their values with it", () => {
    const headers = (name: string, value: string) => ({ HttpHeaders: { [name]: value } });
    const recorded = headers("x-amzn-requestid", "x-amzn-requestid");
    assert.deepEqual(differences(recorded, headers("x-amzn-RequestId", "x-amzn-RequestId")), []);
    assert.equal(differences(headers("Server", "Server A"), headers("server", "server a")).length, 1);
  });

  it("lets a cause that another service worded differ in what its SDK adds, and in nothing else", () => {
    const recorded = { cause: "No table (Service: DynamoDb, Status Code: 400, Request ID: <request_id>)" };
    const newer = "No table (Service: DynamoDb, Status Code: 400, Request ID: <request_id>) (SDK Attempt Count: 1)";
    assert.deepEqual(differences(recorded, { cause: newer }), []);
    assert.equal(differences(recorded, { cause: newer.replace("400", "500") }).length, 1);
    assert.equal(differences(recorded, { cause: newer.replace("No table", "Other") }).length, 1);
  });
});

describe("comparing histories", () => {
  const event = (id: number, type: string, name?: string) => ({
    id,
    previousEventId: id - 1,
    type,
    ...(name && { name }),
  });
  const around = (...inside: object[]) => ({
    events: [event(1, "ParallelStateStarted"), ...inside, event(4, "ParallelStateSucceeded"), event(5, "X")],
  });
  const recorded = around(event(2, "PassStateEntered", "A"), event(3, "PassStateEntered", "B"));

  it("takes the events of parallel branches in any order", () => {
    assert.deepEqual(
      differences(recorded, around(event(2, "PassStateEntered", "B"), event(3, "PassStateEntered", "A"))),
      [],
    );
  });

  it("misses events of parallel branches", () => {
    const found = differences(recorded, around(event(2, "PassStateEntered", "B"), event(3, "PassStateEntered", "B")));
    assert.equal(found.length, 2);
  });

  it("takes everything else in order", () => {
    const sequence = { events: [event(1, "A"), event(2, "B")] };
    assert.ok(differences(sequence, { events: [event(1, "B"), event(2, "A")] }).length > 0);
  });

  it("lets a recording keep what belongs to its own run: dates of HTTP, numbers after names, bills", () => {
    const recorded = { date: ["Thu, 18 Apr 2024 06:27:01 GMT"], cause: "no-such-queue-73e08fde: unknown", n: 1 };
    assert.deepEqual(
      differences(recorded, { ...recorded, date: ["date"], cause: "no-such-queue-c0f58b4f: unknown" }),
      [],
    );
    assert.equal(differences(recorded, { ...recorded, cause: "no-such-queue: unknown" }).length, 1);
    assert.equal(differences(recorded, { ...recorded, date: ["yesterday"] }).length, 1);
    const billed = (billedDurationInMilliseconds: number) => ({ billedDurationInMilliseconds });
    assert.deepEqual(differences(billed(300), billed(100)), []);
    assert.equal(differences(billed(300), billed(0)).length, 1);
  });
});
