import type { RevokeGrantCommandInput } from "@aws-sdk/client-kms";
import { endDryRun, identifiedKey, type KmsOperation, onKey } from "../access.ts";
import { grantNotFound } from "../grants.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html */
export const RevokeGrant: KmsOperation<RevokeGrantCommandInput> = {
  authorize: onKey("RevokeGrant"),
  handle(call, input) {
    const { state } = call;
    const key = identifiedKey(call, input.KeyId);
    const grant = state.grant(state.reader, key, input.GrantId!);
    if (!grant) throw grantNotFound(input.GrantId!);
    endDryRun(input);
    state.transact((transaction) => state.deleteGrant(transaction, key, grant.id));
    return {};
  },
};
