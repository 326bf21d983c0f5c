import { type Eventual, whenThere } from "../../../kernel/eventual.ts";
import type { Call } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import type { WireRequest, WireResponse } from "../../../kernel/wire.ts";
import type { ResourceRecord } from "../records.ts";
import type { ApiGatewayState } from "../state.ts";
import { writeAccessLog } from "./access-log.ts";
import { authorize } from "./authorization.ts";
import type { CompiledIntegration, CompiledMethod } from "./compiled-api.ts";
import { packAnswer, unpackRequest } from "./compression.ts";
import { logEndpointAnswer, logEndpointRequest } from "./endpoint-lines.ts";
import { contentTypeOf, type Exchange, noteResource, openExchange } from "./exchange.ts";
import { logAnswer, logFailure, logMethodRequest } from "./execution-lines.ts";
import { ExecutionLog } from "./execution-log.ts";
import { logsExecutions, writeExecutionLog } from "./execution-logs.ts";
import { configurationError, GatewayFailure, missingAuthenticationToken } from "./failure.ts";
import { gatewayAnswer } from "./gateway-responses.ts";
import { type IntegrationRequest, integrationRequest } from "./integration-request.ts";
import { type ClientAnswer, clientAnswer } from "./integration-response.ts";
import { callIntegration } from "./integrations.ts";
import type { Invocation } from "./invocation.ts";
import { missingAuthentication } from "./missing-authentication.ts";
import { callProxy } from "./proxy-integrations.ts";
import { tooLarge } from "./request-size.ts";
import { checkParameters } from "./request-validation.ts";
import { encodedHeaders, unsendablePart } from "./sendable.ts";
import { checkUsage } from "./usage.ts";

/** Answers a request to a deployed API. */
export async function answerRequest(
  call: Call<ApiGatewayState>,
  request: WireRequest,
  { restApiId, stageName, path, customDomain }: Invocation,
): Promise<WireResponse> {
  const deployed = call.state.deployedStages.find(restApiId, stageName);
  if (deployed === undefined) return forbidden(call);
  if (deployed.api.disableExecuteApiEndpoint && customDomain === undefined) return forbidden(call);
  const log = logsExecutions(deployed.stage.methodSettings) ? openLog(call) : undefined;
  const refused = tooLarge(request);
  const isPacked = refused === undefined && request.headers["content-encoding"] !== undefined;
  const unpacked = isPacked ? await unpackRequest(request, call.host) : request;
  const failure = unpacked instanceof GatewayFailure ? unpacked : refused;
  const taken = unpacked instanceof GatewayFailure ? request : unpacked;
  const exchange = openExchange(call, taken, deployed, path, log, customDomain);
  log?.add(`Extended Request Id: ${exchange.extendedRequestId}`);
  const admit = failure === undefined ? methodRequest : () => fail(failure);
  const answered = await answerExchange(exchange, admit);
  const answer = deployed.api.minimumCompressionSize === undefined ? answered : await packAnswer(exchange, answered);
  call.state.metrics.count(exchange, answer.status);
  if (log !== undefined) await writeExecutionLog(exchange);
  if (deployed.stage.accessLogSettings !== undefined) await writeAccessLog(exchange, answer);
  return wireResponse(exchange, answer);
}

function fail(failure: GatewayFailure): never {
  throw failure;
}

/** Opens the log of a request. */
export function openLog({ host, requestId }: Call): ExecutionLog {
  return new ExecutionLog(requestId, () => host.clock.now());
}

/** Lets a request into a method: finds it, and refuses what it does not let through. */
type Admit = (exchange: Exchange, span: Span) => Eventual<CompiledMethod>;

/** Executes a request that is let in, or answers it with a gateway response. */
export async function answerExchange(exchange: Exchange, admit: Admit): Promise<ClientAnswer> {
  const { call, log } = exchange;
  try {
    const answer = await execute(exchange, admit);
    const unsendable = unsendablePart(answer);
    if (unsendable !== undefined) throw configurationError(`The answer can't be sent: ${unsendable} is not valid`);
    log?.add("Successfully completed execution");
    log?.add(`Method completed with status: ${answer.status}`);
    return answer;
  } catch (thrown) {
    if (!(thrown instanceof GatewayFailure)) throw thrown;
    call.span.set("apigateway.gateway_response", thrown.responseType).set("apigateway.reason", thrown.message);
    const answer = gatewayAnswer(exchange, thrown);
    if (log !== undefined) logFailure(log, thrown, answer);
    return answer;
  }
}

/** No such API, stage or base path: the same for both, as for any host that API Gateway does not know. */
export function forbidden({ requestId }: Call): WireResponse {
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

async function execute(exchange: Exchange, admit: Admit): Promise<ClientAnswer> {
  const { log, call } = exchange;
  // What is there at once is not waited for: most requests have nothing to wait for but their integration.
  const admitted = phase(exchange, "apigateway.method-request", (span) => admit(exchange, span));
  const method = admitted instanceof Promise ? await admitted : admitted;
  const { integration } = method;
  const made = phase(exchange, "apigateway.integration-request", (span) =>
    integrationRequest(exchange, integration, span),
  );
  const request = made instanceof Promise ? await made : made;
  if (log !== undefined && integration.record.type !== "AWS_PROXY") {
    logEndpointRequest(log, { ...request, uri: endpointUri(exchange, integration, request) });
  }
  const sent = call.host.clock.now();
  const noteLatency = () => {
    if (integration.record.type !== "MOCK") exchange.integrationLatency = call.host.clock.now() - sent;
  };
  if (integration.record.type?.endsWith("_PROXY")) {
    const passed = await phase(exchange, "apigateway.integration", (span) =>
      callProxy(exchange, integration, request, span),
    );
    noteLatency();
    if (log !== undefined) logAnswer(exchange, passed);
    return passed;
  }
  const called = phase(exchange, "apigateway.integration", (span) =>
    callIntegration(exchange, integration, request, span),
  );
  const answer = called instanceof Promise ? await called : called;
  noteLatency();
  if (log !== undefined && integration.record.type !== "MOCK") {
    logEndpointAnswer(log, answer, call.host.clock.now() - sent);
  }
  const rendered = phase(exchange, "apigateway.integration-response", (span) =>
    clientAnswer(exchange, method, answer, span),
  );
  const mapped = rendered instanceof Promise ? await rendered : rendered;
  if (log !== undefined) logAnswer(exchange, mapped);
  return mapped;
}

/** The address that a request goes to; empty for a mock. */
function endpointUri(
  { call }: Exchange,
  { record, readAwsTarget }: CompiledIntegration,
  { uri, query: added }: IntegrationRequest,
): string {
  if (record.type === "MOCK") return "";
  if (record.type !== "AWS") return added === "" ? uri : `${uri}${uri.includes("?") ? "&" : "?"}${added}`;
  const { host, path, query } = readAwsTarget(uri, call.host.bus);
  const whole = [query, added].filter((part) => part !== "").join("&");
  return `https://${host}${path}${whole === "" ? "" : `?${whole}`}`;
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
function methodRequest(exchange: Exchange, span: Span): Eventual<CompiledMethod> {
  const { request, deployed, path } = exchange;
  const route = deployed.compiled.routes.match(path);
  const method = route && deployed.compiled.method(route.resource, request.method);
  if (route === undefined || method === undefined) throw missingAuthentication(request);
  noteResource(exchange, route.resource, route.parameters);
  span.set("apigateway.resource", route.resource.path).set("http.method", request.method);
  const admit = () => {
    checkUsage(exchange, method);
    logMethodRequest(exchange);
    return whenThere(checkRequest(exchange, method), () => method);
  };
  const authorized = authorize(exchange, method, span);
  return authorized instanceof Promise ? authorized.then(admit) : admit();
}

/** Lets a tested request into its method: nobody is asked who sends it. */
export async function admitTest(exchange: Exchange, resource: ResourceRecord, path: Readonly<Record<string, string>>) {
  const { deployed, request } = exchange;
  noteResource(exchange, resource, path);
  logMethodRequest(exchange);
  const method = deployed.compiled.method(resource, request.method);
  if (method === undefined) throw missingAuthenticationToken();
  await checkRequest(exchange, method);
  return method;
}

function checkRequest({ request, parameters, body }: Exchange, method: CompiledMethod): Eventual<void> {
  checkParameters(method.requiredParameters, parameters);
  return method.checkBody(contentTypeOf(request), body);
}

function wireResponse({ call, extendedRequestId }: Exchange, answer: ClientAnswer): WireResponse {
  const hasBody = answer.status !== 204 && answer.status !== 304;
  return {
    status: answer.status,
    headers: {
      "x-amzn-requestid": call.requestId,
      "x-amz-apigw-id": extendedRequestId,
      ...encodedHeaders(answer.headers),
      ...(answer.headers["x-amzn-errortype"] === undefined ? { "x-amzn-trace-id": traceHeader(call) } : {}),
    },
    body: hasBody ? answer.body : "",
  };
}

/** `Root=1-<seconds in hexadecimal>-<24 digits>` */
function traceHeader({ span }: Call): string {
  return `Root=${span.trace.tracingRoot}`;
}
