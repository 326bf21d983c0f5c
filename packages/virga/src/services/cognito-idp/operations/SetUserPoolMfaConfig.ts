import type {
  SetUserPoolMfaConfigCommandInput,
  SetUserPoolMfaConfigCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { unsupported } from "../errors.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html */
export const SetUserPoolMfaConfig: Operation<
  CognitoState,
  SetUserPoolMfaConfigCommandInput,
  Omit<SetUserPoolMfaConfigCommandOutput, "$metadata">
> = {
  authorize: onPool("SetUserPoolMfaConfig"),
  handle(call, input) {
    call.state.pool(call.state.reader, call, input.UserPoolId!);
    const { UserPoolId: _pool, MfaConfiguration: mode = "OFF", ...factors } = input;
    if (mode !== "OFF") throw unsupported(`MfaConfiguration ${mode}`);
    const [factor] = Object.entries(factors).find(([, value]) => value !== undefined) ?? [];
    if (factor) throw unsupported(factor);
    return { MfaConfiguration: "OFF" };
  },
};
