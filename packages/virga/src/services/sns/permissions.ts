import { invalidParameter } from "./errors.ts";
import { type Topic, topicArn } from "./model.ts";

interface Policy {
  readonly Statement: readonly { readonly Sid?: string }[];
}

function policyOf(topic: Topic): Policy {
  const policy = JSON.parse(topic.policy) as Policy & { Statement: unknown };
  return { ...policy, Statement: [policy.Statement].flat() as Policy["Statement"] };
}

/** What other accounts may be allowed. */
const sharedActions = new Set([
  "AddPermission",
  "DeleteTopic",
  "GetTopicAttributes",
  "ListSubscriptionsByTopic",
  "Publish",
  "RemovePermission",
  "SetTopicAttributes",
  "Subscribe",
]);

/** One, or a list of several: as AWS writes policies. */
function listed(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? values[0]! : values;
}

/** The topic's policy with a statement more. @throws AwsError InvalidParameter */
export function withPermission(
  topic: Topic,
  label: string,
  accounts: readonly string[],
  actions: readonly string[],
): string {
  const policy = policyOf(topic);
  if (policy.Statement.some(({ Sid }) => Sid === label)) throw invalidParameter("Statement already exists");
  if (actions.length === 0 || actions.some((action) => !sharedActions.has(action))) {
    throw invalidParameter("Policy statement action out of service scope!");
  }
  const statement = {
    Sid: label,
    Effect: "Allow",
    Principal: { AWS: listed(accounts.map((account) => `arn:aws:iam::${account}:root`)) },
    Action: listed(actions.map((action) => `SNS:${action}`)),
    Resource: topicArn(topic),
  };
  return JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
}

/** The topic's policy without a statement. @throws AwsError InvalidParameter */
export function withoutPermission(topic: Topic, label: string): string {
  const policy = policyOf(topic);
  return JSON.stringify({ ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== label) });
}
