import type {
  AddLayerVersionPermissionRequest,
  Architecture,
  GetLayerVersionResponse,
  LayerVersionsListItem,
  Runtime,
} from "@aws-sdk/client-lambda";
import { tryParseArn } from "../../kernel/arns.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { StoreReader } from "../../kernel/store.ts";
import { invalidParameter, preconditionFailed, resourceNotFound } from "./errors.ts";
import { codeLocation, lambdaDate } from "./functions/descriptions.ts";
import type { LayerPlace } from "./layer-records.ts";
import { type LayerVersion, layerArn, type Place, type PolicyStatement, type ResourcePolicy } from "./model.ts";
import type { LambdaState } from "./state.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html */

/** Reads a layer's name or ARN. @throws AwsError InvalidParameterValueException */
export function parseLayerName({ account, region }: Place, text: string): LayerPlace {
  if (!text.startsWith("arn:")) return { account, region, layerName: text };
  const arn = tryParseArn(text);
  const layerName = /^layer:([^:]+)$/.exec(arn?.resource ?? "")?.[1];
  if (!arn || layerName === undefined) throw invalidParameter(`Invalid layer ARN: ${text}`);
  return { account: arn.account, region: arn.region, layerName };
}

/** Reads the ARN of a layer's version. @throws AwsError InvalidParameterValueException */
export function parseLayerVersionArn(text: string): LayerPlace & { readonly version: number } {
  const colon = text.lastIndexOf(":");
  const version = Number(text.slice(colon + 1));
  return { ...parseLayerName({ account: "", region: "" }, text.slice(0, colon)), version };
}

/** @throws AwsError InvalidParameterValueException */
export function checkVersionNumber(version: number): void {
  if (version < 1) throw invalidParameter("Layer Version Cannot be less than 1");
}

/** The version, or ResourceNotFoundException. */
export function requireLayerVersion(
  state: LambdaState,
  reader: StoreReader,
  layer: LayerPlace,
  version: number,
): LayerVersion {
  checkVersionNumber(version);
  const found = state.layers.find(reader, layer, version);
  if (!found) throw resourceNotFound("The resource you requested does not exist.");
  return found;
}

/** The version, or the ResourceNotFoundException of operations on its policy. */
export function requireLayerForPolicy(
  state: LambdaState,
  reader: StoreReader,
  layer: LayerPlace,
  version: number,
): LayerVersion {
  const found = state.layers.find(reader, layer, version);
  if (found) return found;
  throw resourceNotFound(`Layer version ${layerArn(layer, layer.layerName, version)} does not exist.`);
}

/** Whether a version is for what a listing asks for. */
export function isCompatible(
  version: LayerVersion,
  asked: {
    readonly CompatibleRuntime?: Runtime | undefined;
    readonly CompatibleArchitecture?: Architecture | undefined;
  },
): boolean {
  const { CompatibleRuntime, CompatibleArchitecture } = asked;
  if (CompatibleRuntime !== undefined && !version.compatibleRuntimes.includes(CompatibleRuntime)) return false;
  return CompatibleArchitecture === undefined || version.compatibleArchitectures.includes(CompatibleArchitecture);
}

/** A version as listings have it. */
export function describeListedLayerVersion(layer: LayerVersion): LayerVersionsListItem {
  return {
    LayerVersionArn: layerArn(layer, layer.layerName, layer.version),
    Version: layer.version,
    Description: layer.description,
    CreatedDate: lambdaDate(layer.created),
    ...(layer.compatibleRuntimes.length > 0 && { CompatibleRuntimes: [...layer.compatibleRuntimes] }),
    ...(layer.compatibleArchitectures.length > 0 && { CompatibleArchitectures: [...layer.compatibleArchitectures] }),
    ...(layer.license !== undefined && { LicenseInfo: layer.license }),
  };
}

/** A version with its content. */
export function describeLayerVersion(host: ServiceHost, layer: LayerVersion): GetLayerVersionResponse {
  const { code } = layer;
  return {
    ...describeListedLayerVersion(layer),
    LayerArn: layerArn(layer, layer.layerName),
    Content: { Location: codeLocation(host, code), CodeSha256: code.sha256, CodeSize: code.size },
  };
}

/** The statement that AddLayerVersionPermission adds. @throws AwsError InvalidParameterValueException */
export function layerStatement(layer: LayerVersion, input: AddLayerVersionPermissionRequest): PolicyStatement {
  const { StatementId, Action, Principal = "", OrganizationId } = input;
  if (OrganizationId !== undefined && Principal !== "*") {
    throw invalidParameter("If you specify an organization ID, the principal must be *.");
  }
  return {
    Sid: StatementId!,
    Effect: "Allow",
    Principal: /^\d{12}$/.test(Principal) ? { AWS: `arn:aws:iam::${Principal}:root` } : awsPrincipal(Principal),
    Action: Action!,
    Resource: layerArn(layer, layer.layerName, layer.version),
    ...(OrganizationId !== undefined && { Condition: { StringEquals: { "aws:PrincipalOrgID": OrganizationId } } }),
  };
}

function awsPrincipal(principal: string): PolicyStatement["Principal"] {
  return principal === "*" ? principal : { AWS: principal };
}

/** @throws AwsError PreconditionFailedException */
export function checkLayerPolicyRevision(policy: ResourcePolicy | undefined, expected: string | undefined): void {
  if (expected === undefined || expected === policy?.revisionId) return;
  throw preconditionFailed(
    "The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API to retrieve the latest Revision Id",
  );
}
