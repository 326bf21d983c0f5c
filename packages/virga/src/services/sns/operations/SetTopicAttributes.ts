import type { SetTopicAttributesCommandInput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { onTopic } from "../access.ts";
import { invalidParameter } from "../errors.ts";
import { parseTopicArn } from "../model.ts";
import type { Sns } from "../sns.ts";
import { withAttribute } from "../topic-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export const SetTopicAttributes: Operation<Sns, SetTopicAttributesCommandInput, object> = {
  authorize: onTopic("SetTopicAttributes"),
  handle(call, { TopicArn: arn, AttributeName: name = "", AttributeValue: value = "" }) {
    call.state.transact((transaction) => {
      const topic = call.state.topic(transaction, parseTopicArn(arn));
      if (name === "FifoTopic") throw invalidParameter("AttributeName");
      call.state.putTopic(transaction, withAttribute(topic, name, value));
    });
    return {};
  },
};
