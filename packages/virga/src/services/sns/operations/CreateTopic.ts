import type { CreateTopicCommandInput, CreateTopicCommandOutput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import type { SnsCall } from "../access.ts";
import { invalidParameter, notImplemented } from "../errors.ts";
import { defaultPolicy, type Topic, type TopicName, topicArn } from "../model.ts";
import type { Sns } from "../sns.ts";
import { tagsOf } from "../tags.ts";
import { withAttribute } from "../topic-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const CreateTopic: Operation<Sns, CreateTopicCommandInput, Omit<CreateTopicCommandOutput, "$metadata">> = {
  authorize: (call, { Name = "" }) => ({ action: "SNS:CreateTopic", resource: topicArn(named(call, Name)) }),
  handle(call, input) {
    const { Name: name = "", Attributes: given = {} } = input;
    if (input.DataProtectionPolicy !== undefined) throw notImplemented("data protection policies");
    const fifo = given.FifoTopic === "true";
    if (!(fifo ? /^[\w-]{1,251}\.fifo$/ : /^[\w-]{1,256}$/).test(name)) {
      throw invalidParameter(
        fifo
          ? "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long."
          : "Topic Name",
      );
    }
    const tags = tagsOf(input.Tags);
    const place = named(call, name);
    const policy = defaultPolicy(place);
    const empty: Topic = { ...place, fifo, attributes: {}, policy, tags, subscriptionsDeleted: 0 };
    const where = "Attributes Reason: ";
    const made = Object.entries(given).reduce((topic, [key, value]) => withAttribute(topic, key, value, where), empty);
    return call.state.transact((transaction) => {
      const existing = call.state.findTopic(transaction, place);
      if (existing) checkSame(existing, made, given, input.Tags !== undefined);
      else call.state.putTopic(transaction, made);
      return { TopicArn: topicArn(place) };
    });
  },
};

function named({ account, region }: SnsCall, name: string): TopicName {
  return { account, region, name };
}

/** A topic is made again only as it is. */
function checkSame(existing: Topic, made: Topic, given: Readonly<Record<string, string>>, withTags: boolean): void {
  const attributeOf = (topic: Topic, name: string) => (name === "Policy" ? topic.policy : topic.attributes[name]);
  if (Object.keys(given).some((name) => attributeOf(existing, name) !== attributeOf(made, name))) {
    throw invalidParameter("Attributes Reason: Topic already exists with different attributes");
  }
  const sorted = (topic: Topic) => JSON.stringify(Object.entries(topic.tags).toSorted());
  if (withTags && sorted(existing) !== sorted(made)) {
    throw invalidParameter("Tags Reason: Topic already exists with different tags");
  }
}
