import type { UpdateUserPoolCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { whenThere } from "../../../kernel/eventual.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import type { UserPool } from "../model.ts";
import { poolSettings } from "../pool-settings.ts";
import { changedSenderGrant } from "../senders/sender-grant.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html */
export const UpdateUserPool: Operation<CognitoState, UpdateUserPoolCommandInput, object> = {
  authorize: onPool("UpdateUserPool"),
  handle(call, input) {
    const { UserPoolId, PoolName, UserPoolTags, ...given } = input;
    const settingsOf = ({ settings, mfa }: UserPool) => {
      const { AliasAttributes, UsernameAttributes, UsernameConfiguration } = settings;
      return poolSettings(given, { AliasAttributes, UsernameAttributes, UsernameConfiguration, mfa });
    };
    const before = call.state.pool(call.state.reader, call, UserPoolId!);
    return whenThere(changedSenderGrant(call, before, settingsOf(before)), (senderGrant) => {
      call.state.transact((transaction) => {
        const { senderGrant: _, ...pool } = call.state.pool(transaction, call, UserPoolId!);
        call.state.putPool(transaction, {
          ...pool,
          name: PoolName ?? pool.name,
          modified: call.now,
          settings: settingsOf(pool),
          tags: UserPoolTags ?? pool.tags,
          ...(senderGrant && { senderGrant }),
        });
      });
      return {};
    });
  },
};
