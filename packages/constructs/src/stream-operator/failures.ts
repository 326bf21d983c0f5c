import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

/**
 * What Lambda tells of records that were given up.
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export interface Failure {
  readonly requestContext: {
    readonly functionArn: string;
    readonly condition: string;
    readonly approximateInvokeCount: number;
  };
  readonly timestamp: string;
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly approximateArrivalOfFirstRecord: string;
    readonly batchSize: number;
    readonly streamArn: string;
  };
}

/** A failure with the message that brought it. */
export interface FailureMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly failure: Failure;
}

/** Seconds for which messages that are looked at are nobody else's. */
const holdTime = 120;
/** More are not looked at at once. */
const most = 500;
/** A queue may seem empty when it is asked once: the answer is of some of its servers. */
const enoughEmpty = 3;

/** The messages of a failure queue, which is looked at by receiving them. */
export class FailureQueue {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  /** Looks at the messages, up to 500. Those that are not dropped meanwhile are there again afterwards. */
  async hold<T>(look: (messages: readonly FailureMessage[]) => Promise<T>): Promise<T> {
    const held = new Map<string, Message>();
    try {
      for (let empty = 0; empty < enoughEmpty && held.size < most; ) {
        const received = await this.#receive();
        empty = received.length === 0 ? empty + 1 : 0;
        for (const message of received) held.set(message.MessageId!, message);
      }
      return await look([...held.values()].flatMap(readMessage));
    } finally {
      await Promise.all([...held.values()].map((message) => this.#release(message)));
    }
  }

  async drop({ receiptHandle }: FailureMessage): Promise<void> {
    await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle: receiptHandle }));
  }

  async #receive(): Promise<readonly Message[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: holdTime,
      }),
    );
    return Messages;
  }

  /** One that was dropped has nothing left to give back. */
  async #release({ ReceiptHandle }: Message): Promise<void> {
    const back = { QueueUrl: this.#url, ReceiptHandle, VisibilityTimeout: 0 };
    await this.#sqs.send(new ChangeMessageVisibilityCommand(back)).catch(() => undefined);
  }
}

/** What is in the queue and tells of no records is left alone. */
function readMessage({ MessageId, ReceiptHandle, Body = "" }: Message): readonly FailureMessage[] {
  try {
    const failure = JSON.parse(Body) as Failure;
    if (typeof failure.KinesisBatchInfo.startSequenceNumber !== "string") return [];
    return [{ messageId: MessageId!, receiptHandle: ReceiptHandle!, failure }];
  } catch {
    return [];
  }
}
