import type { ListUsersCommandInput, ListUsersCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidPageToken, invalidParameter } from "../errors.ts";
import { describeUser, type User, type UserPool } from "../model.ts";
import { comparable } from "../sign-in-names.ts";
import type { CognitoState } from "../state.ts";
import { matchesUser, parseUserFilter, type UserFilter } from "../user-filter.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
export const ListUsers: Operation<CognitoState, ListUsersCommandInput, Omit<ListUsersCommandOutput, "$metadata">> = {
  authorize: onPool("ListUsers"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    checkAttributes(pool, input.AttributesToGet);
    const filter = parseUserFilter(input.Filter);
    const found = candidates(call, pool, filter, afterToken(input.PaginationToken, invalidPageToken));
    const page = takePage(found, input.Limit || 60, (user) => comparable(pool, user.username));
    return {
      Users: page.items.map((user) => describeUser(user, input.AttributesToGet)),
      ...(page.token === undefined ? {} : { PaginationToken: page.token }),
    };
  },
};

function checkAttributes(pool: UserPool, names: readonly string[] | undefined): void {
  for (const name of names ?? []) {
    if (!pool.schema.some((attribute) => attribute.Name === name)) {
      throw invalidParameter(`One or more requested attributes do not exist.`);
    }
  }
}

/** The users that a filter finds, in the order of their usernames: by index where there is one. */
function* candidates(
  call: Call<CognitoState>,
  pool: UserPool,
  filter: UserFilter | undefined,
  after: string | undefined,
): Generator<User> {
  const { state } = call;
  if (filter?.operator === "=" && (filter.attribute === "username" || filter.attribute === "sub")) {
    const user = state.findUser(state.reader, pool, filter.value);
    if (user && after === undefined && matchesUser(filter, user)) yield user;
    return;
  }
  for (const user of state.users(state.reader, pool, after === undefined ? {} : { after })) {
    if (!filter || matchesUser(filter, user)) yield user;
  }
}
