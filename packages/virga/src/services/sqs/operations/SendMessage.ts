import type { SendMessageCommandInput, SendMessageCommandOutput } from "@aws-sdk/client-sqs";
import { whenThere } from "../../../kernel/eventual.ts";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue, type SqsCall } from "../access.ts";
import { leaveToSend } from "../encryption.ts";
import type { QueueName } from "../model.ts";
import { checkFifo, prepareMessage, putMessages } from "../sending.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const SendMessage: Operation<SqsState, SendMessageCommandInput, Omit<SendMessageCommandOutput, "$metadata">> = {
  authorize: onQueue("SendMessage"),
  handle(call, input) {
    const name = namedQueue(call, input);
    return whenThere(leaveToSend(call, name), () => send(call, name, input));
  },
};

function send(call: SqsCall, name: QueueName, input: SendMessageCommandInput) {
  const result = call.state.transact((transaction) => {
    const queue = call.state.queue(transaction, name);
    checkFifo(queue, input);
    const [sent] = putMessages(call, transaction, queue, [prepareMessage(call, queue, input)]);
    return sent!;
  });
  call.state.wake(name);
  return result;
}
