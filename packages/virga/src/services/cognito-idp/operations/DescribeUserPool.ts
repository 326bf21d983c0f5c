import type {
  DescribeUserPoolCommandInput,
  DescribeUserPoolCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describePool } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html */
export const DescribeUserPool: Operation<
  CognitoState,
  DescribeUserPoolCommandInput,
  Omit<DescribeUserPoolCommandOutput, "$metadata">
> = {
  authorize: onPool("DescribeUserPool"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const domains = state.oauth.domains(state.reader, pool);
    const prefix = domains.find(({ certificateArn }) => certificateArn === undefined);
    const custom = domains.find(({ certificateArn }) => certificateArn !== undefined);
    return {
      UserPool: {
        ...describePool(pool, state.userCount(state.reader, pool)),
        ...(prefix && { Domain: prefix.domain }),
        ...(custom && { CustomDomain: custom.domain }),
      },
    };
  },
};
