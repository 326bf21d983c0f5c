import type {
  BatchResultErrorEntry,
  PublishBatchCommandInput,
  PublishBatchCommandOutput,
  PublishBatchRequestEntry,
  PublishBatchResultEntry,
} from "@aws-sdk/client-sns";
import { AwsError } from "../../../kernel/errors.ts";
import { whenThere } from "../../../kernel/eventual.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onPublish } from "../access.ts";
import { leaveToPublish } from "../encryption.ts";
import { batchTooLong, emptyBatch, idsNotDistinct, invalidBatchEntryId, tooManyEntries } from "../errors.ts";
import { largestMessage, parseTopicArn, type TopicName } from "../model.ts";
import { messageSize, preparedMessage, publish } from "../publishing.ts";
import type { Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export const PublishBatch: Operation<Sns, PublishBatchCommandInput, Omit<PublishBatchCommandOutput, "$metadata">> = {
  authorize: onPublish,
  handle(call, input) {
    const entries = checkedEntries(input.PublishBatchRequestEntries ?? []);
    const name = parseTopicArn(input.TopicArn);
    return whenThere(leaveToPublish(call, name), () => publishAll(call, name, entries));
  },
};

function publishAll(call: Call<Sns>, name: TopicName, entries: readonly PublishBatchRequestEntry[]) {
  const successful: PublishBatchResultEntry[] = [];
  const failed: BatchResultErrorEntry[] = [];
  const deliveries = call.state.transact((transaction) => {
    const topic = call.state.topic(transaction, name);
    return entries.flatMap((entry) => {
      try {
        const published = publish(call, transaction, topic, preparedMessage(call, topic, entry), call.state.filters);
        successful.push({ Id: entry.Id, ...published.answer });
        return published.deliveries;
      } catch (thrown) {
        if (!(thrown instanceof AwsError)) throw thrown;
        const code = thrown.code.replace(/Exception$/, "");
        failed.push({ Id: entry.Id, Code: code, Message: thrown.message, SenderFault: true });
        return [];
      }
    });
  });
  call.state.deliveries.begin(deliveries);
  return { Successful: successful, Failed: failed };
}

function checkedEntries(entries: readonly PublishBatchRequestEntry[]): readonly PublishBatchRequestEntry[] {
  if (entries.length === 0) throw emptyBatch();
  if (entries.length > 10) throw tooManyEntries();
  const ids = entries.map(({ Id = "" }) => Id);
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) throw invalidBatchEntryId();
  if (new Set(ids).size < ids.length) throw idsNotDistinct();
  if (entries.reduce((sum, entry) => sum + messageSize(entry), 0) > largestMessage) throw batchTooLong();
  return entries;
}
