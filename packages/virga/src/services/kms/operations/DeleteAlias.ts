import type { DeleteAliasCommandInput } from "@aws-sdk/client-kms";
import { type KmsOperation, onAlias, onReference } from "../access.ts";
import { checkAliasName, existingAlias } from "../aliases.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html */
export const DeleteAlias: KmsOperation<DeleteAliasCommandInput> = {
  authorize(call, { AliasName: name = "" }) {
    const { state } = call;
    const alias = state.alias(state.reader, call, name);
    const onAliasItself = onAlias(call, "DeleteAlias", name);
    return alias ? [onAliasItself, onReference(call, "DeleteAlias", alias.keyId)] : onAliasItself;
  },
  handle(call, { AliasName: name }) {
    checkAliasName(name);
    const alias = existingAlias(call, name);
    call.state.transact((transaction) => call.state.deleteAlias(transaction, alias));
    return {};
  },
};
