import type { CreateEventSourceMappingCommandInput, Lambda } from "@aws-sdk/client-lambda";
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

  private constructor(cloud: TestCloud, functions: ScriptedFunctions, lambda: Lambda) {
    this.cloud = cloud;
    this.functions = functions;
    this.lambda = lambda;
    this.sqs = cloud.client(SQS);
  }

  static async start(actions: readonly string[] = roleActions): Promise<MappedCloud> {
    const functions = new ScriptedFunctions();
    const cloud = await createTestCloud({ services: [functions.service()], store: createMemoryStore() });
    await createRole(cloud, "lambda", actions);
    const lambda = await createFunction(cloud, "f");
    return new MappedCloud(cloud, functions, lambda);
  }

  /** What would be there after the process died now, and was started again at once. */
  async restarted(store: SnapshotStore): Promise<MappedCloud> {
    const functions = new ScriptedFunctions();
    functions.answer = this.functions.answer;
    const now = this.cloud.clock.now();
    const cloud = await createTestCloud({ services: [functions.service()], store, now });
    return new MappedCloud(cloud, functions, cloud.client(this.lambda.constructor as never));
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
