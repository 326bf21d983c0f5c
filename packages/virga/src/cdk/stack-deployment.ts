import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Stack, StackEvent } from "@aws-sdk/client-cloudformation";
import type { Clock } from "../kernel/clock.ts";
import { AwsError, VirgaError } from "../kernel/errors.ts";
import type { AssemblyStack, Environment } from "./assembly.ts";
import { putObject } from "./assets.ts";
import { assetBucket } from "./bootstrap.ts";
import type { Cloud } from "./cloud.ts";
import { type ConstructPaths, constructPaths, deployedTemplate } from "./construct-paths.ts";
import type { ReportProgress } from "./progress.ts";
import { StackFailure } from "./stack-failure.ts";

export interface StackDeploymentOptions {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly report: ReportProgress;
}

/** What CloudFormation knows of a stack by its name or id. */
type StackReference = Environment & { readonly name: string };

/** CDK apps may create any IAM resource and use transforms: who deploys one has agreed to that. */
const capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"] as const;

/** Names all that Virga does not support in these stacks, before any of them is touched. */
export async function checkStacks({ cloud }: StackDeploymentOptions, stacks: readonly AssemblyStack[]): Promise<void> {
  const problems: string[] = [];
  for (const stack of stacks) {
    try {
      const TemplateURL = await templateUrl(cloud, stack);
      await cloud.call("cloudformation", "ValidateTemplate", { TemplateURL }, stack.environment);
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      problems.push(`${stack.displayName}: ${thrown.message}`);
    }
  }
  if (problems.length === 0) return;
  throw new VirgaError("InvalidTemplate", `the app cannot be deployed:\n${problems.join("\n")}`, {
    hint: "nothing was changed; what is supported is in packages/virga/src/services/SERVICE/README.md",
  });
}

/** Creates or updates a stack and waits for the end, telling of each step. */
export async function deployStack(options: StackDeploymentOptions, stack: AssemblyStack): Promise<Stack> {
  const { cloud, clock, report } = options;
  const begun = clock.elapsed();
  const reference = { ...stack.environment, name: stack.stackName };
  const existing = await settledStack(options, stack, reference);
  const operation = existing ? "update" : "create";
  const lastEvent = existing && (await newestEvent(cloud, reference));
  const template = existing && (await deployedTemplate(cloud, stack, existing.StackId ?? stack.stackName));
  const stackId = await beginDeployment(cloud, stack, existing);
  const end = (outcome: "created" | "updated" | "unchanged") =>
    report({ kind: "stack-end", stack: stack.displayName, outcome, milliseconds: clock.elapsed() - begun });
  if (stackId === undefined) {
    end("unchanged");
    return existing!;
  }
  report({ kind: "stack-begin", stack: stack.displayName, operation });
  const paths = await constructPaths(stack, template);
  const deployed = await follow(options, stack, { ...reference, name: stackId }, lastEvent, paths);
  if (deployed.StackStatus !== "CREATE_COMPLETE" && deployed.StackStatus !== "UPDATE_COMPLETE") {
    throw await deploymentFailed(cloud, stack, deployed, lastEvent, paths);
  }
  end(operation === "create" ? "created" : "updated");
  return deployed;
}

/** Deletes a stack and waits for the end. */
export async function destroyStack(options: StackDeploymentOptions, stack: AssemblyStack): Promise<void> {
  const { cloud, clock, report } = options;
  const begun = clock.elapsed();
  const reference = { ...stack.environment, name: stack.stackName };
  const existing = await describe(cloud, reference);
  const end = (outcome: "deleted" | "absent") =>
    report({ kind: "stack-end", stack: stack.displayName, outcome, milliseconds: clock.elapsed() - begun });
  if (!existing) return end("absent");
  report({ kind: "stack-begin", stack: stack.displayName, operation: "delete" });
  await deleteAndFollow(options, stack, { ...reference, name: existing.StackId ?? stack.stackName });
  end("deleted");
}

async function deleteAndFollow(
  options: StackDeploymentOptions,
  stack: AssemblyStack,
  reference: StackReference,
): Promise<void> {
  const { cloud } = options;
  const lastEvent = await newestEvent(cloud, reference);
  const paths = await constructPaths(stack, await deployedTemplate(cloud, stack, reference.name));
  try {
    await cloud.call("cloudformation", "DeleteStack", { StackName: reference.name }, stack.environment);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw new StackFailure("StackNotDeleted", thrown.message, { where: stack.displayName, cause: thrown });
  }
  const deleted = await follow(options, stack, reference, lastEvent, paths);
  if (deleted.StackStatus !== "DELETE_COMPLETE") throw await deploymentFailed(cloud, stack, deleted, lastEvent, paths);
}

/**
 * The stack if there is one that can be updated. What an earlier deployment left unfinished is ended first: one that
 * is under way is waited for, a creation that failed is removed, a rollback that stopped goes on.
 */
async function settledStack(
  options: StackDeploymentOptions,
  stack: AssemblyStack,
  reference: StackReference,
): Promise<Stack | undefined> {
  const { cloud } = options;
  const existing = await describe(cloud, reference);
  if (!existing?.StackStatus) return undefined;
  const byId = { ...reference, name: existing.StackId ?? reference.name };
  switch (existing.StackStatus) {
    case "ROLLBACK_COMPLETE":
    case "ROLLBACK_FAILED":
    case "DELETE_FAILED":
    case "REVIEW_IN_PROGRESS":
      await removeUnfinished(options, stack, byId, existing.StackStatus);
      return undefined;
    case "UPDATE_ROLLBACK_FAILED": {
      const lastEvent = await newestEvent(cloud, byId);
      await cloud.call("cloudformation", "ContinueUpdateRollback", { StackName: byId.name }, stack.environment);
      return await follow(options, stack, byId, lastEvent, await constructPaths(stack, undefined));
    }
    default:
      if (!existing.StackStatus.endsWith("_IN_PROGRESS")) return existing;
      await follow(options, stack, byId, await newestEvent(cloud, byId), await constructPaths(stack, undefined));
      return settledStack(options, stack, reference);
  }
}

/** Deletes what cannot be updated, so that the stack can be created. */
async function removeUnfinished(
  options: StackDeploymentOptions,
  stack: AssemblyStack,
  reference: StackReference,
  status: string,
): Promise<void> {
  try {
    await deleteAndFollow(options, stack, reference);
  } catch (thrown) {
    if (!(thrown instanceof StackFailure)) throw thrown;
    const message = `the stack is ${status}: it must be deleted before it is created again, and ${thrown.message}`;
    const hint = "take away what keeps it (virga destroy STACK, or any AWS tool under virga exec), then deploy again";
    throw new StackFailure(thrown.code, message, { where: stack.displayName, hint, cause: thrown });
  }
}

/** Begins to create or update the stack; gives its id, or nothing if there is nothing to change. */
async function beginDeployment(
  cloud: Cloud,
  stack: AssemblyStack,
  existing: Stack | undefined,
): Promise<string | undefined> {
  const { environment, stackName: StackName, terminationProtection, notificationArns } = stack;
  const input = {
    StackName,
    TemplateURL: await templateUrl(cloud, stack),
    Capabilities: [...capabilities],
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    ...(notificationArns.length === 0 ? {} : { NotificationARNs: [...notificationArns] }),
  };
  try {
    if (!existing) {
      const protection = { EnableTerminationProtection: terminationProtection };
      return (await cloud.call("cloudformation", "CreateStack", { ...input, ...protection }, environment)).StackId;
    }
    if ((existing.EnableTerminationProtection ?? false) !== terminationProtection) {
      const protection = { StackName, EnableTerminationProtection: terminationProtection };
      await cloud.call("cloudformation", "UpdateTerminationProtection", protection, environment);
    }
    return (await cloud.call("cloudformation", "UpdateStack", input, environment)).StackId;
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    if (existing && thrown.message === "No updates are to be performed.") return undefined;
    throw new StackFailure("DeploymentRefused", thrown.message, { where: stack.displayName, cause: thrown });
  }
}

/** The S3 URL of a stack's template, which is published where the app did not make it an asset. */
async function templateUrl(cloud: Cloud, stack: AssemblyStack): Promise<string> {
  const { environment, templatePath, stackName } = stack;
  const match = /^s3:\/\/([^/]+)\/(.+)$/.exec(stack.templateUrl ?? "");
  const url = (bucket: string, objectKey: string) =>
    `https://s3.${environment.region}.amazonaws.com/${bucket}/${objectKey}`;
  if (match) return url(match[1]!, match[2]!);
  const content = await readFile(templatePath);
  const objectKey = `cdk/${stackName}/${createHash("sha256").update(content).digest("hex")}.json`;
  await putObject(cloud, assetBucket(environment), objectKey, content, environment);
  return url(assetBucket(environment), objectKey);
}

async function describe(cloud: Cloud, { name, account, region }: StackReference): Promise<Stack | undefined> {
  try {
    const { Stacks } = await cloud.call("cloudformation", "DescribeStacks", { StackName: name }, { account, region });
    return Stacks?.[0];
  } catch (thrown) {
    if (thrown instanceof AwsError && thrown.message.endsWith("does not exist")) return undefined;
    throw thrown;
  }
}

/** Tells of a stack's events until its operation has ended, and gives the stack as it is then. */
async function follow(
  { cloud, report }: StackDeploymentOptions,
  stack: AssemblyStack,
  reference: StackReference,
  lastEvent: string | undefined,
  paths: ConstructPaths,
): Promise<Stack> {
  let last = lastEvent;
  for (;;) {
    const changed = cloud.nextChange();
    const current = await describe(cloud, reference);
    const events = await eventsSince(cloud, reference, last);
    last = events.at(-1)?.EventId ?? last;
    for (const event of events) tell(report, stack, event, paths);
    if (!current?.StackStatus?.endsWith("_IN_PROGRESS")) {
      return current ?? { StackName: stack.stackName, CreationTime: undefined, StackStatus: "DELETE_COMPLETE" };
    }
    await changed;
  }
}

function tell(report: ReportProgress, stack: AssemblyStack, event: StackEvent, paths: ConstructPaths): void {
  const { LogicalResourceId: logicalId = "", ResourceType: type = "", ResourceStatus: status = "" } = event;
  const reason = event.ResourceStatusReason;
  const path = paths.get(logicalId) ?? logicalId;
  const common = { kind: "resource" as const, stack: stack.displayName, logicalId, path, type, status };
  report(reason === undefined ? common : { ...common, reason });
}

/** A stack's events after one, the oldest first. */
async function eventsSince(
  cloud: Cloud,
  { name, account, region }: StackReference,
  last: string | undefined,
): Promise<readonly StackEvent[]> {
  const events: StackEvent[] = [];
  let token: string | undefined;
  do {
    const input = { StackName: name, ...(token === undefined ? {} : { NextToken: token }) };
    const answer = await cloud.call("cloudformation", "DescribeStackEvents", input, { account, region });
    for (const event of answer.StackEvents ?? []) {
      if (event.EventId === last) return events.reverse();
      events.push(event);
    }
    token = answer.NextToken;
  } while (token !== undefined);
  return events.reverse();
}

async function newestEvent(cloud: Cloud, { name, account, region }: StackReference): Promise<string | undefined> {
  const answer = await cloud.call("cloudformation", "DescribeStackEvents", { StackName: name }, { account, region });
  return answer.StackEvents?.[0]?.EventId;
}

async function deploymentFailed(
  cloud: Cloud,
  stack: AssemblyStack,
  ended: Stack,
  lastEvent: string | undefined,
  paths: ConstructPaths,
): Promise<StackFailure> {
  const reference = { ...stack.environment, name: ended.StackId ?? stack.stackName };
  const events = await eventsSince(cloud, reference, lastEvent);
  const isOwn = ({ LogicalResourceId }: StackEvent) => LogicalResourceId === stack.stackName;
  const lines = events
    .filter((event) => !isOwn(event) && event.ResourceStatus?.endsWith("_FAILED"))
    .map(({ LogicalResourceId: id = "", ResourceType: type, ResourceStatusReason: reason }) => {
      return `  ${paths.get(id) ?? id} (${type}): ${reason ?? "no reason given"}`;
    });
  // Where no resource has failed, it was something of the stack's own: its events tell what.
  const own = events.findLast((event) => isOwn(event) && event.ResourceStatusReason !== undefined);
  const reason = ended.StackStatusReason ?? own?.ResourceStatusReason ?? "no reason given";
  const reasons = lines.length > 0 ? lines : [`  ${reason}`];
  return new StackFailure("DeploymentFailed", `the stack ended as ${ended.StackStatus}:\n${reasons.join("\n")}`, {
    where: stack.displayName,
  });
}
