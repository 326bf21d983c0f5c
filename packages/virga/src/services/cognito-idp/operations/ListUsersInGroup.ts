import type {
  ListUsersInGroupCommandInput,
  ListUsersInGroupCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidPageToken } from "../errors.ts";
import { describeUser } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html */
export const ListUsersInGroup: Operation<
  CognitoState,
  ListUsersInGroupCommandInput,
  Omit<ListUsersInGroupCommandOutput, "$metadata">
> = {
  authorize: onPool("ListUsersInGroup"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const group = state.group(state.reader, pool, input.GroupName!);
    const after = afterToken(input.NextToken, invalidPageToken);
    const listing = state.usersIn(state.reader, pool, group.name, after === undefined ? {} : { after });
    const page = takePage(listing, input.Limit || 60, (user) => comparable(pool, user.username));
    return {
      Users: page.items.map((user) => describeUser(user)),
      ...(page.token === undefined ? {} : { NextToken: page.token }),
    };
  },
};
