import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LaneQueue } from "./lane-queue.ts";
import type { StreamRecord } from "./stream-source.ts";

/** A shard's records: each says whether it is the lane's own. */
function recordsOf(own: readonly boolean[]): StreamRecord[] {
  return own.map((isOwn, index) => ({
    sequenceNumber: String(1_000 + index),
    orderKey: isOwn ? "own" : "other",
    arrival: 0,
    json: "{}",
    size: 10,
    passes: true,
  }));
}

const isOwn = ({ orderKey }: StreamRecord) => orderKey === "own";

type Step = { readonly kind: "read" | "catch up" | "take"; readonly count: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("read" as const, "catch up" as const, "take" as const),
    count: fc.integer({ min: 1, max: 8 }),
  }),
  { maxLength: 60 },
);

describe("a lane's queue", () => {
  it("gives all of its own records once and in order, never more than it has room for, however it falls behind", () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 60 }),
        steps,
        fc.integer({ min: 1, max: 6 }),
        (own, course, room) => {
          const records = recordsOf(own);
          const queue = new LaneQueue(undefined, { records: room, bytes: 1_000_000 }, 2);
          const given: StreamRecord[] = [];
          let read = 0;
          const tail = () => records[read - 1]?.sequenceNumber;
          const take = (count: number) => given.push(...queue.take(count));
          const readForAll = (count: number) => {
            for (const record of records.slice(read, read + count)) {
              if (isOwn(record)) queue.offer(record, tail());
              read++;
            }
          };
          const catchUp = (count: number) => {
            const from =
              queue.cursor === undefined ? 0 : records.findIndex((each) => each.sequenceNumber === queue.cursor) + 1;
            if (queue.wantsMore) queue.catchUp(records.slice(from, from + count), isOwn, tail());
          };
          for (const { kind, count } of course) {
            if (kind === "read") readForAll(count);
            else if (kind === "catch up") catchUp(count);
            else take(count);
            assert.ok(queue.length <= room);
          }
          for (let rounds = 0; rounds < 200; rounds++) {
            readForAll(5);
            take(5);
            catchUp(5);
          }
          take(room);
          assert.deepEqual(given, records.filter(isOwn));
          assert.equal(queue.isBehind, false);
        },
      ),
      { numRuns: 500 },
    );
  });
});
