import type { GetKeyRotationStatusCommandInput, GetKeyRotationStatusCommandOutput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, onKey } from "../access.ts";
import { checkRotatable } from "../rotation.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html */
export const GetKeyRotationStatus: KmsOperation<GetKeyRotationStatusCommandInput, GetKeyRotationStatusCommandOutput> = {
  authorize: onKey("GetKeyRotationStatus"),
  handle(call, input) {
    const key = identifiedKey(call, input.KeyId);
    checkRotatable(key);
    const { id, rotation, state } = key;
    // A key that is about to be deleted is not rotated.
    const isOn = rotation !== undefined && state !== "PendingDeletion";
    return {
      KeyId: id,
      KeyRotationEnabled: isOn,
      ...(isOn && { RotationPeriodInDays: rotation.days, NextRotationDate: new Date(rotation.next) }),
    };
  },
};
