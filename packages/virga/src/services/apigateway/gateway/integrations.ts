import type { CallContext } from "../../../kernel/bus.ts";
import type { Eventual } from "../../../kernel/eventual.ts";
import type { Span } from "../../../kernel/trace.ts";
import type { WireRequest, WireResponse } from "../../../kernel/wire.ts";
import { largestPayload } from "../model.ts";
import type { AwsTarget } from "./aws-target.ts";
import type { CompiledIntegration } from "./compiled-api.ts";
import type { Exchange } from "./exchange.ts";
import { configurationError, type GatewayFailure, invocationError, requestTooLarge } from "./failure.ts";
import { callHttp } from "./http-integration.ts";
import { integrationPrincipal } from "./integration-principal.ts";
import type { IntegrationRequest } from "./integration-request.ts";
import type { IntegrationAnswer } from "./integration-response.ts";
import { withinTime } from "./integration-timeout.ts";
import { mockAnswer } from "./mock-integration.ts";
import { payloadSize, payloadText } from "./payload.ts";

const encoder = new TextEncoder();

/** Calls an integration. */
export function callIntegration(
  exchange: Exchange,
  integration: CompiledIntegration,
  request: IntegrationRequest,
  span: Span,
): Eventual<IntegrationAnswer> {
  switch (integration.record.type) {
    case "MOCK":
      return mockAnswer(exchange, payloadText(request.body));
    case "AWS":
      return callService(exchange, integration, request, span);
    case "HTTP":
      return callHttp(exchange, integration, request, span);
    default:
      throw configurationError(`Virga does not support integrations of type ${integration.record.type}`);
  }
}

async function callService(
  exchange: Exchange,
  { record, timeout, readAwsTarget }: CompiledIntegration,
  request: IntegrationRequest,
  span: Span,
): Promise<IntegrationAnswer> {
  const target = readAwsTarget(request.uri, exchange.call.host.bus);
  const principal = integrationPrincipal(exchange, record.credentials);
  const { place } = exchange.deployed;
  const account = "account" in principal ? principal.account : place.account;
  const context: CallContext = { principal, account, region: target.region, span };
  span.set("apigateway.service", target.service).set("apigateway.uri", request.uri);
  const wire = wireRequest(exchange, target, record.httpMethod ?? "POST", request);
  const response = await withinTime(exchange, timeout, exchange.call.host.bus.wire(wire, context));
  const { body } = response;
  if (payloadSize(body) > largestPayload) throw configurationError("The integration's response is larger than 10 MB");
  span.set("http.status", response.status);
  if (target.service === "lambda" && response.status >= 400) throw refusedInvocation(response);
  return { selector: selectorOf(target, response), status: response.status, headers: response.headers, body };
}

function wireRequest(exchange: Exchange, target: AwsTarget, method: string, request: IntegrationRequest): WireRequest {
  const { api } = exchange.deployed;
  const query = [target.query, request.query].filter((part) => part !== "").join("&");
  return {
    method,
    path: target.path,
    rawQuery: query,
    headers: {
      accept: "application/json",
      "user-agent": `AmazonAPIGateway_${api.id}`,
      ...target.headers,
      ...request.headers,
      host: target.host,
    },
    body: typeof request.body === "string" ? encoder.encode(request.body) : request.body,
    sourceIp: exchange.request.sourceIp,
  };
}

/** Lambda's own refusals are no answers that could be mapped. */
function refusedInvocation({ status, headers, body }: WireResponse): GatewayFailure {
  return status === 413
    ? requestTooLarge("Request Too Long")
    : invocationError(
        String(headers["x-amzn-errortype"]),
        status,
        `The function can't be invoked: ${payloadText(body)}`,
      );
}

/** Patterns are held against the error message of a function that failed, and against the status of any other service. */
function selectorOf({ service }: AwsTarget, response: WireResponse): string {
  if (service !== "lambda") return String(response.status);
  if (response.headers["x-amz-function-error"] === undefined) return "";
  try {
    const parsed: unknown = JSON.parse(payloadText(response.body));
    const message =
      typeof parsed === "object" && parsed !== null ? (parsed as { errorMessage?: unknown }).errorMessage : "";
    return typeof message === "string" ? message : "";
  } catch {
    return "";
  }
}
