import type {
  DescribeResourcePoliciesCommandInput,
  DescribeResourcePoliciesCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onNoResource } from "../authorization.ts";
import { invalidNextToken, notImplemented } from "../errors.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeResourcePolicies.html */
export const DescribeResourcePolicies: Operation<
  LogsState,
  DescribeResourcePoliciesCommandInput,
  Omit<DescribeResourcePoliciesCommandOutput, "$metadata">
> = {
  authorize: onNoResource("DescribeResourcePolicies"),
  handle(call, input) {
    if (input.resourceArn !== undefined || input.policyScope === "RESOURCE") {
      throw notImplemented("policies of single resources");
    }
    const after = afterToken(input.nextToken, invalidNextToken) ?? "";
    const left = [...call.state.policies(call.state.reader, call)].filter(({ name }) => name > after);
    const page = takePage(left, input.limit ?? 50, ({ name }) => name);
    return {
      resourcePolicies: page.items.map(({ name, document, updated }) => ({
        policyName: name,
        policyDocument: document,
        lastUpdatedTime: updated,
      })),
      ...(page.token === undefined ? {} : { nextToken: page.token }),
    };
  },
};
