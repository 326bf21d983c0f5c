import { invalidValue } from "./errors.ts";
import { type Queue, queueArn } from "./model.ts";

interface Statement {
  readonly Sid?: string;
  readonly [member: string]: unknown;
}

interface Policy {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: readonly Statement[];
}

function policyOf(queue: Queue): Policy {
  if (queue.policy === undefined) {
    return { Version: "2008-10-17", Id: `${queueArn(queue)}/SQSDefaultPolicy`, Statement: [] };
  }
  const { Statement: statements, ...rest } = JSON.parse(queue.policy) as Policy & { Statement: unknown };
  return { ...rest, Statement: [statements].flat() as Statement[] };
}

/** One, or a list of several: as AWS writes policies. */
function listed(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? values[0]! : values;
}

/** The queue's policy with a statement more. @throws AwsError InvalidParameterValue if the label is taken */
export function withPermission(
  queue: Queue,
  label: string,
  accounts: readonly string[],
  actions: readonly string[],
): string {
  const policy = policyOf(queue);
  if (policy.Statement.some(({ Sid }) => Sid === label)) throw invalidValue(label, "Label", "Already exists.");
  const statement = {
    Sid: label,
    Effect: "Allow",
    Principal: { AWS: listed(accounts.map((account) => `arn:aws:iam::${account}:root`)) },
    Action: listed(actions.map((action) => `SQS:${action}`)),
    Resource: queueArn(queue),
  };
  return JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
}

/** The queue's policy without a statement; undefined if none is left. @throws AwsError InvalidParameterValue */
export function withoutPermission(queue: Queue, label: string): string | undefined {
  const policy = policyOf(queue);
  const left = policy.Statement.filter(({ Sid }) => Sid !== label);
  if (left.length === policy.Statement.length) throw invalidValue(label, "Label", "can't find label.");
  return left.length === 0 ? undefined : JSON.stringify({ ...policy, Statement: left });
}
