import type {
  CreateUserPoolDomainCommandInput,
  CreateUserPoolDomainCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onPool } from "../authorization.ts";
import { invalidParameter } from "../errors.ts";
import { checkDomainName, checkedLoginVersion, domainAnswer } from "../oauth/domains.ts";
import type { PoolDomain } from "../oauth/records.ts";
import type { CognitoState } from "../state.ts";

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html */
export const CreateUserPoolDomain: Operation<
  CognitoState,
  CreateUserPoolDomainCommandInput,
  Omit<CreateUserPoolDomainCommandOutput, "$metadata">
> = {
  authorize: onPool("CreateUserPoolDomain"),
  handle(call, input) {
    const { state } = call;
    const { Domain: name, CustomDomainConfig: config } = input;
    checkDomainName(name!, config);
    const domain: PoolDomain = {
      domain: name!,
      poolId: input.UserPoolId!,
      account: call.account,
      region: call.region,
      created: call.now,
      managedLoginVersion: checkedLoginVersion(input.ManagedLoginVersion),
      ...(config && {
        certificateArn: config.CertificateArn!,
        cloudFrontDistribution: `d${state.ids.text(13)}.cloudfront.net`,
      }),
    };
    state.transact((transaction) => {
      const pool = state.pool(transaction, call, input.UserPoolId!);
      const custom = config !== undefined;
      const ofPool = state.oauth.domains(transaction, pool);
      if (ofPool.some(({ certificateArn }) => (certificateArn !== undefined) === custom)) {
        throw invalidParameter("User pool already has a domain configured.");
      }
      if (state.oauth.domain(transaction, pool.region, name!)) {
        throw invalidParameter("Domain already associated with another user pool.");
      }
      state.oauth.putDomain(transaction, pool, domain);
    });
    return domainAnswer(domain);
  },
};
