import type { GetQueueAttributesCommandInput, GetQueueAttributesCommandOutput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import { unknownAttribute } from "../errors.ts";
import { isQueueAttribute, type MessageCounts, queueAttributes } from "../queue-attributes.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export const GetQueueAttributes: Operation<
  SqsState,
  GetQueueAttributesCommandInput,
  Omit<GetQueueAttributesCommandOutput, "$metadata">
> = {
  authorize: onQueue("GetQueueAttributes"),
  handle(call, input) {
    const names = (input.AttributeNames ?? []) as string[];
    const unknown = names.find((name) => !isQueueAttribute(name));
    if (unknown !== undefined) throw unknownAttribute(unknown);
    const queue = call.state.queue(call.state.reader, namedQueue(call, input));
    let counted: MessageCounts | undefined;
    const counts = () => {
      counted ??= call.state.transact((transaction) => call.state.messages.count(transaction, queue, call.now));
      return counted;
    };
    const attributes = queueAttributes(queue, counts, names);
    return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
  },
};
