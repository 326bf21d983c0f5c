import type { ScheduleKeyDeletionCommandInput, ScheduleKeyDeletionCommandOutput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, notPendingDeletion, onKey } from "../access.ts";
import { scheduleDeletion } from "../deletion.ts";
import { validationException } from "../errors.ts";
import { keyArn, millisecondsPerDay } from "../model.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export const ScheduleKeyDeletion: KmsOperation<ScheduleKeyDeletionCommandInput, ScheduleKeyDeletionCommandOutput> = {
  authorize: onKey("ScheduleKeyDeletion", ({ PendingWindowInDays: days = 30 }) => ({
    context: { "kms:ScheduleKeyDeletionPendingWindowInDays": String(days) },
  })),
  handle(call, { KeyId, PendingWindowInDays: days = 30 }) {
    const key = notPendingDeletion(identifiedKey(call, KeyId));
    if (!(days >= 7 && days <= 30)) {
      throw validationException("PendingWindowInDays must be between 7 and 30 days.");
    }
    const deletion = call.now + days * millisecondsPerDay;
    const { state } = call.state.transact((transaction) => scheduleDeletion(call.state, transaction, key, deletion));
    return {
      KeyId: keyArn(key),
      DeletionDate: new Date(deletion),
      KeyState: state,
      PendingWindowInDays: days,
    };
  },
};
