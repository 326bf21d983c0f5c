import type {
  DescribeUserPoolClientCommandInput,
  DescribeUserPoolClientCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeClient } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html */
export const DescribeUserPoolClient: Operation<
  CognitoState,
  DescribeUserPoolClientCommandInput,
  Omit<DescribeUserPoolClientCommandOutput, "$metadata">
> = {
  authorize: onPool("DescribeUserPoolClient"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    return { UserPoolClient: describeClient(state.client(state.reader, pool, input.ClientId!)) };
  },
};
