import type {
  DescribeIdentityProviderCommandInput,
  DescribeIdentityProviderCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeProvider, existingProvider } from "../identity-providers/provider-settings.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeIdentityProvider.html */
export const DescribeIdentityProvider: Operation<
  CognitoState,
  DescribeIdentityProviderCommandInput,
  Omit<DescribeIdentityProviderCommandOutput, "$metadata">
> = {
  authorize: onPool("DescribeIdentityProvider"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const provider = existingProvider(state.identityProviders, state.reader, pool, input.ProviderName!);
    return { IdentityProvider: describeProvider(pool, provider) };
  },
};
