import type {
  DescribeUserPoolDomainCommandInput,
  DescribeUserPoolDomainCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import { describeDomain } from "../oauth/domains.ts";
import type { CognitoState } from "../state.ts";

/**
 * A domain that is not there, or is another account's, is an empty description.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolDomain.html
 */
export const DescribeUserPoolDomain: Operation<
  CognitoState,
  DescribeUserPoolDomainCommandInput,
  Omit<DescribeUserPoolDomainCommandOutput, "$metadata">
> = {
  authorize: onEverything("DescribeUserPoolDomain"),
  handle({ state, account, region }, input) {
    const domain = state.oauth.domain(state.reader, region, input.Domain!);
    const isOwn = domain?.account === account && domain.region === region;
    return { DomainDescription: isOwn ? describeDomain(domain) : {} };
  },
};
