import type { SqsCall } from "./access.ts";
import { type QueueName, queueArn } from "./model.ts";

const usualReuseSeconds = 300;

function encrypted({ state }: SqsCall, name: QueueName) {
  const queue = state.findQueue(state.reader, name);
  if (queue?.kmsMasterKeyId === undefined) return undefined;
  const { account, region, kmsMasterKeyId: keyId, kmsDataKeyReusePeriodSeconds: reuse = usualReuseSeconds } = queue;
  return { arn: queueArn(queue), account, region, keyId, reuse: reuse * 1000 };
}

/** Leave to send to a queue, as far as its key has a say; undefined if there is nothing to wait for. */
export function leaveToSend(call: SqsCall, name: QueueName): Promise<void> | undefined {
  const queue = encrypted(call, name);
  return queue && call.state.dataKeys.toWrite(call, queue);
}

/** The same to receive from it. */
export function leaveToReceive(call: SqsCall, name: QueueName): Promise<void> | undefined {
  const queue = encrypted(call, name);
  return queue && call.state.dataKeys.toRead(call, queue);
}
