import type { AssociateKmsKeyCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { notImplemented } from "../errors.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html */
export const AssociateKmsKey: Operation<LogsState, AssociateKmsKeyCommandInput, object> = {
  authorize: onGroup("AssociateKmsKey"),
  handle(call, input) {
    if (input.resourceIdentifier !== undefined) throw notImplemented("resourceIdentifier in AssociateKmsKey");
    return call.state.transact((transaction) => {
      const group = call.state.group(transaction, call, input.logGroupName!);
      call.state.putGroup(transaction, { ...group, kmsKeyId: input.kmsKeyId! });
      return {};
    });
  },
};
