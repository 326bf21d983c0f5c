import type {
  GetIdentityProviderByIdentifierCommandInput,
  GetIdentityProviderByIdentifierCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { describeProvider, providerNotFound } from "../identity-providers/provider-settings.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetIdentityProviderByIdentifier.html */
export const GetIdentityProviderByIdentifier: Operation<
  CognitoState,
  GetIdentityProviderByIdentifierCommandInput,
  Omit<GetIdentityProviderByIdentifierCommandOutput, "$metadata">
> = {
  authorize: onPool("GetIdentityProviderByIdentifier"),
  handle(call, input) {
    const { state } = call;
    const pool = state.pool(state.reader, call, input.UserPoolId!);
    const provider = state.identityProviders.findByIdentifier(state.reader, pool, input.IdpIdentifier!);
    if (!provider) throw providerNotFound(pool, input.IdpIdentifier!);
    return { IdentityProvider: describeProvider(pool, provider) };
  },
};
