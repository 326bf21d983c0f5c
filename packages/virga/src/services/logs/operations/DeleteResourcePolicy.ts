import type { DeleteResourcePolicyCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onNoResource } from "../authorization.ts";
import { notImplemented } from "../errors.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteResourcePolicy.html */
export const DeleteResourcePolicy: Operation<LogsState, DeleteResourcePolicyCommandInput, object> = {
  authorize: onNoResource("DeleteResourcePolicy"),
  handle(call, input) {
    if (input.resourceArn !== undefined) throw notImplemented("resourceArn in DeleteResourcePolicy");
    if (input.expectedRevisionId !== undefined) throw notImplemented("expectedRevisionId in DeleteResourcePolicy");
    const name = input.policyName ?? "";
    return call.state.transact((transaction) => {
      if (!call.state.findPolicy(transaction, call, name)) {
        throw new AwsError("ResourceNotFoundException", `Policy with name [${name}] does not exist`);
      }
      call.state.deletePolicy(transaction, call, name);
      return {};
    });
  },
};
