import type { ListGrantsCommandInput, ListGrantsCommandOutput } from "@aws-sdk/client-kms";
import { identifiedKey, type KmsOperation, onKey } from "../access.ts";
import { describeGrant } from "../grants.ts";
import { afterMarker, takeMarkedPage } from "../listing.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html */
export const ListGrants: KmsOperation<ListGrantsCommandInput, ListGrantsCommandOutput> = {
  authorize: onKey("ListGrants"),
  handle(call, input) {
    const { state } = call;
    const key = identifiedKey(call, input.KeyId);
    const { GrantId: grantId, GranteePrincipal: grantee } = input;
    const grants = state
      .grants(state.reader, key, afterMarker(input))
      .filter((grant) => grantId === undefined || grant.id === grantId)
      .filter((grant) => grantee === undefined || grant.grantee === grantee);
    const { items, position } = takeMarkedPage(grants, input, 50, ({ id }) => id);
    return { Grants: items.map((grant) => describeGrant(key, grant)), ...position };
  },
};
