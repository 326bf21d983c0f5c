import type { DescribeStackResourcesInput, DescribeStackResourcesOutput } from "@aws-sdk/client-cloudformation";
import type { Call, Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { describeResource } from "../descriptions.ts";
import { stackWithIdDoesNotExist, validationError } from "../errors.ts";
import type { StackRecord } from "../model.ts";

/** Describes the resources of a stack, named by itself or by one of its physical resources. */
export const DescribeStackResources: Operation<
  CloudFormation,
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput
> = {
  authorize: stackAction("DescribeStackResources"),
  handle(call, { StackName: name, PhysicalResourceId: physicalId, LogicalResourceId: logicalId }) {
    const stack = findStack(call, name, physicalId);
    const records = call.state.state.resources(stack.stackId);
    const wanted = records.filter((record) => logicalId === undefined || record.logicalId === logicalId);
    return { StackResources: wanted.map((record) => describeResource(stack, record)) };
  },
};

function findStack(call: Call<CloudFormation>, name: string | undefined, physicalId: string | undefined): StackRecord {
  const { state } = call.state;
  if (name !== undefined && physicalId !== undefined) {
    throw validationError("Stack name and physical resource ID cannot both be specified");
  }
  if (name !== undefined) {
    const stack = state.find(call, name);
    if (!stack) throw stackWithIdDoesNotExist(name);
    return stack;
  }
  if (physicalId === undefined)
    throw validationError("At least one of StackName and PhysicalResourceId must be specified");
  const stack = state
    .list(call)
    .find(({ stackId }) => state.resources(stackId).some(({ current }) => current?.physicalId === physicalId));
  if (!stack) throw validationError(`Stack for ${physicalId} does not exist`);
  return stack;
}
