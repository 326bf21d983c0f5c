import type { SNS } from "@aws-sdk/client-sns";
import { defineService } from "../../kernel/service.ts";
import { subscription, topic, topicInlinePolicy, topicPolicy } from "./cloudformation.ts";
import { AddPermission } from "./operations/AddPermission.ts";
import { ConfirmSubscription } from "./operations/ConfirmSubscription.ts";
import { CreateTopic } from "./operations/CreateTopic.ts";
import { DeleteTopic } from "./operations/DeleteTopic.ts";
import { GetSubscriptionAttributes } from "./operations/GetSubscriptionAttributes.ts";
import { GetTopicAttributes } from "./operations/GetTopicAttributes.ts";
import { ListSubscriptions } from "./operations/ListSubscriptions.ts";
import { ListSubscriptionsByTopic } from "./operations/ListSubscriptionsByTopic.ts";
import { ListTagsForResource } from "./operations/ListTagsForResource.ts";
import { ListTopics } from "./operations/ListTopics.ts";
import { Publish } from "./operations/Publish.ts";
import { PublishBatch } from "./operations/PublishBatch.ts";
import { RemovePermission } from "./operations/RemovePermission.ts";
import { SetSubscriptionAttributes } from "./operations/SetSubscriptionAttributes.ts";
import { SetTopicAttributes } from "./operations/SetTopicAttributes.ts";
import { Subscribe } from "./operations/Subscribe.ts";
import { TagResource } from "./operations/TagResource.ts";
import { Unsubscribe } from "./operations/Unsubscribe.ts";
import { UntagResource } from "./operations/UntagResource.ts";
import { Sns } from "./sns.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    sns: SNS;
  }
}

/** Amazon Simple Notification Service. */
export const sns = defineService<Sns>({
  name: "sns",
  anonymousCallers: true,
  open: (host) => new Sns(host),
  operations: {
    AddPermission,
    ConfirmSubscription,
    CreateTopic,
    DeleteTopic,
    GetSubscriptionAttributes,
    GetTopicAttributes,
    ListSubscriptions,
    ListSubscriptionsByTopic,
    ListTagsForResource,
    ListTopics,
    Publish,
    PublishBatch,
    RemovePermission,
    SetSubscriptionAttributes,
    SetTopicAttributes,
    Subscribe,
    TagResource,
    Unsubscribe,
    UntagResource,
  },
  resourceTypes: {
    "AWS::SNS::Subscription": subscription,
    "AWS::SNS::Topic": topic,
    "AWS::SNS::TopicInlinePolicy": topicInlinePolicy,
    "AWS::SNS::TopicPolicy": topicPolicy,
  },
  recover: (state) => state.deliveries.begin(state.deliveriesUnderWay()),
  close: (state) => state.deliveries.close(),
});
