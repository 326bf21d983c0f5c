import type { DescribeStackResourceInput, DescribeStackResourceOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { describeResource } from "../descriptions.ts";
import { validationError } from "../errors.ts";

/** Describes one resource of a stack. */
export const DescribeStackResource: Operation<CloudFormation, DescribeStackResourceInput, DescribeStackResourceOutput> =
  {
    authorize: stackAction("DescribeStackResource"),
    handle(call, { StackName: name = "", LogicalResourceId: logicalId = "" }) {
      const { state } = call.state;
      const stack = state.find(call, name);
      if (!stack) throw validationError(`Stack '${name}' does not exist`);
      const record = state.resource(stack.stackId, logicalId);
      if (!record) throw validationError(`Resource ${logicalId} does not exist for stack ${stack.stackName}`);
      const { Timestamp, ...resource } = describeResource(stack, record);
      const metadata = record.current?.metadata;
      return {
        StackResourceDetail: {
          ...resource,
          LastUpdatedTimestamp: Timestamp,
          ...(metadata === undefined ? {} : { Metadata: metadata }),
        },
      };
    },
  };
