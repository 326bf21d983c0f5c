import type {
  ListResourceServersCommandInput,
  ListResourceServersCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidPageToken } from "../errors.ts";
import { describeResourceServer } from "../oauth/resource-servers.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListResourceServers.html */
export const ListResourceServers: Operation<
  CognitoState,
  ListResourceServersCommandInput,
  Omit<ListResourceServersCommandOutput, "$metadata">
> = {
  authorize: onPool("ListResourceServers"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const after = afterToken(input.NextToken, invalidPageToken);
    const listing = state.oauth.resourceServers(state.reader, pool, after);
    const page = takePage(listing, input.MaxResults ?? 50, ({ identifier }) => identifier);
    return {
      ResourceServers: page.items.map((server) => describeResourceServer(pool, server)),
      ...(page.token === undefined ? {} : { NextToken: page.token }),
    };
  },
};
