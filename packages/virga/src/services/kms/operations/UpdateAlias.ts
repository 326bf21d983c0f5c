import type { UpdateAliasCommandInput } from "@aws-sdk/client-kms";
import { type KmsOperation, onAlias, onReference } from "../access.ts";
import { aliasTarget, checkAliasName, existingAlias } from "../aliases.ts";
import { validationException } from "../errors.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html */
export const UpdateAlias: KmsOperation<UpdateAliasCommandInput> = {
  authorize(call, { AliasName: name = "", TargetKeyId: target }) {
    const { state } = call;
    const current = state.alias(state.reader, call, name);
    return [
      onAlias(call, "UpdateAlias", name),
      ...(current ? [onReference(call, "UpdateAlias", current.keyId)] : []),
      onReference(call, "UpdateAlias", target),
    ];
  },
  handle(call, { AliasName: name = "", TargetKeyId: target }) {
    checkAliasName(name);
    const { state, now } = call;
    const alias = existingAlias(call, name);
    const key = aliasTarget(call, target);
    const current = state.findKey(state.reader, { ...alias, id: alias.keyId });
    if (current && (current.spec !== key.spec || current.usage !== key.usage)) {
      throw validationException("The current and new key must have the same key spec and key usage.");
    }
    state.transact((transaction) => state.putAlias(transaction, { ...alias, keyId: key.id, updated: now }));
    return {};
  },
};
