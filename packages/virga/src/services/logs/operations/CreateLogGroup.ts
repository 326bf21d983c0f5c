import type { CreateLogGroupCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { onGroup } from "../authorization.ts";
import { alreadyExists, invalidParameter, notImplemented } from "../errors.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const CreateLogGroup: Operation<LogsState, CreateLogGroupCommandInput, object> = {
  authorize: onGroup("CreateLogGroup"),
  handle(call, input) {
    const name = input.logGroupName!;
    const { logGroupClass = "STANDARD", kmsKeyId } = input;
    if (name.startsWith("aws/")) throw invalidParameter('Log groups starting with "aws/" are reserved for AWS.');
    if (logGroupClass !== "STANDARD" && logGroupClass !== "INFREQUENT_ACCESS") {
      throw notImplemented(`the log group class ${logGroupClass}`);
    }
    if (input.deletionProtectionEnabled) throw notImplemented("deletionProtectionEnabled");
    return call.state.transact((transaction) => {
      if (call.state.findGroup(transaction, call, name)) throw alreadyExists("log group");
      call.state.putGroup(transaction, {
        name,
        account: call.account,
        region: call.region,
        created: call.now,
        logGroupClass,
        ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
        tags: input.tags ?? {},
      });
      return {};
    });
  },
};
