import type { UpdateAccountSettingsCommandInput, UpdateAccountSettingsCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { changeCommitment, describeCommitment } from "../account-settings.ts";
import type { KinesisState } from "../state.ts";
import { onAccount } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateAccountSettings.html */
export const UpdateAccountSettings: Operation<
  KinesisState,
  UpdateAccountSettingsCommandInput,
  Omit<UpdateAccountSettingsCommandOutput, "$metadata">
> = {
  authorize: onAccount("UpdateAccountSettings"),
  handle(call, { MinimumThroughputBillingCommitment: { Status: status } = { Status: undefined } }) {
    const { state, now } = call;
    const changed = state.transact((transaction) => {
      const next = changeCommitment(state.commitment(transaction, call), status!, now);
      if (next) state.putCommitment(transaction, call, next);
      return next;
    });
    return { MinimumThroughputBillingCommitment: describeCommitment(changed, now) };
  },
};
