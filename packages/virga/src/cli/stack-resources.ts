import type { Environment } from "../cdk/assembly.ts";
import type { Cloud } from "../cdk/cloud.ts";

export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

/** The stacks of an account and region, each with its resources. */
export async function* stackResources(
  cloud: Cloud,
  environment: Environment,
): AsyncGenerator<{ readonly stackName: string; readonly resources: readonly StackResource[] }> {
  let token: string | undefined;
  do {
    const input = token === undefined ? {} : { NextToken: token };
    const answer = await cloud.call("cloudformation", "DescribeStacks", input, environment);
    for (const { StackName: stackName = "" } of answer.Stacks ?? []) {
      yield { stackName, resources: await resourcesOf(cloud, stackName, environment) };
    }
    token = answer.NextToken;
  } while (token !== undefined);
}

/** The resources of a stack that are there. */
export async function resourcesOf(
  cloud: Cloud,
  StackName: string,
  environment: Environment,
): Promise<readonly StackResource[]> {
  const resources: StackResource[] = [];
  let token: string | undefined;
  do {
    const input = { StackName, ...(token === undefined ? {} : { NextToken: token }) };
    const answer = await cloud.call("cloudformation", "ListStackResources", input, environment);
    for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of answer.StackResourceSummaries ?? []) {
      if (!PhysicalResourceId) continue;
      resources.push({
        type: ResourceType ?? "",
        logicalId: LogicalResourceId ?? "",
        physicalId: PhysicalResourceId,
      });
    }
    token = answer.NextToken;
  } while (token !== undefined);
  return resources;
}
