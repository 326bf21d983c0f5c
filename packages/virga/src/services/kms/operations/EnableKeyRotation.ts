import type { EnableKeyRotationCommandInput } from "@aws-sdk/client-kms";
import { enabledKey, identifiedKey, type KmsOperation, onKey } from "../access.ts";
import { checkRotatable, scheduleRotation } from "../rotation.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
export const EnableKeyRotation: KmsOperation<EnableKeyRotationCommandInput> = {
  authorize: onKey("EnableKeyRotation", ({ RotationPeriodInDays: days = 365 }) => ({
    context: { "kms:RotationPeriodInDays": String(days) },
  })),
  handle(call, { KeyId, RotationPeriodInDays: days }) {
    const key = enabledKey(identifiedKey(call, KeyId));
    checkRotatable(key);
    // Saying again what holds changes no date.
    if (key.rotation && (days === undefined || days === key.rotation.days)) return {};
    call.state.transact((transaction) => scheduleRotation(call.state, transaction, key, days ?? 365, call.now));
    return {};
  },
};
