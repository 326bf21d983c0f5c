import type { ListRetirableGrantsCommandInput, ListRetirableGrantsCommandOutput } from "@aws-sdk/client-kms";
import { type KmsOperation, onEverything } from "../access.ts";
import { describeGrant } from "../grants.ts";
import { afterMarker, takeMarkedPage } from "../listing.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html */
export const ListRetirableGrants: KmsOperation<ListRetirableGrantsCommandInput, ListRetirableGrantsCommandOutput> = {
  authorize: onEverything("ListRetirableGrants"),
  handle(call, input) {
    const { state, account, region } = call;
    const grants = state
      .allGrants(state.reader, call, afterMarker(input)?.split("/"))
      .filter(({ retiring }) => retiring === input.RetiringPrincipal);
    const { items, position } = takeMarkedPage(grants, input, 50, ({ keyId, id }) => `${keyId}/${id}`);
    return { Grants: items.map((grant) => describeGrant({ account, region, id: grant.keyId }, grant)), ...position };
  },
};
