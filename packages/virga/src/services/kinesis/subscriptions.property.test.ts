import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StartingPosition } from "@aws-sdk/client-kinesis";
import fc from "fast-check";
import { createStreamCloud, firstShard } from "./kinesis.suite.ts";

type Step = { readonly put: number } | { readonly pass: number } | { readonly renew: true };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ put: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ pass: fc.integer({ min: 1, max: 20_000 }) }),
  fc.constant({ renew: true } as const),
);

describe("a consumer that renews its subscriptions", () => {
  it("gets each record once and in order, however the records come", async () => {
    const streams = await createStreamCloud();
    const { kinesis, cloud } = streams;
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const StreamName = `stream-${count++}`;
        await kinesis.createStream({ StreamName, ShardCount: 1 });
        const { StreamDescriptionSummary } = await kinesis.describeStreamSummary({ StreamName });
        const { StreamARN } = StreamDescriptionSummary!;
        const { Consumer } = await kinesis.registerStreamConsumer({ StreamARN, ConsumerName: "reader" });
        const found: string[] = [];
        let position: StartingPosition = { Type: "TRIM_HORIZON" };
        const read = async () => {
          const { EventStream } = await kinesis.subscribeToShard({
            ConsumerARN: Consumer!.ConsumerARN,
            ShardId: firstShard,
            StartingPosition: position,
          });
          for await (const { SubscribeToShardEvent: event } of EventStream!) {
            found.push(...event!.Records!.map(({ Data }) => Buffer.from(Data!).toString()));
            position = { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber: event!.ContinuationSequenceNumber };
          }
        };
        let reading = read();
        const renew = async () => {
          await cloud.clock.advance(300_000);
          await reading;
          reading = read();
        };
        const put: string[] = [];
        for (const next of steps) {
          if ("put" in next) {
            const texts = Array.from({ length: next.put }, (_, index) => `${put.length + index}`);
            put.push(...texts);
            await streams.put(StreamName, ...texts);
          } else if ("pass" in next) await cloud.clock.advance(next.pass);
          else await renew();
        }
        await renew();
        await cloud.clock.advance(300_000);
        await reading;
        assert.deepEqual(found, put);
      }),
      { numRuns: 12 },
    );
    await cloud.close();
  });
});
