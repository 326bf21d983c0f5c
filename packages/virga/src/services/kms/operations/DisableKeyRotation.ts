import type { DisableKeyRotationCommandInput } from "@aws-sdk/client-kms";
import { enabledKey, identifiedKey, type KmsOperation, onKey } from "../access.ts";
import { keyArn } from "../model.ts";
import { checkRotatable } from "../rotation.ts";
import { rotationTimer } from "../state.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html */
export const DisableKeyRotation: KmsOperation<DisableKeyRotationCommandInput> = {
  authorize: onKey("DisableKeyRotation"),
  handle(call, input) {
    const { rotation: _, ...key } = enabledKey(identifiedKey(call, input.KeyId));
    checkRotatable(key);
    call.state.transact((transaction) => {
      call.host.timers.cancel(transaction, rotationTimer, keyArn(key));
      call.state.putKey(transaction, key);
    });
    return {};
  },
};
