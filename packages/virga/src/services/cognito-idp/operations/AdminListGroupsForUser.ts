import type {
  AdminListGroupsForUserCommandInput,
  AdminListGroupsForUserCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidPageToken } from "../errors.ts";
import { describeGroup } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html */
export const AdminListGroupsForUser: Operation<
  CognitoState,
  AdminListGroupsForUserCommandInput,
  Omit<AdminListGroupsForUserCommandOutput, "$metadata">
> = {
  authorize: onPool("AdminListGroupsForUser"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const user = state.user(state.reader, pool, input.Username!);
    const after = afterToken(input.NextToken, invalidPageToken);
    const groups = [...state.groupsOf(state.reader, pool, user)];
    const start = after === undefined ? 0 : groups.findIndex((group) => group.name > after);
    const page = takePage(start < 0 ? [] : groups.slice(start), input.Limit || 60, (group) => group.name);
    return {
      Groups: page.items.map((group) => describeGroup(pool.id, group)),
      ...(page.token === undefined ? {} : { NextToken: page.token }),
    };
  },
};
