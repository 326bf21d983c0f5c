import type { Subscription as ListedSubscription } from "@aws-sdk/client-sns";
import { invalidParameter, notImplemented } from "./errors.ts";
import { type FilterScope, filterPolicyProblem } from "./filter-policy.ts";
import { type Subscription, subscriptionArn, topicArn } from "./model.ts";

type Attributes = Readonly<Record<string, string>>;

export function scopeOf(attributes: Attributes): FilterScope {
  return attributes.FilterPolicyScope === "MessageBody" ? "MessageBody" : "MessageAttributes";
}

/**
 * Attributes with one of them set; an empty value takes it away. `where` stands before what is wrong with it.
 * @throws AwsError InvalidParameter
 */
export function withAttribute(attributes: Attributes, name: string, value: string, where = ""): Attributes {
  const { [name]: _before, ...others } = attributes;
  switch (name) {
    case "RawMessageDelivery":
      if (!/^(true|false)$/i.test(value)) {
        throw invalidParameter(`${where}RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
      }
      return { ...others, [name]: value.toLowerCase() };
    case "FilterPolicyScope":
      if (value !== "MessageAttributes" && value !== "MessageBody") {
        throw invalidParameter(
          `${where}FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
        );
      }
      break;
    case "FilterPolicy":
      return value === "" || value === "{}" ? others : checkedFilter({ ...others, [name]: value }, where);
    case "RedrivePolicy":
      if (value !== "") checkRedrivePolicy(value, where);
      break;
    case "DeliveryPolicy":
      break;
    case "SubscriptionRoleArn":
    case "ReplayPolicy":
      throw notImplemented(`the subscription attribute ${name}`);
    default:
      throw invalidParameter(where === "" ? "AttributeName" : `${where}Unknown attribute ${name}`);
  }
  const changed = value === "" ? others : { ...others, [name]: value };
  return changed.FilterPolicy === undefined ? changed : checkedFilter(changed, where);
}

/** All attributes of a new subscription; the scope comes first, as it decides which filter policies are right. */
export function newAttributes(given: Attributes): Attributes {
  const names = Object.keys(given).toSorted((left, right) => rank(left) - rank(right));
  return names.reduce<Attributes>((set, name) => withAttribute(set, name, given[name]!, "Attributes Reason: "), {});
}

function rank(name: string): number {
  return name === "FilterPolicyScope" ? 0 : 1;
}

function checkedFilter(attributes: Attributes, where: string): Attributes {
  const problem = filterPolicyProblem(attributes.FilterPolicy!, scopeOf(attributes));
  if (problem !== undefined) throw invalidParameter(`${where}FilterPolicy: ${problem}`);
  return attributes;
}

function checkRedrivePolicy(text: string, where: string): void {
  let arn: unknown;
  try {
    ({ deadLetterTargetArn: arn } = JSON.parse(text) as { deadLetterTargetArn?: unknown });
  } catch (thrown) {
    throw invalidParameter(`${where}RedrivePolicy: failed to parse JSON. ${(thrown as Error).message}`);
  }
  if (typeof arn !== "string" || !/^arn:aws[\w-]*:sqs:[\w-]+:\d{12}:[\w.-]+$/.test(arn)) {
    throw invalidParameter(`${where}RedrivePolicy: deadLetterTargetArn is an invalid arn`);
  }
}

/** A subscription's attributes in AWS's form. */
export function subscriptionAttributes(subscription: Subscription): Record<string, string> {
  const { attributes, owner, endpoint, protocol, principal, token } = subscription;
  return {
    ...attributes,
    ...(attributes.FilterPolicy !== undefined && { FilterPolicyScope: scopeOf(attributes) }),
    SubscriptionArn: subscriptionArn(subscription),
    TopicArn: topicArn(subscription.topic),
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    RawMessageDelivery: attributes.RawMessageDelivery ?? "false",
    PendingConfirmation: String(token !== undefined),
    ConfirmationWasAuthenticated: String(token === undefined),
    SubscriptionPrincipal: principal,
  };
}

/** A subscription as listings have it. */
export function listedSubscription(subscription: Subscription): ListedSubscription {
  const { owner, protocol, endpoint, topic, token } = subscription;
  return {
    SubscriptionArn: token === undefined ? subscriptionArn(subscription) : "PendingConfirmation",
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn(topic),
  };
}
