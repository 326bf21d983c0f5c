import type { CreateDomainNameRequest, DomainName, EndpointConfiguration } from "@aws-sdk/client-api-gateway";
import { badRequest, unsupported } from "../errors.ts";
import { defined } from "../model.ts";
import type { PatchPath } from "../patch.ts";
import type { Place } from "../records.ts";
import { distributionHostedZone, regionalHostedZones } from "./hosted-zones.ts";

/** A custom domain as it is stored; instants are epoch milliseconds. */
export interface DomainRecord extends Omit<DomainName, "certificateUploadDate"> {
  readonly domainName: string;
  readonly endpointConfiguration: EndpointConfiguration;
  readonly created: number;
}

/** Makes what AWS names by chance: so many letters and digits. */
type MakeName = (length: number) => string;

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const certificate = /^arn:aws[\w-]*:acm:([\w-]+):\d{12}:certificate\/[\w-]+$/;
/** Nobody has a certificate for these, and the runtime itself answers there. */
const reserved = /(?:^|\.)(?:localhost|amazonaws\.com|amazonaws\.com\.cn|api\.aws|on\.aws)$/;
const edgeRegion = "us-east-1";

/** What Virga has not of custom domains, by the input's members. */
const unsupportedMembers = {
  certificateBody: "uploaded certificates",
  certificateChain: "uploaded certificates",
  certificatePrivateKey: "uploaded certificates",
  endpointAccessMode: "endpoint access modes",
  mutualTlsAuthentication: "mutual TLS",
  ownershipVerificationCertificateArn: "ownership verification certificates",
  policy: "policies of private domain names",
} as const;

/**
 * The record of a new custom domain, with AWS's defaults: an edge-optimized one of TLS 1.2.
 *
 * @throws AwsError BadRequestException, NotImplemented
 */
export function newDomain(
  input: CreateDomainNameRequest,
  { region }: Place,
  makeName: MakeName,
  now: number,
): DomainRecord {
  for (const [member, what] of Object.entries(unsupportedMembers)) {
    if (input[member as keyof typeof unsupportedMembers] !== undefined) throw unsupported(what);
  }
  const domainName = (input.domainName ?? "").toLowerCase();
  checkName(domainName);
  const types = input.endpointConfiguration?.types ?? ["EDGE"];
  const record = defined({
    domainName,
    domainNameArn: `arn:aws:apigateway:${region}::/domainnames/${domainName}`,
    certificateName: input.certificateName,
    certificateArn: input.certificateArn,
    regionalCertificateName: input.regionalCertificateName,
    regionalCertificateArn: input.regionalCertificateArn,
    endpointConfiguration: { types, ipAddressType: input.endpointConfiguration?.ipAddressType ?? "ipv4" },
    domainNameStatus: "AVAILABLE",
    securityPolicy: input.securityPolicy ?? "TLS_1_2",
    routingMode: input.routingMode ?? "BASE_PATH_MAPPING_ONLY",
    tags: input.tags,
    created: now,
  }) as DomainRecord;
  return completeDomain(record, region, makeName);
}

/**
 * Checks the settings of a domain, and gives it the names under which its type of endpoint is reached.
 *
 * @throws AwsError BadRequestException, NotImplemented
 */
export function completeDomain(domain: DomainRecord, region: string, makeName: MakeName): DomainRecord {
  checkSettings(domain, region);
  if (isEdge(domain)) {
    return {
      ...domain,
      distributionDomainName: domain.distributionDomainName ?? `d${makeName(13)}.cloudfront.net`,
      distributionHostedZoneId: distributionHostedZone,
    };
  }
  const zone = regionalHostedZones[region];
  return {
    ...domain,
    regionalDomainName: domain.regionalDomainName ?? `d-${makeName(10)}.execute-api.${region}.amazonaws.com`,
    ...(zone === undefined ? {} : { regionalHostedZoneId: zone }),
  };
}

function isEdge({ endpointConfiguration }: DomainRecord): boolean {
  return endpointConfiguration.types?.[0] === "EDGE";
}

function checkName(domainName: string): void {
  const labels = domainName.replace(/^\*\./, "").split(".");
  const isName = labels.length > 1 && labels.every((each) => label.test(each)) && !/^\d+$/.test(labels.at(-1) ?? "");
  if (isName && domainName.length <= 255 && !reserved.test(domainName)) return;
  throw badRequest(`Invalid domain name specified: ${domainName}`);
}

function checkSettings(domain: DomainRecord, region: string): void {
  const { endpointConfiguration, securityPolicy, routingMode } = domain;
  const types = endpointConfiguration.types ?? [];
  if (types.some((type) => type === "PRIVATE")) throw unsupported("private custom domain names");
  if (types.length !== 1 || !["EDGE", "REGIONAL"].includes(String(types[0]))) {
    throw badRequest("Invalid endpoint type specified. A domain name has one of the types EDGE and REGIONAL");
  }
  if (securityPolicy !== "TLS_1_0" && securityPolicy !== "TLS_1_2") {
    throw unsupported(`the security policy ${securityPolicy}`);
  }
  if (routingMode !== "BASE_PATH_MAPPING_ONLY") throw unsupported(`the routing mode ${routingMode}`);
  if (isEdge(domain)) checkCertificate(domain.certificateArn, "EDGE", edgeRegion);
  else checkCertificate(domain.regionalCertificateArn, "REGIONAL", region);
}

/** There is no ACM here: any ARN of a certificate in the right region is taken. */
function checkCertificate(arn: string | undefined, type: string, region: string): void {
  if (!arn) throw badRequest(`A certificate was not provided for the endpoint type ${type}.`);
  const match = certificate.exec(arn);
  if (match === null) throw badRequest(`Invalid certificate ARN: ${arn}.`);
  if (match[1] !== region) throw badRequest(`Invalid certificate ARN: ${arn}. Certificate must be in '${region}'.`);
}

/** What a caller sees of a custom domain. */
export function domainView({ created, ...domain }: DomainRecord): DomainName {
  return isEdge({ created, ...domain }) ? { ...domain, certificateUploadDate: new Date(created) } : domain;
}

const replace = ["replace"] as const;

export const domainNamePaths: readonly PatchPath[] = [
  ...["/certificateName", "/certificateArn", "/regionalCertificateName", "/regionalCertificateArn"].map(
    (path): PatchPath => ({ path, kind: "string", operations: ["add", "replace"] }),
  ),
  { path: "/securityPolicy", kind: "string", operations: replace },
  { path: "/routingMode", kind: "string", operations: replace },
  { path: "/endpointConfiguration/types/{type}", kind: "list", operations: replace },
  { path: "/endpointConfiguration/ipAddressType", kind: "string", operations: replace },
];
