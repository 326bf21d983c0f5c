import type {
  CreateIdentityProviderCommandInput,
  CreateIdentityProviderCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { providerGroup } from "../identity-providers/provider-group.ts";
import {
  checkedDetails,
  checkedIdentifiers,
  checkedMapping,
  checkName,
  describeProvider,
} from "../identity-providers/provider-settings.ts";
import type { IdentityProvider } from "../identity-providers/records.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html */
export const CreateIdentityProvider: Operation<
  CognitoState,
  CreateIdentityProviderCommandInput,
  Omit<CreateIdentityProviderCommandOutput, "$metadata">
> = {
  authorize: onPool("CreateIdentityProvider"),
  handle({ state, now, ...call }, input) {
    const [name, type] = [input.ProviderName!, input.ProviderType!];
    const { AttributeMapping = {}, IdpIdentifiers = [] } = input;
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      checkName(type, name);
      if (state.identityProviders.find(transaction, pool, name)) {
        throw new AwsError(
          "DuplicateProviderException",
          `A provider with the name ${name} already exists in ${pool.id}.`,
        );
      }
      const provider: IdentityProvider = {
        name,
        type,
        details: checkedDetails(type, input.ProviderDetails ?? {}),
        mapping: checkedMapping(pool, type, AttributeMapping),
        identifiers: checkedIdentifiers(state.identityProviders, transaction, pool, name, IdpIdentifiers),
        created: now,
        modified: now,
      };
      state.identityProviders.put(transaction, pool, provider);
      const group = providerGroup(pool, provider, now);
      if (!state.findGroup(transaction, pool, group.name)) state.putGroup(transaction, pool, group);
      return { IdentityProvider: describeProvider(pool, provider) };
    });
  },
};
