import type {
  GetUserPoolMfaConfigCommandInput,
  GetUserPoolMfaConfigCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeMfaConfig } from "../mfa/pool-config.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html */
export const GetUserPoolMfaConfig: Operation<
  CognitoState,
  GetUserPoolMfaConfigCommandInput,
  Omit<GetUserPoolMfaConfigCommandOutput, "$metadata">
> = {
  authorize: onPool("GetUserPoolMfaConfig"),
  handle(call, input) {
    return describeMfaConfig(call.state.pool(call.state.reader, call, input.UserPoolId!));
  },
};
