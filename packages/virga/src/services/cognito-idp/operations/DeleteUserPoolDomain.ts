import type { DeleteUserPoolDomainCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { noSuchDomain } from "../oauth/domains.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolDomain.html */
export const DeleteUserPoolDomain: Operation<CognitoState, DeleteUserPoolDomainCommandInput, object> = {
  authorize: onPool("DeleteUserPoolDomain"),
  handle({ state, ...call }, input) {
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const domain = state.oauth.domain(transaction, pool.region, input.Domain!);
      if (domain?.poolId !== pool.id) throw noSuchDomain();
      state.oauth.deleteDomain(transaction, pool, domain);
      return {};
    });
  },
};
