import type { Value } from "@virga/vtl";
import type { WireRequest } from "../../../kernel/wire.ts";
import type { Exchange } from "./exchange.ts";
import { isReceived } from "./transferred-headers.ts";

/** The parts of a request that Lambda proxy events and events of `REQUEST` authorizers share. */
export interface RequestEvent {
  readonly resource: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>> | null;
  readonly queryStringParameters: Readonly<Record<string, string>> | null;
  readonly multiValueQueryStringParameters: Readonly<Record<string, readonly string[]>> | null;
  readonly pathParameters: Readonly<Record<string, string>> | null;
  readonly stageVariables: Readonly<Record<string, string>> | null;
  readonly requestContext: Readonly<Record<string, unknown>>;
}

/** What of `$context` a function is told, in AWS's order. */
const contextMembers = [
  "resourceId",
  "authorizer",
  "resourcePath",
  "operationName",
  "httpMethod",
  "extendedRequestId",
  "requestTime",
  "path",
  "accountId",
  "protocol",
  "stage",
  "domainPrefix",
  "requestTimeEpoch",
  "requestId",
];
const identityMembers = [
  "cognitoIdentityPoolId",
  "accountId",
  "cognitoIdentityId",
  "caller",
  "sourceIp",
  "principalOrgId",
  "accessKey",
  "cognitoAuthenticationType",
  "cognitoAuthenticationProvider",
  "userArn",
  "userAgent",
  "user",
];

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format */
export function requestEvent(exchange: Exchange): RequestEvent {
  const { request, deployed, context, parameters, queryValues, clientPath } = exchange;
  const headers = headerLists(request);
  return {
    resource: String(context.get("resourcePath") ?? "/"),
    path: clientPath,
    httpMethod: request.method,
    headers: unlessEmpty(lastOfEach(headers)),
    multiValueHeaders: unlessEmpty(headers),
    queryStringParameters: unlessEmpty(parameters.querystring),
    multiValueQueryStringParameters: unlessEmpty(queryValues),
    pathParameters: unlessEmpty(parameters.path),
    stageVariables: unlessEmpty(deployed.stage.variables ?? {}),
    requestContext: eventContext(exchange),
  };
}

/** The values of each header under the name that it was sent with; connection headers are API Gateway's own affair. */
function headerLists({ rawHeaders, headers }: WireRequest): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  const pairs = rawHeaders ?? Object.entries(headers).flat();
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const name = pairs[index] ?? "";
    if (!isReceived(name.toLowerCase(), pairs[index + 1] ?? "")) continue;
    if (Object.hasOwn(lists, name)) lists[name]?.push(pairs[index + 1] ?? "");
    else Object.defineProperty(lists, name, { value: [pairs[index + 1] ?? ""], enumerable: true });
  }
  return lists;
}

function lastOfEach(lists: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? ""]));
}

function eventContext({ context }: Exchange): Record<string, unknown> {
  const found = contextMembers.filter((name) => context.get(name) !== undefined);
  const identity = context.get("identity");
  const known = identity instanceof Map ? identity : new Map<Value, Value>();
  return {
    ...Object.fromEntries(found.map((name) => [name, plain(context.get(name) ?? null)])),
    identity: Object.fromEntries(identityMembers.map((name) => [name, plain(known.get(name) ?? null)])),
    domainName: context.get("domainName"),
    deploymentId: context.get("deploymentId"),
    apiId: context.get("apiId"),
  };
}

function unlessEmpty<T extends object>(record: T): T | null {
  return Object.keys(record).length === 0 ? null : record;
}

function plain(value: Value): unknown {
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([name, each]) => [String(name), plain(each)]));
  return Array.isArray(value) ? value.map(plain) : value;
}
