import type { FunctionUrlConfig, InvokeMode } from "@aws-sdk/client-lambda";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { StoreReader } from "../../../kernel/store.ts";
import { constraintViolation, notSupported, resourceNotFound } from "../errors.ts";
import { type FunctionUrl, functionArn, latest, type Place } from "../model.ts";
import { isVersionNumber, parseFunctionName, type QualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */

const idLength = 32;

/** A new URL's id. */
export function newUrlId({ ids }: ServiceHost): string {
  return ids.text(idLength);
}

/** What a URL is for: a function or an alias of it. @throws AwsError ValidationException */
export function parseUrlName(caller: Place, functionName: string, qualifier: string | undefined): QualifiedName {
  const name = parseFunctionName(caller, functionName, qualifier);
  if (name.qualifier === latest) {
    const pattern = "((?!^\\d+$)^[0-9a-zA-Z-_]+$)";
    throw constraintViolation(latest, "qualifier", `Member must satisfy regular expression pattern: ${pattern}`);
  }
  if (name.qualifier !== undefined && isVersionNumber(name.qualifier)) {
    const pattern = "(^\\$LATEST$)|((?!^[0-9]+$)([a-zA-Z0-9-_]+))";
    throw constraintViolation(
      name.qualifier,
      "qualifier",
      `Member must satisfy regular expression pattern: ${pattern}`,
    );
  }
  return name;
}

/** Checks that the function and alias are there. @throws AwsError ResourceNotFoundException */
export function checkUrlTarget(state: LambdaState, reader: StoreReader, name: QualifiedName): void {
  const { qualifier } = name;
  const found = qualifier === undefined ? state.findFunction(reader, name) : state.findAlias(reader, name, qualifier);
  if (!found) throw resourceNotFound("Function does not exist");
}

/** @throws AwsError NotImplemented for streamed answers */
export function refuseStreaming(mode: InvokeMode | undefined): void {
  if (mode === "RESPONSE_STREAM") throw notSupported("response streaming (InvokeMode RESPONSE_STREAM)");
}

/** The URL, or ResourceNotFoundException. */
export function requireUrl(state: LambdaState, reader: StoreReader, name: QualifiedName): FunctionUrl {
  const url = state.findUrl(reader, name, name.qualifier);
  if (!url) throw resourceNotFound("The resource you requested does not exist.");
  return url;
}

/** `http://<url id>.lambda-url.<region>.localhost:4566/`: AWS's address, but for the domain. */
export function urlAddress({ settings }: ServiceHost, { urlId, region }: FunctionUrl): string {
  const endpoint = new URL(settings.endpoint());
  const port = endpoint.port === "" ? "" : `:${endpoint.port}`;
  return `${endpoint.protocol}//${urlId}.lambda-url.${region}.localhost${port}/`;
}

/** A URL as answers have it. */
export function describeUrl(host: ServiceHost, url: FunctionUrl): FunctionUrlConfig {
  return {
    FunctionUrl: urlAddress(host, url),
    FunctionArn: functionArn(url, url.qualifier),
    AuthType: url.authType,
    ...(url.cors && { Cors: url.cors }),
    InvokeMode: url.invokeMode,
    CreationTime: new Date(url.created).toISOString(),
    LastModifiedTime: new Date(url.lastModified).toISOString(),
  };
}
