import type { ListGroupsCommandInput, ListGroupsCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidPageToken } from "../errors.ts";
import { describeGroup } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html */
export const ListGroups: Operation<CognitoState, ListGroupsCommandInput, Omit<ListGroupsCommandOutput, "$metadata">> = {
  authorize: onPool("ListGroups"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const after = afterToken(input.NextToken, invalidPageToken);
    const listing = state.groups(state.reader, pool, after === undefined ? {} : { after });
    const page = takePage(listing, input.Limit || 60, (group) => group.name);
    return {
      Groups: page.items.map((group) => describeGroup(pool.id, group)),
      ...(page.token === undefined ? {} : { NextToken: page.token }),
    };
  },
};
