import { formatArn } from "../../kernel/arns.ts";
import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import { parseSubscriptionArn, parseTopicArn, type TopicName, topicArn } from "./model.ts";
import type { SnsState } from "./state.ts";

export type SnsCall = Call<SnsState>;

function request(
  call: SnsCall,
  action: string,
  topic: TopicName,
  context?: AuthorizationRequest["context"],
): AuthorizationRequest {
  const policy = call.state.findTopic(call.state.reader, topic)?.policy;
  return {
    action: `SNS:${action}`,
    resource: topicArn(topic),
    ...(policy === undefined ? {} : { resourcePolicy: policy }),
    ...(context && { context }),
  };
}

/** The caller must be allowed the action on the topic whose ARN the input has. */
export function onTopic(
  action: string,
): (call: SnsCall, input: { readonly TopicArn?: string | undefined }) => AuthorizationRequest {
  return (call, { TopicArn: arn }) => request(call, action, parseTopicArn(arn));
}

/** The caller must be allowed to publish to the topic that `TopicArn` or `TargetArn` names. */
export function onPublish(
  call: SnsCall,
  { TopicArn, TargetArn }: { readonly TopicArn?: string | undefined; readonly TargetArn?: string | undefined },
): AuthorizationRequest {
  const arn = TopicArn ?? TargetArn;
  // Without a topic the operation tells what is wrong.
  return arn === undefined ? { action: "SNS:Publish", resource: "*" } : request(call, "Publish", parseTopicArn(arn));
}

/** The caller must be allowed to subscribe such an endpoint to the topic. */
export function onSubscribe(
  call: SnsCall,
  input: {
    readonly TopicArn?: string | undefined;
    readonly Protocol?: string | undefined;
    readonly Endpoint?: string | undefined;
  },
): AuthorizationRequest {
  return request(call, "Subscribe", parseTopicArn(input.TopicArn), {
    "sns:Protocol": input.Protocol ?? "",
    "sns:Endpoint": input.Endpoint ?? "",
  });
}

/** The caller must be allowed the action on the topic of the subscription whose ARN the input has. */
export function onSubscription(
  action: string,
): (call: SnsCall, input: { readonly SubscriptionArn?: string | undefined }) => AuthorizationRequest {
  return (call, { SubscriptionArn: arn }) => request(call, action, parseSubscriptionArn(arn).topic);
}

/** The caller must be allowed the action on the topic that carries tags. */
export function onTagged(
  action: string,
): (call: SnsCall, input: { readonly ResourceArn?: string | undefined }) => AuthorizationRequest {
  return (call, { ResourceArn: arn }) => request(call, action, parseTopicArn(arn, "ResourceArn"));
}

/** The caller must be allowed an action without a topic. */
export function onAccount(action: string): (call: SnsCall) => AuthorizationRequest {
  return (call) => ({ action: `SNS:${action}`, resource: formatArn("sns", call.region, call.account, "*") });
}
