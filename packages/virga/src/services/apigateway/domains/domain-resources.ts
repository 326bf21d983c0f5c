import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { ResourceProperties, ResourceType } from "../../../kernel/resource-type.ts";
import { members, replacements, tagMap, unlessGone, updateTags } from "../provisioning.ts";
import { basePathOf } from "./base-paths.ts";

const updatable = {
  CertificateArn: "/certificateArn",
  RegionalCertificateArn: "/regionalCertificateArn",
  SecurityPolicy: "/securityPolicy",
};

function endpointType({ EndpointConfiguration: configuration }: ResourceProperties): string {
  return (configuration as { Types?: readonly string[] } | undefined)?.Types?.[0] ?? "EDGE";
}

/** `AWS::ApiGateway::DomainName` */
const domainName: ResourceType = {
  properties: {
    CertificateArn: true,
    DomainName: true,
    EndpointConfiguration: { IpAddressType: true, Types: true },
    RegionalCertificateArn: true,
    RoutingMode: true,
    SecurityPolicy: true,
    Tags: true,
  },
  createOnly: ["DomainName"],
  check: ({ RoutingMode: mode }) =>
    mode === undefined || mode === "BASE_PATH_MAPPING_ONLY" ? [] : [`RoutingMode ${mode} is not supported`],
  async create(call, properties) {
    const input = {
      ...members(properties, [...Object.keys(updatable), "DomainName"]),
      ...(properties.EndpointConfiguration === undefined
        ? {}
        : { endpointConfiguration: members(properties.EndpointConfiguration, ["Types", "IpAddressType"]) }),
      tags: tagMap(properties.Tags),
    };
    const created = await call.bus.callNamed("apigateway", "CreateDomainName", input, call.context);
    return described(created as Readonly<Record<string, string>>);
  },
  async update(call, { physicalId, properties, previousProperties }) {
    const [type, before] = [endpointType(properties), endpointType(previousProperties)];
    const moved: PatchOperation[] =
      type === before ? [] : [{ op: "replace", path: `/endpointConfiguration/types/${before}`, value: type }];
    const patchOperations = [...replacements(properties, previousProperties, updatable), ...moved];
    const input = { domainName: physicalId, patchOperations };
    const updated = await call.bus.callNamed("apigateway", "UpdateDomainName", input, call.context);
    await updateTags(call, `/domainnames/${physicalId}`, properties, previousProperties);
    return described(updated as Readonly<Record<string, string>>);
  },
  async delete(call, physicalId) {
    await unlessGone(call.bus.call("apigateway", "DeleteDomainName", { domainName: physicalId }, call.context));
  },
};

function described(domain: Readonly<Record<string, string>>) {
  return {
    physicalId: domain.domainName ?? "",
    attributes: {
      DistributionDomainName: domain.distributionDomainName,
      DistributionHostedZoneId: domain.distributionHostedZoneId,
      DomainNameArn: domain.domainNameArn,
      RegionalDomainName: domain.regionalDomainName,
      RegionalHostedZoneId: domain.regionalHostedZoneId,
    },
  };
}

/** `AWS::ApiGateway::BasePathMapping` */
const basePathMapping: ResourceType = {
  properties: { BasePath: true, DomainName: true, RestApiId: true, Stage: true },
  createOnly: ["BasePath", "DomainName"],
  async create(call, properties) {
    const input = members(properties, ["BasePath", "DomainName", "RestApiId", "Stage"]);
    await call.bus.callNamed("apigateway", "CreateBasePathMapping", input, call.context);
    return { physicalId: `${properties.DomainName}|${basePathOf(properties.BasePath as string)}`, attributes: {} };
  },
  async update(call, { physicalId, attributes, properties, previousProperties }) {
    const paths = { RestApiId: "/restapiId", Stage: "/stage" };
    const patchOperations = replacements(properties, previousProperties, paths);
    await call.bus.call(
      "apigateway",
      "UpdateBasePathMapping",
      { ...mappingName(properties), patchOperations },
      call.context,
    );
    return { physicalId, attributes };
  },
  async delete(call, _physicalId, properties) {
    await unlessGone(call.bus.call("apigateway", "DeleteBasePathMapping", mappingName(properties), call.context));
  },
};

function mappingName({ DomainName, BasePath }: ResourceProperties) {
  return { domainName: String(DomainName), basePath: basePathOf(BasePath as string | undefined) };
}

/** The CloudFormation resource types of custom domains. */
export const domainResourceTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::ApiGateway::BasePathMapping": basePathMapping,
  "AWS::ApiGateway::DomainName": domainName,
};
