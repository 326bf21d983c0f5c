import { createContext, type MappingInput, type RequestParameters, type Value, type ValueMap } from "@virga/vtl";
import type { Call } from "../../../kernel/service.ts";
import type { WireRequest } from "../../../kernel/wire.ts";
import type { ResourceRecord } from "../records.ts";
import type { ApiGatewayState } from "../state.ts";
import type { DeployedStage } from "./deployed-stages.ts";
import type { ExecutionLog } from "./execution-log.ts";
import type { MappingSources } from "./parameter-mapping.ts";
import { receivedHeaders } from "./transferred-headers.ts";

/** A request to a stage with all that is known of it. */
export interface Exchange {
  readonly call: Call<ApiGatewayState>;
  readonly request: WireRequest;
  readonly deployed: DeployedStage;
  /** Below the stage, as sent. */
  readonly path: string;
  /** What the client sees as its path, where that is not the same: a custom domain's has the base path. */
  readonly clientPath: string;
  readonly extendedRequestId: string;
  /** `$context`. */
  readonly context: ValueMap;
  /** The request's body as text. */
  readonly body: string;
  parameters: RequestParameters;
  readonly queryValues: MappingSources["queryValues"];
  /** What happens to it, where that is wanted. */
  readonly log: ExecutionLog | undefined;
  /** Milliseconds that the integration took to answer. */
  integrationLatency?: number;
}

const noParameters = Object.freeze({});
const decoder = new TextDecoder();

/** Reads a request. */
export function openExchange(
  call: Call<ApiGatewayState>,
  request: WireRequest,
  deployed: DeployedStage,
  path: string,
  log?: ExecutionLog,
  customDomain?: string,
): Exchange {
  const queryValues = readQuery(request.rawQuery);
  const extendedRequestId = `${Buffer.from(call.host.ids.bytes(11)).toString("base64").slice(0, 15)}=`;
  return {
    call,
    request,
    deployed,
    path,
    clientPath: customDomain === undefined ? path : request.path,
    extendedRequestId,
    context: requestContext(call, request, deployed, path, extendedRequestId, customDomain),
    body: request.body.length === 0 ? "" : decoder.decode(request.body),
    parameters: { path: noParameters, querystring: lastValues(queryValues), header: receivedHeaders(request.headers) },
    queryValues,
    log,
  };
}

/** Notes the resource that answers. */
export function noteResource(
  exchange: Exchange,
  resource: ResourceRecord,
  pathParameters: Readonly<Record<string, string>>,
): void {
  exchange.parameters = { ...exchange.parameters, path: pathParameters };
  exchange.context.set("resourceId", resource.id);
  exchange.context.set("resourcePath", resource.path);
}

/** What a mapping template is rendered with. */
export function mappingInput(exchange: Exchange, body: string): MappingInput {
  const { parameters, context, deployed } = exchange;
  return {
    body,
    parameters,
    context,
    stageVariables: new Map<Value, Value>(Object.entries(deployed.stage.variables ?? {})),
  };
}

/** The media type of the request's body; JSON where none is given. */
export function contentTypeOf({ headers }: WireRequest): string {
  const header = headers["content-type"];
  if (header === undefined || header === "") return "application/json";
  const end = header.indexOf(";");
  return (end === -1 ? header : header.slice(0, end)).trim().toLowerCase();
}

function readQuery(rawQuery: string): Record<string, string[]> {
  if (rawQuery === "") return noParameters;
  const values: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    if (Object.hasOwn(values, name)) values[name]?.push(value);
    else Object.defineProperty(values, name, { value: [value], enumerable: true });
  }
  return values;
}

/** Of parameters that came several times API Gateway takes the last. */
function lastValues(values: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  if (values === noParameters) return noParameters;
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? ""]));
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference */
function requestContext(
  call: Call<ApiGatewayState>,
  request: WireRequest,
  { place, api, stage, deploymentId, isCanary }: DeployedStage,
  path: string,
  extendedRequestId: string,
  customDomain: string | undefined,
): ValueMap {
  const { principal } = call;
  const domainName = customDomain ?? `${api.id}.execute-api.${place.region}.amazonaws.com`;
  const identity = new Map<Value, Value>([
    ["sourceIp", request.sourceIp],
    ["userAgent", request.headers["user-agent"] ?? null],
    ["accountId", "account" in principal ? principal.account : null],
    ["userArn", principal.kind === "session" || principal.kind === "user" ? principal.arn : null],
  ]);
  return createContext([
    ["accountId", place.account],
    ["apiId", api.id],
    ["deploymentId", deploymentId],
    ["domainName", domainName],
    ["domainPrefix", domainName.slice(0, domainName.indexOf("."))],
    ["extendedRequestId", extendedRequestId],
    ["httpMethod", request.method],
    ["identity", identity],
    ["isCanaryRequest", isCanary],
    ["path", customDomain === undefined ? `/${stage.stageName}${path}` : request.path],
    ["protocol", "HTTP/1.1"],
    ["requestId", call.requestId],
    ["requestTime", call.state.requestTimes.at(call.now)],
    ["requestTimeEpoch", call.now],
    ["stage", stage.stageName],
  ]);
}
