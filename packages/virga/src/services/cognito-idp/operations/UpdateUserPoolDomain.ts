import type {
  UpdateUserPoolDomainCommandInput,
  UpdateUserPoolDomainCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidParameter } from "../errors.ts";
import { checkedLoginVersion, domainAnswer, noSuchDomain } from "../oauth/domains.ts";
import type { PoolDomain } from "../oauth/records.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolDomain.html */
export const UpdateUserPoolDomain: Operation<
  CognitoState,
  UpdateUserPoolDomainCommandInput,
  Omit<UpdateUserPoolDomainCommandOutput, "$metadata">
> = {
  authorize: onPool("UpdateUserPoolDomain"),
  handle({ state, ...call }, input) {
    return state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const domain = state.oauth.domain(transaction, pool.region, input.Domain!);
      if (domain?.poolId !== pool.id) throw noSuchDomain();
      const certificateArn = input.CustomDomainConfig?.CertificateArn;
      if (certificateArn && !domain.certificateArn) {
        throw invalidParameter("CustomDomainConfig can only be set for custom domains.");
      }
      const updated: PoolDomain = {
        ...domain,
        managedLoginVersion: checkedLoginVersion(input.ManagedLoginVersion, domain.managedLoginVersion),
        ...(certificateArn && { certificateArn }),
      };
      state.oauth.putDomain(transaction, pool, updated);
      return domainAnswer(updated);
    });
  },
};
