import type { AdminDisableProviderForUserCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { unsupported, userNotFound } from "../errors.ts";
import { withIdentities } from "../identity-providers/identities.ts";
import { isOfPool, readIdentifier } from "../identity-providers/links.ts";
import { existingProvider } from "../identity-providers/provider-settings.ts";
import { subjectAttribute } from "../identity-providers/records.ts";
import type { User } from "../model.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableProviderForUser.html */
export const AdminDisableProviderForUser: Operation<CognitoState, AdminDisableProviderForUserCommandInput, object> = {
  authorize: onPool("AdminDisableProviderForUser"),
  handle({ state, now, ...call }, input) {
    const { provider, attribute = subjectAttribute, value } = readIdentifier("User", input.User!);
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      if (isOfPool(provider)) {
        const user = state.user(transaction, pool, value);
        const { password: _password, temporaryPasswordExpires: _expires, ...rest } = user;
        state.putUser(transaction, pool, { ...rest, modified: now }, user);
        return {};
      }
      existingProvider(state.identityProviders, transaction, pool, provider);
      const name = state.identityProviders.userOf(transaction, pool, { provider, attribute, value });
      const user = name === undefined ? undefined : state.userByUsername(transaction, pool, name);
      if (!user) throw userNotFound();
      const is = (identity: NonNullable<User["identities"]>[number]) =>
        identity.provider === provider && identity.attribute === attribute && identity.value === value;
      if (user.identities!.some((identity) => identity.primary && is(identity))) {
        throw unsupported("AdminDisableProviderForUser for the provider that a user came from");
      }
      const left = user.identities!.filter((identity) => !is(identity));
      state.putUser(transaction, pool, { ...withIdentities(user, left), modified: now }, user);
      return {};
    });
  },
};
