import type { Span } from "../../../kernel/trace.ts";
import type { CompiledIntegration } from "./compiled-api.ts";
import type { Exchange } from "./exchange.ts";
import { passToHttp } from "./http-integration.ts";
import type { IntegrationRequest } from "./integration-request.ts";
import type { ClientAnswer } from "./integration-response.ts";
import { callFunction } from "./lambda-proxy.ts";

/** Calls an integration whose answer is the client's, as it is. */
export function callProxy(
  exchange: Exchange,
  integration: CompiledIntegration,
  request: IntegrationRequest,
  span: Span,
): Promise<ClientAnswer> {
  return integration.record.type === "AWS_PROXY"
    ? callFunction(exchange, integration, request.uri, span)
    : passToHttp(exchange, integration, request, span);
}
