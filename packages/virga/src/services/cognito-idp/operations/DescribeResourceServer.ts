import type {
  DescribeResourceServerCommandInput,
  DescribeResourceServerCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeResourceServer, resourceServerNotFound } from "../oauth/resource-servers.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeResourceServer.html */
export const DescribeResourceServer: Operation<
  CognitoState,
  DescribeResourceServerCommandInput,
  Omit<DescribeResourceServerCommandOutput, "$metadata">
> = {
  authorize: onPool("DescribeResourceServer"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const server = state.oauth.resourceServer(state.reader, pool, input.Identifier!);
    if (!server) throw resourceServerNotFound(input.Identifier!);
    return { ResourceServer: describeResourceServer(pool, server) };
  },
};
