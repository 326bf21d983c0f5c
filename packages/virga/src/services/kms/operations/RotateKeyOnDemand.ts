import type { RotateKeyOnDemandCommandInput, RotateKeyOnDemandCommandOutput } from "@aws-sdk/client-kms";
import { enabledKey, identifiedKey, type KmsOperation, onKey } from "../access.ts";
import { limitExceeded } from "../errors.ts";
import { keyArn, limits } from "../model.ts";
import { checkRotatable, rotate } from "../rotation.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html */
export const RotateKeyOnDemand: KmsOperation<RotateKeyOnDemandCommandInput, RotateKeyOnDemandCommandOutput> = {
  authorize: onKey("RotateKeyOnDemand"),
  handle(call, input) {
    const { state, now } = call;
    const key = enabledKey(identifiedKey(call, input.KeyId));
    checkRotatable(key);
    const rotations = state.materials(state.reader, key).filter(({ rotation }) => rotation === "ON_DEMAND");
    if (Array.from(rotations).length >= limits.onDemandRotations) {
      throw limitExceeded(`The on-demand rotation limit for ${keyArn(key)} has been reached.`);
    }
    state.transact((transaction) => rotate(state, transaction, key, "ON_DEMAND", now));
    return { KeyId: key.id };
  },
};
