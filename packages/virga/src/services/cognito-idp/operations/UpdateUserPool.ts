import type { UpdateUserPoolCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { poolSettings } from "../pool-settings.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html */
export const UpdateUserPool: Operation<CognitoState, UpdateUserPoolCommandInput, object> = {
  authorize: onPool("UpdateUserPool"),
  handle(call, input) {
    const { UserPoolId, PoolName, UserPoolTags, ...given } = input;
    return call.state.transact((transaction) => {
      const pool = call.state.pool(transaction, call, UserPoolId!);
      const { AliasAttributes, UsernameAttributes, UsernameConfiguration } = pool.settings;
      call.state.putPool(transaction, {
        ...pool,
        name: PoolName ?? pool.name,
        modified: call.now,
        settings: poolSettings(given, { AliasAttributes, UsernameAttributes, UsernameConfiguration, mfa: pool.mfa }),
        tags: UserPoolTags ?? pool.tags,
      });
      return {};
    });
  },
};
