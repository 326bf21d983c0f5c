import type {
  DescribeAccountSettingsCommandInput,
  DescribeAccountSettingsCommandOutput,
} from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { describeCommitment } from "../account-settings.ts";
import type { KinesisState } from "../state.ts";
import { onAccount } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeAccountSettings.html */
export const DescribeAccountSettings: Operation<
  KinesisState,
  DescribeAccountSettingsCommandInput,
  Omit<DescribeAccountSettingsCommandOutput, "$metadata">
> = {
  authorize: onAccount("DescribeAccountSettings"),
  handle: (call) => ({
    MinimumThroughputBillingCommitment: describeCommitment(call.state.commitment(call.state.reader, call), call.now),
  }),
};
