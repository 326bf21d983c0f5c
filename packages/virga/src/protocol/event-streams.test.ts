import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  KinesisClient,
  SubscribeToShardCommand,
  type SubscribeToShardEvent,
  type SubscribeToShardEventStream,
} from "@aws-sdk/client-kinesis";
import { InvokeWithResponseStreamCommand, LambdaClient } from "@aws-sdk/client-lambda";
import fc from "fast-check";
import { AwsError } from "../kernel/errors.ts";
import type { WireRequest } from "../kernel/wire.ts";
import { createCodecs } from "./codecs.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { createModelCatalog } from "./model-catalog.ts";

type Events = AsyncIterable<SubscribeToShardEventStream>;

const codecs = createCodecs(createModelCatalog());
const codec = codecs.operation("kinesis", "SubscribeToShard")!;
const position = { Type: "LATEST" } as const;
const input = {
  ConsumerARN: "arn:aws:kinesis:us-east-1:000000000000:stream/s/consumer/c:1",
  ShardId: "0",
  StartingPosition: position,
};
/** Both versions of HTTP: the client's own, and that of another service's client. */
const versions = {
  "HTTP/2": {},
  "HTTP/1.1": { requestHandler: new LambdaClient({ region: "us-east-1" }).config.requestHandler },
};

function event(data: Uint8Array | string, number = "1"): SubscribeToShardEventStream {
  const SubscribeToShardEvent: SubscribeToShardEvent = {
    Records: [{ Data: Buffer.from(data), PartitionKey: "p", SequenceNumber: number }],
    ContinuationSequenceNumber: number,
    MillisBehindLatest: 0,
  };
  return { SubscribeToShardEvent };
}

async function* eventsOf(items: readonly SubscribeToShardEventStream[], error?: Error): Events {
  yield* items;
  if (error) throw error;
}

interface Subscriber {
  readonly server: HttpServer;
  readonly reports: readonly string[];
  subscribe(abortSignal?: AbortSignal): Promise<Events>;
}

/** A server that answers every call with these events, and a client of it. */
async function withEvents(
  options: object,
  events: () => Events,
  use: (subscriber: Subscriber) => Promise<void>,
): Promise<void> {
  const reports: string[] = [];
  const server = await startHttpServer({
    port: 0,
    handle(request: WireRequest) {
      assert.deepEqual(codec.decode(request), input);
      return codec.encode({ EventStream: events() }, "id");
    },
    report: ({ message }) => reports.push(message),
  });
  const client = new KinesisClient({
    region: "us-east-1",
    endpoint: `http://localhost:${server.port}`,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    ...options,
  });
  try {
    await use({
      server,
      reports,
      subscribe: async (abortSignal) =>
        (await client.send(new SubscribeToShardCommand(input), abortSignal ? { abortSignal } : {})).EventStream!,
    });
  } finally {
    client.destroy();
    await server.close(1_000);
  }
}

async function all(events: Events): Promise<SubscribeToShardEventStream[]> {
  const found = [];
  for await (const item of events) found.push(item);
  return found;
}

const plain = (events: readonly SubscribeToShardEventStream[]) =>
  events.map(({ SubscribeToShardEvent: found }) => [
    found!.ContinuationSequenceNumber,
    Buffer.from(found!.Records![0]!.Data!).toString("hex"),
  ]);

for (const [version, options] of Object.entries(versions)) {
  describe(`a stream of events over ${version}`, () => {
    it("comes as it was given, whatever the events hold", async () => {
      const item = fc
        .tuple(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "grapheme", minLength: 1, maxLength: 9 }))
        .map(([data, number]) => event(data, number));
      let given: SubscribeToShardEventStream[] = [];
      await withEvents(
        options,
        () => eventsOf(given),
        async ({ subscribe }) => {
          await fc.assert(
            fc.asyncProperty(fc.array(item, { maxLength: 6 }), async (items) => {
              given = items;
              assert.deepEqual(plain(await all(await subscribe())), plain(items));
            }),
            { numRuns: 25 },
          );
        },
      );
    });

    it("may hold events of megabytes", async () => {
      const large = event(Buffer.alloc(2_500_000, 7));
      await withEvents(
        options,
        () => eventsOf([large, large]),
        async ({ subscribe }) => {
          assert.deepEqual(plain(await all(await subscribe())), plain([large, large]));
        },
      );
    });

    it("ends with an error that the model gives it", async () => {
      const error = new AwsError("ResourceNotFoundException", "gone");
      await withEvents(
        options,
        () => eventsOf([event("a")], error),
        async ({ subscribe }) => {
          await assert.rejects(async () => all(await subscribe()), {
            name: "ResourceNotFoundException",
            message: "gone",
          });
        },
      );
    });

    it("ends with an error that the model does not know", async () => {
      const error = new AwsError("ThrottlingException", "too much");
      await withEvents(
        options,
        () => eventsOf([], error),
        async ({ subscribe }) => {
          await assert.rejects(async () => all(await subscribe()), {
            name: "ThrottlingException",
            message: "too much",
          });
        },
      );
    });

    it("breaks off at a defect, which is reported", async () => {
      await withEvents(
        options,
        () => eventsOf([event("a")], new RangeError("broken")),
        async (subscriber) => {
          await assert.rejects(async () => all(await subscriber.subscribe()));
          assert.match(subscriber.reports.join(), /RangeError: broken/);
        },
      );
    });

    it("gives no more than its reader takes", async () => {
      let given = 0;
      async function* endless(): Events {
        for (;;) {
          given++;
          yield event(Buffer.alloc(100_000));
        }
      }
      await withEvents(options, endless, async ({ subscribe, server }) => {
        const reader = (await subscribe())[Symbol.asyncIterator]();
        await reader.next();
        let before = -1;
        while (before !== given) {
          before = given;
          // Whatever can be written is, while others are answered.
          for (let count = 0; count < 20; count++) await fetch(`http://localhost:${server.port}`).catch(() => {});
        }
        assert.ok(given < 200, String(given));
      });
    });

    it("is ended when its reader leaves while it waits", async () => {
      const left = Promise.withResolvers<void>();
      const waiting: Events = {
        [Symbol.asyncIterator]() {
          let isFirst = true;
          return {
            async next() {
              if (!isFirst) await left.promise;
              const done = !isFirst;
              isFirst = false;
              return done ? { done, value: undefined } : { done, value: event("a") };
            },
            async return() {
              left.resolve();
              return { done: true, value: undefined };
            },
          };
        },
      };
      await withEvents(
        options,
        () => waiting,
        async ({ subscribe }) => {
          const leaving = new AbortController();
          const reader = (await subscribe(leaving.signal))[Symbol.asyncIterator]();
          assert.ok((await reader.next()).value);
          const next = reader.next().catch(() => {});
          leaving.abort();
          await left.promise;
          await next;
        },
      );
    });

    it("is ended when the server closes", async () => {
      const left = Promise.withResolvers<void>();
      const waiting: Events = {
        [Symbol.asyncIterator]: () => ({
          async next() {
            await left.promise;
            return { done: true, value: undefined };
          },
          async return() {
            left.resolve();
            return { done: true, value: undefined };
          },
        }),
      };
      await withEvents(
        options,
        () => waiting,
        async ({ subscribe, server }) => {
          const events = await subscribe();
          await Promise.all([all(events), server.close(60_000)]);
        },
      );
    });
  });
}

describe("a stream of events in a REST protocol", () => {
  it("has the other members in the answer's head, and bytes as they are in messages", async () => {
    async function* events(): AsyncIterable<object> {
      for (const text of ["one", "two"]) yield { PayloadChunk: { Payload: Buffer.from(text) } };
      yield { InvokeComplete: { ErrorCode: "Unhandled", LogResult: "log" } };
    }
    const server = await startHttpServer({
      port: 0,
      handle: () =>
        codecs
          .operation("lambda", "InvokeWithResponseStream")!
          .encode({ StatusCode: 200, ExecutedVersion: "3", EventStream: events() }, "id"),
    });
    const lambda = new LambdaClient({
      region: "us-east-1",
      endpoint: `http://localhost:${server.port}`,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const answer = await lambda.send(new InvokeWithResponseStreamCommand({ FunctionName: "f" }));
    assert.deepEqual([answer.StatusCode, answer.ExecutedVersion], [200, "3"]);
    assert.equal(answer.ResponseStreamContentType, "application/vnd.amazon.eventstream");
    const found: unknown[] = [];
    for await (const { PayloadChunk, InvokeComplete } of answer.EventStream!) {
      found.push(PayloadChunk ? Buffer.from(PayloadChunk.Payload!).toString() : InvokeComplete);
    }
    assert.deepEqual(found, ["one", "two", { ErrorCode: "Unhandled", LogResult: "log" }]);
    lambda.destroy();
    await server.close();
  });
});
