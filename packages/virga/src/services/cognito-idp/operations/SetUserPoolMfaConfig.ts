import type {
  SetUserPoolMfaConfigCommandInput,
  SetUserPoolMfaConfigCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeMfaConfig, withMfaConfig } from "../mfa/pool-config.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html */
export const SetUserPoolMfaConfig: Operation<
  CognitoState,
  SetUserPoolMfaConfigCommandInput,
  Omit<SetUserPoolMfaConfigCommandOutput, "$metadata">
> = {
  authorize: onPool("SetUserPoolMfaConfig"),
  handle(call, input) {
    const { state, now } = call;
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const updated = { ...withMfaConfig(pool, input), modified: now };
      state.putPool(transaction, updated);
      return describeMfaConfig(updated);
    });
  },
};
