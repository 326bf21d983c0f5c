import type { Value } from "@virga/vtl";
import type { Exchange } from "./exchange.ts";

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

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format */
export function requestEvent({ request, deployed, context, parameters, queryValues, path }: Exchange): RequestEvent {
  const { headers } = request;
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    resource: String(context.get("resourcePath") ?? "/"),
    path,
    httpMethod: request.method,
    headers: unlessEmpty(headers),
    multiValueHeaders: unlessEmpty(lists),
    queryStringParameters: unlessEmpty(parameters.querystring),
    multiValueQueryStringParameters: unlessEmpty(queryValues),
    pathParameters: unlessEmpty(parameters.path),
    stageVariables: unlessEmpty(deployed.stage.variables ?? {}),
    requestContext: plain(context) as Record<string, unknown>,
  };
}

function unlessEmpty<T extends object>(record: T): T | null {
  return Object.keys(record).length === 0 ? null : record;
}

function plain(value: Value): unknown {
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([name, each]) => [String(name), plain(each)]));
  return Array.isArray(value) ? value.map(plain) : value;
}
