import type { Message, ReceiveMessageCommandInput, ReceiveMessageCommandOutput } from "@aws-sdk/client-sqs";
import { whenThere } from "../../../kernel/eventual.ts";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue, type SqsCall } from "../access.ts";
import { leaveToReceive } from "../encryption.ts";
import { invalidValue } from "../errors.ts";
import { type QueueName, queueArn } from "../model.ts";
import { attemptReceive, type ReceiveOptions, receiveOptions } from "../receiving.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export const ReceiveMessage: Operation<
  SqsState,
  ReceiveMessageCommandInput,
  Omit<ReceiveMessageCommandOutput, "$metadata">
> = {
  authorize: onQueue("ReceiveMessage"),
  handle(call, input) {
    const name = namedQueue(call, input);
    const options = receiveOptions(input);
    const queue = call.state.queue(call.state.reader, name);
    const { WaitTimeSeconds: wait = queue.receiveMessageWaitTimeSeconds } = input;
    if (!(Number.isInteger(wait) && wait >= 0 && wait <= 20)) {
      throw invalidValue(wait, "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.");
    }
    return whenThere(leaveToReceive(call, name), () => receive(call, name, options, wait));
  },
};

function receive(call: SqsCall, name: QueueName, options: ReceiveOptions, wait: number) {
  const { result, nextDue } = attemptReceive(call, name, options, wait === 0);
  const answer = (messages: Message[] | undefined) => {
    call.state.metrics.received(name, messages?.length ?? 0);
    return messages ? { Messages: messages } : {};
  };
  if (result || wait === 0) return answer(result);
  const attempt = () => attemptReceive(call, name, options, false);
  const deadline = call.now + wait * 1000;
  return call.state.polls.wait(queueArn(name), deadline, attempt, nextDue).then(answer);
}
