import type { CustomDomainConfigType, DomainDescriptionType } from "@aws-sdk/client-cognito-identity-provider";
import type { AwsError } from "../../../kernel/errors.ts";
import { invalidParameter } from "../errors.ts";
import type { PoolDomain } from "./records.ts";

const prefix = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const hostName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;
const reservedWords = ["aws", "amazon", "cognito"];

/** Throws InvalidParameterException if a domain can't have this name. */
export function checkDomainName(domain: string, config: CustomDomainConfigType | undefined): void {
  if (config) {
    if (!hostName.test(domain)) throw invalidParameter("Custom domain is not a valid subdomain.");
    return;
  }
  if (!prefix.test(domain)) {
    throw invalidParameter("Domain prefixes have lower-case letters, digits and hyphens, and no hyphen at either end.");
  }
  const word = reservedWords.find((reserved) => domain.includes(reserved));
  if (word) throw invalidParameter(`Domain cannot contain reserved word: ${word}`);
}

/** 1 is the classic hosted UI and 2 managed login; Virga's pages are the same for both. */
export function checkedLoginVersion(version: number | undefined, before = 1): number {
  if (version !== undefined && version !== 1 && version !== 2) {
    throw invalidParameter("ManagedLoginVersion must be 1 or 2.");
  }
  return version ?? before;
}

export function noSuchDomain(): AwsError {
  return invalidParameter("No such domain or user pool exists.");
}

/** What creating or updating a domain answers. */
export function domainAnswer(domain: PoolDomain): { ManagedLoginVersion: number; CloudFrontDomain?: string } {
  const { managedLoginVersion: ManagedLoginVersion, cloudFrontDistribution } = domain;
  return { ManagedLoginVersion, ...(cloudFrontDistribution && { CloudFrontDomain: cloudFrontDistribution }) };
}

export function describeDomain(domain: PoolDomain): DomainDescriptionType {
  return {
    UserPoolId: domain.poolId,
    AWSAccountId: domain.account,
    Domain: domain.domain,
    ...(domain.cloudFrontDistribution && { CloudFrontDistribution: domain.cloudFrontDistribution }),
    Version: new Date(domain.created).toISOString().replaceAll(/\D/g, "").slice(0, 14),
    Status: "ACTIVE",
    CustomDomainConfig: domain.certificateArn ? { CertificateArn: domain.certificateArn } : {},
    ManagedLoginVersion: domain.managedLoginVersion,
  } as DomainDescriptionType;
}
