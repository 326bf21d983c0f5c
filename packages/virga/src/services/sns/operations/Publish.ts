import type { PublishCommandInput, PublishCommandOutput } from "@aws-sdk/client-sns";
import { whenThere } from "../../../kernel/eventual.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onPublish } from "../access.ts";
import { leaveToPublish } from "../encryption.ts";
import { invalidParameter, notImplemented } from "../errors.ts";
import { parseTopicArn, type TopicName } from "../model.ts";
import { preparedMessage, publish } from "../publishing.ts";
import type { Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const Publish: Operation<Sns, PublishCommandInput, Omit<PublishCommandOutput, "$metadata">> = {
  authorize: onPublish,
  handle(call, input) {
    if (input.PhoneNumber !== undefined) throw notImplemented("text messages");
    const { TopicArn, TargetArn } = input;
    if (TopicArn === undefined && TargetArn === undefined)
      throw invalidParameter("TopicArn or TargetArn Reason: no value for required parameter");
    if (TargetArn?.includes(":endpoint/")) {
      throw invalidParameter("TargetArn Reason: No endpoint found for the target arn specified");
    }
    const name = parseTopicArn(TopicArn ?? TargetArn);
    return whenThere(leaveToPublish(call, name), () => publishOne(call, name, input));
  },
};

function publishOne(call: Call<Sns>, name: TopicName, input: PublishCommandInput) {
  const { answer, deliveries } = call.state.transact((transaction) => {
    const topic = call.state.topic(transaction, name);
    return publish(call, transaction, topic, preparedMessage(call, topic, input), call.state.filters);
  });
  call.state.deliveries.begin(deliveries);
  return answer;
}
