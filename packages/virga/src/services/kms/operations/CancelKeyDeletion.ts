import type { CancelKeyDeletionCommandInput, CancelKeyDeletionCommandOutput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, onKey } from "../access.ts";
import { invalidState } from "../errors.ts";
import { keyArn } from "../model.ts";
import { deletionTimer } from "../state.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export const CancelKeyDeletion: KmsOperation<CancelKeyDeletionCommandInput, CancelKeyDeletionCommandOutput> = {
  authorize: onKey("CancelKeyDeletion"),
  handle(call, input) {
    const { deletion: _, ...key } = identifiedKey(call, input.KeyId);
    const arn = keyArn(key);
    if (key.state !== "PendingDeletion") throw invalidState(`${arn} is not pending deletion.`);
    call.state.transact((transaction) => {
      call.host.timers.cancel(transaction, deletionTimer, arn);
      call.state.putKey(transaction, { ...key, state: "Disabled" });
    });
    return { KeyId: arn };
  },
};
