import { type Message, SQS } from "@aws-sdk/client-sqs";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

/** A cloud with a client of its queues. */
export interface QueueCloud {
  readonly cloud: TestCloud;
  readonly sqs: SQS;
  /** Makes a queue and gives its URL. */
  queue(name: string, attributes?: Readonly<Record<string, string>>): Promise<string>;
  /** Receives up to ten messages with all their attributes. */
  receive(url: string, visibility?: number): Promise<Message[]>;
  bodies(url: string, visibility?: number): Promise<(string | undefined)[]>;
}

export async function createQueueCloud(): Promise<QueueCloud> {
  const cloud = await createTestCloud();
  const sqs = cloud.client(SQS);
  const receive = async (QueueUrl: string, VisibilityTimeout?: number) => {
    const input = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout };
    const names = { MessageSystemAttributeNames: ["All" as const], MessageAttributeNames: ["All"] };
    return (await sqs.receiveMessage({ ...input, ...names })).Messages ?? [];
  };
  return {
    cloud,
    sqs,
    async queue(QueueName, Attributes = {}) {
      return (await sqs.createQueue({ QueueName, Attributes })).QueueUrl!;
    },
    receive,
    bodies: async (url, visibility) => (await receive(url, visibility)).map(({ Body }) => Body),
  };
}

/** A FIFO queue's attributes. */
export const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };
