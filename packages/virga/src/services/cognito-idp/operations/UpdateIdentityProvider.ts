import type {
  UpdateIdentityProviderCommandInput,
  UpdateIdentityProviderCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import {
  checkedDetails,
  checkedIdentifiers,
  checkedMapping,
  describeProvider,
  existingProvider,
} from "../identity-providers/provider-settings.ts";
import type { IdentityProvider } from "../identity-providers/records.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateIdentityProvider.html */
export const UpdateIdentityProvider: Operation<
  CognitoState,
  UpdateIdentityProviderCommandInput,
  Omit<UpdateIdentityProviderCommandOutput, "$metadata">
> = {
  authorize: onPool("UpdateIdentityProvider"),
  handle({ state, now, ...call }, input) {
    const { identityProviders } = state;
    const { ProviderDetails, AttributeMapping, IdpIdentifiers } = input;
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const before = existingProvider(identityProviders, transaction, pool, input.ProviderName!);
      const { name, type } = before;
      const provider: IdentityProvider = {
        ...before,
        ...(ProviderDetails && { details: checkedDetails(type, ProviderDetails) }),
        ...(AttributeMapping && { mapping: checkedMapping(pool, type, AttributeMapping) }),
        ...(IdpIdentifiers && {
          identifiers: checkedIdentifiers(identityProviders, transaction, pool, name, IdpIdentifiers),
        }),
        modified: now,
      };
      identityProviders.put(transaction, pool, provider, before);
      return { IdentityProvider: describeProvider(pool, provider) };
    });
  },
};
