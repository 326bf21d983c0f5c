import type { Environment } from "../../cdk/assembly.ts";
import type { Cloud } from "../../cdk/cloud.ts";
import { parseArn, tryParseArn } from "../../kernel/arns.ts";
import { AwsError, VirgaError } from "../../kernel/errors.ts";
import { failureDestination, type StreamMapping } from "./stream-mappings.ts";

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

/** A failure in its queue; it is nobody else's as long as it is held. */
export interface HeldFailure {
  readonly id: string;
  readonly receiptHandle: string;
  readonly queue: FailureQueue;
  readonly failure: Failure;
}

/** A queue that is told of what was given up. */
export interface FailureQueue {
  readonly arn: string;
  readonly url: string;
  readonly environment: Environment;
}

/** Seconds. */
const holdTime = 120;
/** Messages of a queue that are looked at at once. */
const most = 1_000;

/** The account and region in an ARN. */
export function environmentOf(arn: string): Environment {
  const { account, region } = parseArn(arn);
  return { account, region };
}

/** The queues that mappings tell their failures to; destinations of other kinds, and queues that are gone, are none. */
export async function failureQueues(
  cloud: Cloud,
  mappings: readonly StreamMapping[],
): Promise<readonly FailureQueue[]> {
  const arns = new Set(mappings.flatMap((mapping) => failureDestination(mapping) ?? []));
  const queues = Array.from(arns).map(async (arn) => {
    const parsed = tryParseArn(arn);
    if (parsed?.service !== "sqs") return [];
    const environment = environmentOf(arn);
    const input = { QueueName: parsed.resource };
    const found = await cloud.call("sqs", "GetQueueUrl", input, environment).catch(whenGone);
    return found?.QueueUrl === undefined ? [] : [{ arn, url: found.QueueUrl, environment }];
  });
  return (await Promise.all(queues)).flat();
}

function whenGone(thrown: unknown): undefined {
  if (thrown instanceof AwsError && /QueueDoesNotExist|NonExistentQueue/.test(thrown.code)) return undefined;
  throw thrown;
}

/** How many messages a queue has that can be looked at. */
export async function failureCount(cloud: Cloud, { url, environment }: FailureQueue): Promise<number> {
  const input = { QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages" as const] };
  const { Attributes } = await cloud.call("sqs", "GetQueueAttributes", input, environment);
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}

/** Looks at what is in the queues, the oldest first; what was not deleted meanwhile can be seen by others again afterwards. */
export async function withFailures<T>(
  cloud: Cloud,
  queues: readonly FailureQueue[],
  look: (failures: readonly HeldFailure[]) => Promise<T>,
): Promise<T> {
  const held = new Map<string, Held>();
  try {
    for (const queue of queues) await receiveAll(cloud, queue, held);
    const failures = [...held.values()].flatMap(readFailure);
    return await look(failures.sort((one, other) => one.failure.timestamp.localeCompare(other.failure.timestamp)));
  } finally {
    for (const message of held.values()) await release(cloud, message);
  }
}

interface Held {
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly queue: FailureQueue;
}

async function receiveAll(cloud: Cloud, queue: FailureQueue, held: Map<string, Held>): Promise<void> {
  const input = { QueueUrl: queue.url, MaxNumberOfMessages: 10, VisibilityTimeout: holdTime };
  for (let count = 0; count < most; ) {
    const { Messages = [] } = await cloud.call("sqs", "ReceiveMessage", input, queue.environment);
    if (Messages.length === 0) return;
    count += Messages.length;
    for (const { MessageId: id = "", ReceiptHandle: receiptHandle = "", Body: body = "" } of Messages) {
      held.set(`${queue.arn} ${id}`, { id, receiptHandle, body, queue });
    }
  }
}

/** What tells of no records of a stream is somebody else's. */
function readFailure({ id, receiptHandle, body, queue }: Held): readonly HeldFailure[] {
  try {
    const failure = JSON.parse(body) as Failure;
    const { startSequenceNumber, endSequenceNumber } = failure.KinesisBatchInfo;
    if (![startSequenceNumber, endSequenceNumber].every((number) => /^\d{1,129}$/.test(number))) return [];
    return [{ id, receiptHandle, queue, failure }];
  } catch {
    return [];
  }
}

async function release(cloud: Cloud, { receiptHandle, queue }: Held): Promise<void> {
  const input = { QueueUrl: queue.url, ReceiptHandle: receiptHandle, VisibilityTimeout: 0 };
  try {
    await cloud.call("sqs", "ChangeMessageVisibility", input, queue.environment);
  } catch (thrown) {
    // It was deleted.
    if (!(thrown instanceof AwsError)) throw thrown;
  }
}

/** Takes a failure off its queue for good. */
export async function deleteFailure(cloud: Cloud, { receiptHandle, queue }: HeldFailure): Promise<void> {
  await cloud.call("sqs", "DeleteMessage", { QueueUrl: queue.url, ReceiptHandle: receiptHandle }, queue.environment);
}

/** The failures of this id, or whose id begins so; `all` of them. @throws VirgaError if there is none, or several are meant. */
export function chooseFailures(failures: readonly HeldFailure[], wanted: string): readonly HeldFailure[] {
  if (wanted === "all") return failures;
  const found = failures.filter(({ id }) => id === wanted);
  if (found.length > 0) return found;
  const beginning = failures.filter(({ id }) => id.startsWith(wanted));
  if (beginning.length === 1) return beginning;
  const hint = failures.length === 0 ? "nothing was given up" : "virga stream failed shows them";
  if (beginning.length === 0) throw new VirgaError("NoSuchFailure", `there is no failure '${wanted}'`, { hint });
  throw new VirgaError("AmbiguousFailure", `'${wanted}' stands for ${beginning.length} failures`, {
    hint: `there are: ${beginning.map(({ id }) => id).join(", ")}`,
  });
}
