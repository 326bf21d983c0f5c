import type { CompiledMethod } from "./compiled-api.ts";
import { payloadLine } from "./endpoint-lines.ts";
import type { Exchange } from "./exchange.ts";
import { type ExecutionLog, mapText } from "./execution-log.ts";
import type { GatewayFailure } from "./failure.ts";
import type { ClientAnswer } from "./integration-response.ts";

/** The method's request as it has come. */
export function logMethodRequest({ log, call, request, parameters, context, body, deployed }: Exchange): void {
  if (log === undefined) return;
  log.add(`Starting execution for request: ${call.requestId}`);
  log.add(`HTTP Method: ${request.method}, Resource Path: ${String(context.get("resourcePath"))}`);
  log.data(`Method request path: ${mapText(parameters.path)}`);
  log.data(`Method request query string: ${mapText(parameters.querystring)}`);
  log.data(`Method request headers: ${mapText(parameters.header)}`);
  const isBinary = deployed.compiled.binary.includes(request.headers["content-type"]);
  log.data(`Method request body before transformations: ${payloadLine(isBinary ? request.body : body)}`);
}

/** What the client gets. */
export function logAnswer({ log }: Exchange, { body, headers }: ClientAnswer): void {
  log?.data(`Method response body after transformations: ${payloadLine(body)}`);
  log?.data(`Method response headers: ${mapText(headers)}`);
}

/** Why API Gateway answers itself, and what. */
export function logFailure(log: ExecutionLog, failure: GatewayFailure, { status, body, headers }: ClientAnswer): void {
  log.add(failure.logged(log.requestId), "ERROR");
  log.add(`Gateway response type: ${failure.responseType} with status code: ${status}`);
  log.data(`Gateway response body: ${payloadLine(body)}`);
  log.data(`Gateway response headers: ${mapText(headers)}`);
  log.add(`Method completed with status: ${status}`, "ERROR");
}

/** How AWS names a method: as it is configured, not as it was called. */
export function methodLine({ context }: Exchange, { httpMethod }: CompiledMethod): string {
  return `${httpMethod} ${String(context.get("resourcePath"))}`;
}
