import type { CreateQueueCommandInput, CreateQueueCommandOutput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { onQueueName } from "../access.ts";
import { invalidParameter, missingParameter, queueDeletedRecently, queueNameExists } from "../errors.ts";
import { type Queue, queueUrl } from "../model.ts";
import { changedSettings, defaultSettings, differentAttribute } from "../queue-attributes.ts";
import { checkDeadLetterQueue } from "../redrive-policies.ts";
import type { SqsState } from "../state.ts";
import { checkTags } from "../tags.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export const CreateQueue: Operation<SqsState, CreateQueueCommandInput, Omit<CreateQueueCommandOutput, "$metadata">> = {
  authorize: onQueueName("CreateQueue"),
  handle(call, input) {
    const { QueueName: name = "", Attributes: attributes = {}, tags = {} } = input;
    if (name === "") throw missingParameter("QueueName");
    const named = { account: call.account, region: call.region, name };
    checkName(name, attributes.FifoQueue === "true");
    checkTags(tags);
    const queue = call.state.transact((transaction) => {
      const existing = call.state.findQueue(transaction, named);
      if (existing) {
        const different = differentAttribute(existing, attributes as Record<string, string>);
        if (different !== undefined) throw queueNameExists(different);
        return existing;
      }
      if (call.state.wasDeletedRecently(transaction, named, call.now)) throw queueDeletedRecently();
      const settings = changedSettings(defaultSettings, attributes as Record<string, string>, true);
      const messagesId = call.host.ids.text(20);
      const created: Queue = { ...settings, ...named, messagesId, created: call.now, modified: call.now, tags };
      if (created.redrivePolicy) {
        const target = call.state.findByArn(transaction, created.redrivePolicy.deadLetterTargetArn, created);
        checkDeadLetterQueue(created, target);
      }
      call.state.putQueue(transaction, created);
      return created;
    });
    return { QueueUrl: queueUrl(call.host.settings.endpoint(), queue) };
  },
};

function checkName(name: string, fifo: boolean): void {
  if (fifo ? /^[\w-]{1,75}\.fifo$/.test(name) : /^[\w-]{1,80}$/.test(name)) return;
  throw invalidParameter(
    fifo
      ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
      : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}
