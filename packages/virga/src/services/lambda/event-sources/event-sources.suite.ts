import { Kinesis } from "@aws-sdk/client-kinesis";
import { type CreateEventSourceMappingCommandInput, Lambda } from "@aws-sdk/client-lambda";
import { SQS } from "@aws-sdk/client-sqs";
import { createMemoryStore } from "../../../kernel/store/memory-store.ts";
import type { SnapshotStore } from "../../../kernel/store.ts";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { account, createFunction, createRole } from "../functions.suite.ts";
import { ScriptedFunctions } from "../scripted-functions.suite.ts";

const roleActions = ["sqs:*", "sns:*", "kinesis:*", "s3:*"];

/** A record of a queue's or stream's event, as far as tests look at it. */
export interface EventRecord {
  readonly messageId: string;
  readonly body: string;
  readonly kinesis: { readonly partitionKey: string; readonly sequenceNumber: string; readonly data: string };
}

/** A cloud with a scripted function `f` that sources are mapped to. */
export class MappedCloud {
  readonly cloud: TestCloud;
  readonly functions: ScriptedFunctions;
  readonly lambda: Lambda;
  readonly sqs: SQS;

  readonly #store: SnapshotStore;

  private constructor(cloud: TestCloud, functions: ScriptedFunctions, store: SnapshotStore) {
    this.cloud = cloud;
    this.functions = functions;
    this.lambda = cloud.client(Lambda);
    this.sqs = cloud.client(SQS);
    this.#store = store;
  }

  static async #open(store: SnapshotStore, now?: number): Promise<MappedCloud> {
    const functions = new ScriptedFunctions();
    const cloud = await createTestCloud({ services: [functions.service()], store, ...(now !== undefined && { now }) });
    return new MappedCloud(cloud, functions, store);
  }

  static async start(actions: readonly string[] = roleActions): Promise<MappedCloud> {
    const mapped = await MappedCloud.#open(createMemoryStore());
    await createRole(mapped.cloud, "lambda", actions);
    await createFunction(mapped.cloud, "f");
    return mapped;
  }

  /** The process dies, and starts again with what was stored; this cloud is of no use any more. */
  async killed(): Promise<MappedCloud> {
    const store = this.#store.fork();
    const now = this.cloud.clock.now();
    await this.close();
    const next = await MappedCloud.#open(store, now);
    next.functions.answer = this.functions.answer;
    await next.settle();
    return next;
  }

  async queue(QueueName: string, Attributes: Readonly<Record<string, string>> = {}) {
    const { QueueUrl: url } = await this.sqs.createQueue({ QueueName, Attributes });
    return { url: url!, arn: `arn:aws:sqs:us-east-1:${account}:${QueueName}` };
  }

  async map(EventSourceArn: string, input: Partial<CreateEventSourceMappingCommandInput> = {}): Promise<string> {
    const { UUID } = await this.lambda.createEventSourceMapping({ FunctionName: "f", EventSourceArn, ...input });
    await this.settle();
    return UUID!;
  }

  /** Sends messages, ten at a time. */
  async send(QueueUrl: string, bodies: readonly string[], more: object = {}): Promise<void> {
    for (let start = 0; start < bodies.length; start += 10) {
      const part = bodies.slice(start, start + 10);
      const Entries = part.map((MessageBody, index) => ({ Id: String(index), MessageBody, ...more }));
      await this.sqs.sendMessageBatch({ QueueUrl, Entries });
    }
    await this.settle();
  }

  settle(): Promise<void> {
    return this.cloud.clock.advance(0);
  }

  seconds(seconds: number): Promise<void> {
    return this.cloud.clock.advance(seconds * 1000);
  }

  /** The records of all invocations. */
  batches(): EventRecord[][] {
    return this.functions.events().map((event) => (event as { readonly Records: EventRecord[] }).Records);
  }

  bodies(): string[][] {
    return this.batches().map((records) => records.map(({ body }) => body));
  }

  /** How many messages a queue has, visible or not. */
  async left(QueueUrl: string): Promise<number> {
    const { Attributes = {} } = await this.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
    const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } = Attributes;
    return Number(visible) + Number(hidden);
  }

  close(): Promise<void> {
    return this.cloud.close();
  }
}

/** What a failure destination is told, as far as tests look at it. */
export interface StreamFailure {
  readonly requestContext: {
    readonly requestId: string;
    readonly condition: string;
    readonly approximateInvokeCount: number;
  };
  readonly responseContext?: object;
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly batchSize: number;
  };
}

/** What tests do with a stream, which is made with so many shards; without a number it is there already. */
export async function streamIn(mapped: MappedCloud, StreamName: string, ShardCount?: number) {
  const kinesis = mapped.cloud.client(Kinesis);
  if (ShardCount !== undefined) await kinesis.createStream({ StreamName, ShardCount });
  const openShards = async () => {
    const { Shards = [] } = await kinesis.listShards({ StreamName });
    return Shards.filter(({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined);
  };
  await mapped.settle();
  return {
    kinesis,
    arn: `arn:aws:kinesis:us-east-1:${account}:stream/${StreamName}`,
    /** Puts texts under keys; gives their sequence numbers. */
    async put(texts: readonly string[], key: (text: string) => string = (text) => text): Promise<string[]> {
      const sequenceNumbers: string[] = [];
      for (let start = 0; start < texts.length; start += 500) {
        const part = texts.slice(start, start + 500);
        const Records = part.map((text) => ({ Data: Buffer.from(text), PartitionKey: key(text) }));
        const answer = await kinesis.putRecords({ StreamName, Records });
        for (const { SequenceNumber, ErrorMessage } of answer.Records ?? []) {
          if (SequenceNumber === undefined) throw new Error(ErrorMessage);
          sequenceNumbers.push(SequenceNumber);
        }
      }
      await mapped.settle();
      return sequenceNumbers;
    },
    /** Splits the stream's first open shard in the middle. */
    async split(): Promise<void> {
      const open = (await openShards())[0]!;
      const { StartingHashKey = "0", EndingHashKey = "0" } = open.HashKeyRange ?? {};
      const NewStartingHashKey = String((BigInt(StartingHashKey) + BigInt(EndingHashKey)) / 2n + 1n);
      await kinesis.splitShard({ StreamName, ShardToSplit: open.ShardId!, NewStartingHashKey });
      await mapped.seconds(60);
    },
    /** Merges two neighbouring open shards, if there are two. */
    async merge(): Promise<void> {
      const open = await openShards();
      const start = ({ HashKeyRange }: (typeof open)[0]) => BigInt(HashKeyRange!.StartingHashKey!);
      const [one, other] = open.sort((left, right) => (start(left) < start(right) ? -1 : 1));
      if (!one || !other) return;
      await kinesis.mergeShards({ StreamName, ShardToMerge: one.ShardId!, AdjacentShardToMerge: other.ShardId! });
      await mapped.seconds(60);
    },
    /** The texts of batches. */
    data: (batches: readonly (readonly EventRecord[])[]): string[][] =>
      batches.map((records) => records.map(({ kinesis: { data } }) => Buffer.from(data, "base64").toString("utf8"))),
    /** What a queue was told, in the order in which it came. */
    async failures(QueueUrl: string): Promise<StreamFailure[]> {
      const failures: StreamFailure[] = [];
      for (;;) {
        const { Messages = [] } = await mapped.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
        if (Messages.length === 0) return failures;
        failures.push(...Messages.map(({ Body = "" }) => JSON.parse(Body) as StreamFailure));
      }
    },
  };
}
