import type { CreateAliasCommandInput } from "@aws-sdk/client-kms";
import { AwsError } from "../../../kernel/errors.ts";
import { type KmsOperation, onAlias, onReference } from "../access.ts";
import { aliasTarget, checkAliasName } from "../aliases.ts";
import { aliasArn } from "../model.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export const CreateAlias: KmsOperation<CreateAliasCommandInput> = {
  authorize: (call, input) => [
    onAlias(call, "CreateAlias", input.AliasName),
    onReference(call, "CreateAlias", input.TargetKeyId),
  ],
  handle(call, { AliasName: name = "", TargetKeyId: target }) {
    checkAliasName(name);
    const { state, account, region, now } = call;
    if (state.alias(state.reader, call, name)) {
      const arn = aliasArn(region, account, name);
      throw new AwsError("AlreadyExistsException", `An alias with the name ${arn} already exists`);
    }
    const { id } = aliasTarget(call, target);
    const alias = { account, region, name, keyId: id, created: now, updated: now };
    state.transact((transaction) => state.putAlias(transaction, alias));
    return {};
  },
};
