import type { DisassociateKmsKeyCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { notImplemented } from "../errors.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DisassociateKmsKey.html */
export const DisassociateKmsKey: Operation<LogsState, DisassociateKmsKeyCommandInput, object> = {
  authorize: onGroup("DisassociateKmsKey"),
  handle(call, input) {
    if (input.resourceIdentifier !== undefined) throw notImplemented("resourceIdentifier in DisassociateKmsKey");
    return call.state.transact((transaction) => {
      const { kmsKeyId: _removed, ...group } = call.state.group(transaction, call, input.logGroupName!);
      call.state.putGroup(transaction, group);
      return {};
    });
  },
};
