import type { ListAliasesCommandInput, ListAliasesCommandOutput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, onEverything } from "../access.ts";
import { afterMarker, takeMarkedPage } from "../listing.ts";
import { aliasArn } from "../model.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html */
export const ListAliases: KmsOperation<ListAliasesCommandInput, ListAliasesCommandOutput> = {
  authorize: onEverything("ListAliases"),
  handle(call, input) {
    const { state } = call;
    const keyId = input.KeyId === undefined ? undefined : identifiedKey(call, input.KeyId).id;
    const aliases = state
      .aliases(state.reader, call, afterMarker(input))
      .filter((alias) => keyId === undefined || alias.keyId === keyId);
    const { items, position } = takeMarkedPage(aliases, input, 50, ({ name }) => name);
    return {
      Aliases: items.map((alias) => ({
        AliasName: alias.name,
        AliasArn: aliasArn(alias.region, alias.account, alias.name),
        TargetKeyId: alias.keyId,
        CreationDate: new Date(alias.created),
        LastUpdatedDate: new Date(alias.updated),
      })),
      ...position,
    };
  },
};
