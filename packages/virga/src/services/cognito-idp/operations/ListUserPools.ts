import type { ListUserPoolsCommandInput, ListUserPoolsCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import { invalidPageToken } from "../errors.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html */
export const ListUserPools: Operation<
  CognitoState,
  ListUserPoolsCommandInput,
  Omit<ListUserPoolsCommandOutput, "$metadata">
> = {
  authorize: onEverything("ListUserPools"),
  handle(call, input) {
    const { state } = call;
    const after = afterToken(input.NextToken, invalidPageToken);
    const listing = state.pools(state.reader, call, after === undefined ? {} : { after });
    const page = takePage(listing, input.MaxResults!, (pool) => pool.id);
    return {
      UserPools: page.items.map((pool) => ({
        Id: pool.id,
        Name: pool.name,
        LambdaConfig: pool.settings.LambdaConfig ?? {},
        LastModifiedDate: new Date(pool.modified),
        CreationDate: new Date(pool.created),
      })),
      ...(page.token === undefined ? {} : { NextToken: page.token }),
    };
  },
};
