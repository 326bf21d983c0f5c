import type { AdminLinkProviderForUserCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidParameter, userNotFound } from "../errors.ts";
import { mostLinkedIdentities, withIdentities } from "../identity-providers/identities.ts";
import { linkedUser, readIdentifier, sourceIdentity } from "../identity-providers/links.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminLinkProviderForUser.html */
export const AdminLinkProviderForUser: Operation<CognitoState, AdminLinkProviderForUserCommandInput, object> = {
  authorize: onPool("AdminLinkProviderForUser"),
  handle({ state, now, ...call }, input) {
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const source = sourceIdentity(state, transaction, pool, input.SourceUser!, now);
      const destination = linkedUser(
        state,
        transaction,
        pool,
        readIdentifier("DestinationUser", input.DestinationUser!),
      );
      if (!destination) throw userNotFound();
      const owner = state.identityProviders.userOf(transaction, pool, source);
      if (owner !== undefined) {
        const identity = state
          .userByUsername(transaction, pool, owner)
          ?.identities?.find(({ provider, value }) => provider === source.provider && value === source.value);
        throw invalidParameter(
          identity?.primary
            ? "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link"
            : "SourceUser is already linked to DestinationUser",
        );
      }
      const identities = destination.identities ?? [];
      if (identities.filter(({ primary }) => !primary).length >= mostLinkedIdentities) {
        throw new AwsError("LimitExceededException", `A user can be linked to ${mostLinkedIdentities} identities.`);
      }
      const updated = { ...withIdentities(destination, [...identities, source]), modified: now };
      state.putUser(transaction, pool, updated, destination);
      return {};
    });
  },
};
