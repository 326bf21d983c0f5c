import type { Eventual } from "../../../kernel/eventual.ts";
import type { Call } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import type { WireRequest, WireResponse } from "../../../kernel/wire.ts";
import { largestPayload } from "../model.ts";
import type { ApiGatewayState } from "../state.ts";
import { writeAccessLog } from "./access-log.ts";
import { authorize } from "./authorization.ts";
import type { CompiledMethod } from "./compiled-api.ts";
import { contentTypeOf, type Exchange, noteResource, openExchange } from "./exchange.ts";
import { GatewayFailure, missingAuthenticationToken, payloadTooLarge } from "./failure.ts";
import { gatewayAnswer } from "./gateway-responses.ts";
import { integrationRequest } from "./integration-request.ts";
import { type ClientAnswer, clientAnswer } from "./integration-response.ts";
import { callIntegration } from "./integrations.ts";
import { callProxy } from "./proxy-integrations.ts";
import { checkParameters } from "./request-validation.ts";
import { checkUsage } from "./usage.ts";

/** What a request's host and path say it is for. */
export interface Invocation {
  readonly restApiId: string;
  readonly stageName: string;
  /** Below the stage, as sent; `/` at least. */
  readonly path: string;
}

/** Answers a request to a deployed API. */
export async function answerRequest(
  call: Call<ApiGatewayState>,
  request: WireRequest,
  { restApiId, stageName, path }: Invocation,
): Promise<WireResponse> {
  const deployed = call.state.deployedStages.find(restApiId, stageName);
  if (deployed === undefined || deployed.api.disableExecuteApiEndpoint) return forbidden(call);
  const exchange = openExchange(call, request, deployed, path);
  let answer: ClientAnswer;
  try {
    answer = await execute(exchange);
  } catch (thrown) {
    if (!(thrown instanceof GatewayFailure)) throw thrown;
    call.span.set("apigateway.gateway_response", thrown.responseType).set("apigateway.reason", thrown.message);
    answer = gatewayAnswer(exchange, thrown);
  }
  if (deployed.stage.accessLogSettings !== undefined) await writeAccessLog(exchange, answer);
  return wireResponse(exchange, answer);
}

/** No such API or stage: the same for both, as for any host that API Gateway does not know. */
function forbidden({ requestId }: Call): WireResponse {
  return {
    status: 403,
    headers: {
      "content-type": "application/json",
      "x-amzn-errortype": "ForbiddenException",
      "x-amzn-requestid": requestId,
    },
    body: '{"message":"Forbidden"}',
  };
}

async function execute(exchange: Exchange): Promise<ClientAnswer> {
  const method = await phase(exchange, "apigateway.method-request", (span) => methodRequest(exchange, span));
  const { integration } = method;
  const request = await phase(exchange, "apigateway.integration-request", (span) =>
    integrationRequest(exchange, integration, span),
  );
  if (integration.record.type?.endsWith("_PROXY")) {
    return phase(exchange, "apigateway.integration", (span) => callProxy(exchange, integration, request, span));
  }
  const answer = await phase(exchange, "apigateway.integration", (span) =>
    callIntegration(exchange, integration, request, span),
  );
  return phase(exchange, "apigateway.integration-response", (span) => clientAnswer(exchange, method, answer, span));
}

/** Runs one phase inside a span of its own. */
function phase<T>({ call }: Exchange, name: string, work: (span: Span) => Eventual<T>): Eventual<T> {
  const span = call.span.child(name);
  const fail = (thrown: unknown): never => {
    span.end(thrown instanceof Error ? thrown.message : String(thrown));
    throw thrown;
  };
  const succeed = (result: T): T => {
    span.end();
    return result;
  };
  try {
    const result = work(span);
    return result instanceof Promise ? result.then(succeed, fail) : succeed(result);
  } catch (thrown) {
    return fail(thrown);
  }
}

/** Finds the method, and lets through only what it lets through. */
async function methodRequest(exchange: Exchange, span: Span): Promise<CompiledMethod> {
  const { request, deployed, path } = exchange;
  if (request.body.length > largestPayload) throw payloadTooLarge(largestPayload);
  const route = deployed.compiled.routes.match(path);
  const method = route && deployed.compiled.method(route.resource, request.method);
  if (route === undefined || method === undefined) throw missingAuthenticationToken();
  noteResource(exchange, route.resource, route.parameters);
  span.set("apigateway.resource", route.resource.path).set("http.method", request.method);
  await authorize(exchange, method, span);
  checkUsage(exchange, method);
  checkParameters(method.requiredParameters, exchange.parameters);
  await method.checkBody(contentTypeOf(request), exchange.body);
  return method;
}

function wireResponse({ call, extendedRequestId }: Exchange, answer: ClientAnswer): WireResponse {
  const hasBody = answer.status !== 204 && answer.status !== 304;
  return {
    status: answer.status,
    headers: {
      "x-amzn-requestid": call.requestId,
      "x-amz-apigw-id": extendedRequestId,
      ...answer.headers,
      ...(answer.headers["x-amzn-errortype"] === undefined ? { "x-amzn-trace-id": traceHeader(call) } : {}),
    },
    body: hasBody ? answer.body : "",
  };
}

/** `Root=1-<seconds in hexadecimal>-<24 digits>` */
function traceHeader({ now, span }: Call): string {
  return `Root=1-${Math.floor(now / 1000)
    .toString(16)
    .padStart(8, "0")}-${span.trace.traceId.slice(0, 24)}`;
}
