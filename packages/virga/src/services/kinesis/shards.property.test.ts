import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { createStreamCloud, type StreamCloud } from "./kinesis.suite.ts";

const hashKeys = 1n << 128n;

describe("shards", () => {
  let on: StreamCloud;
  before(async () => {
    on = await createStreamCloud();
  });
  after(() => on.cloud.close());

  let made = 0;

  async function allShards(StreamName: string) {
    return (await on.kinesis.describeStream({ StreamName, Limit: 1000 })).StreamDescription!.Shards!;
  }

  it("cover all hash keys and keep every key's order through splits, merges and scaling", async () => {
    const change = fc.record({
      kind: fc.constantFrom("split", "merge", "scale"),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(change, { maxLength: 6 }), async (count, changes) => {
        const StreamName = `stream-${made++}`;
        await on.kinesis.createStream({ StreamName, ShardCount: count });
        const numbers = new Map<string, bigint>();
        const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);
        const putAll = async () => {
          for (const [index, number] of (await on.put(StreamName, ...keys)).entries()) {
            assert.ok(BigInt(number) > (numbers.get(keys[index]!) ?? 0n));
            numbers.set(keys[index]!, BigInt(number));
          }
        };
        await putAll();
        for (const { kind, at } of changes) {
          const open = (await allShards(StreamName))
            .filter(({ SequenceNumberRange }) => SequenceNumberRange!.EndingSequenceNumber === undefined)
            .sort((left, right) =>
              BigInt(left.HashKeyRange!.StartingHashKey!) < BigInt(right.HashKeyRange!.StartingHashKey!) ? -1 : 1,
            );
          const chosen = Math.floor(at * open.length);
          const { StartingHashKey: start, EndingHashKey: end } = open[chosen]!.HashKeyRange!;
          if (kind === "split") {
            const middle = (BigInt(start!) + BigInt(end!)) / 2n;
            const ShardToSplit = open[chosen]!.ShardId;
            await on.kinesis.splitShard({ StreamName, ShardToSplit, NewStartingHashKey: middle.toString() });
          } else if (kind === "merge" && chosen > 0) {
            const [AdjacentShardToMerge, ShardToMerge] = [open[chosen - 1]!.ShardId, open[chosen]!.ShardId];
            await on.kinesis.mergeShards({ StreamName, ShardToMerge, AdjacentShardToMerge });
          } else if (kind === "scale") {
            const TargetShardCount = Math.ceil(open.length / 2) + Math.floor(at * open.length);
            await on.kinesis.updateShardCount({ StreamName, TargetShardCount, ScalingType: "UNIFORM_SCALING" });
          }
          await putAll();
        }
        const shards = await allShards(StreamName);
        const ranges = shards
          .filter(({ SequenceNumberRange }) => SequenceNumberRange!.EndingSequenceNumber === undefined)
          .map(({ HashKeyRange: range }) => [BigInt(range!.StartingHashKey!), BigInt(range!.EndingHashKey!)] as const)
          .sort((left, right) => (left[0] < right[0] ? -1 : 1));
        let next = 0n;
        for (const [start, end] of ranges) {
          assert.equal(start, next);
          next = end + 1n;
        }
        assert.equal(next, hashKeys);
        const found: string[] = [];
        for (const { ShardId } of shards) {
          const { Records = [] } = await on.kinesis.getRecords({
            ShardIterator: await on.iterator(StreamName, ShardId),
          });
          const inShard = Records.map(({ SequenceNumber }) => BigInt(SequenceNumber!));
          assert.ok(inShard.every((number, index) => index === 0 || number > inShard[index - 1]!));
          found.push(...Records.map(({ PartitionKey }) => PartitionKey!));
        }
        assert.equal(found.length, keys.length * (changes.length + 1));
      }),
      { numRuns: 25 },
    );
  });
});
