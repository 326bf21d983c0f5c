import type {
  CreateUserPoolCommandInput,
  CreateUserPoolCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { whenThere } from "../../../kernel/eventual.ts";
import type { Operation } from "../../../kernel/service.ts";
import { poolSchema } from "../attributes.ts";
import { onEverything } from "../authorization.ts";
import { describePool, type UserPool } from "../model.ts";
import { poolSettings } from "../pool-settings.ts";
import { changedSenderGrant } from "../senders/sender-grant.ts";
import type { CognitoState } from "../state.ts";

const idCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html */
export const CreateUserPool: Operation<
  CognitoState,
  CreateUserPoolCommandInput,
  Omit<CreateUserPoolCommandOutput, "$metadata">
> = {
  authorize: onEverything("CreateUserPool"),
  handle(call, input) {
    const { PoolName, Schema, UserPoolTags, ...given } = input;
    const pool: UserPool = {
      id: `${call.region}_${call.state.ids.text(9, idCharacters)}`,
      account: call.account,
      region: call.region,
      name: PoolName!,
      created: call.now,
      modified: call.now,
      schema: poolSchema(Schema),
      settings: poolSettings(given, {
        AliasAttributes: given.AliasAttributes,
        UsernameAttributes: given.UsernameAttributes,
        UsernameConfiguration: given.UsernameConfiguration,
      }),
      tags: UserPoolTags ?? {},
    };
    return whenThere(changedSenderGrant(call, pool, pool.settings), (senderGrant) => {
      const granted = senderGrant ? { ...pool, senderGrant } : pool;
      call.state.transact((transaction) => call.state.putPool(transaction, granted));
      return { UserPool: describePool(granted, 0) };
    });
  },
};
