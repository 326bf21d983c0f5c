import type { SetQueueAttributesCommandInput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import type { Queue } from "../model.ts";
import { changedSettings } from "../queue-attributes.ts";
import { checkDeadLetterQueue } from "../redrive-policies.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const SetQueueAttributes: Operation<SqsState, SetQueueAttributesCommandInput, object> = {
  authorize: onQueue("SetQueueAttributes"),
  handle(call, input) {
    const name = namedQueue(call, input);
    const given = (input.Attributes ?? {}) as Record<string, string>;
    call.state.transact((transaction) => {
      const queue = call.state.queue(transaction, name);
      const { account, region, name: ownName, messagesId, created, purged, tags, ...settings } = queue;
      const changed: Queue = {
        ...changedSettings(settings, given, false),
        ...{ account, region, name: ownName, messagesId, created, tags },
        ...(purged !== undefined && { purged }),
        modified: call.now,
      };
      if (changed.redrivePolicy && given.RedrivePolicy !== undefined) {
        const target = call.state.findByArn(transaction, changed.redrivePolicy.deadLetterTargetArn, changed);
        checkDeadLetterQueue(changed, target);
      }
      call.state.putQueue(transaction, changed);
    });
    return {};
  },
};
