import { errorMessage } from "../../../kernel/errors.ts";
import type { Span } from "../../../kernel/trace.ts";
import type { CompiledIntegration } from "./compiled-api.ts";
import type { Exchange } from "./exchange.ts";
import { configurationError, networkError } from "./failure.ts";
import { AnswerTooLarge, callEndpoint, type HttpAnswer, type HttpCall } from "./http-call.ts";
import type { IntegrationRequest } from "./integration-request.ts";
import type { ClientAnswer, IntegrationAnswer } from "./integration-response.ts";
import { withinTime } from "./integration-timeout.ts";
import { isReceived, passedHeader } from "./transferred-headers.ts";

/** Headers of the client's request that are not passed on, beside those that API Gateway never does. */
const kept: ReadonlySet<string> = new Set(["content-encoding", "host", "keep-alive", "via"]);

/** Calls an HTTP endpoint with what the mappings made of the request. */
export async function callHttp(
  exchange: Exchange,
  integration: CompiledIntegration,
  request: IntegrationRequest,
  span: Span,
): Promise<IntegrationAnswer> {
  const headers = { accept: "application/json", "content-type": "application/json", ...request.headers };
  const answer = await send(exchange, integration, request, headers, request.body, span);
  return {
    selector: String(answer.status),
    status: answer.status,
    headers: answer.headers,
    body: answer.body,
  };
}

/** Passes the request on to an HTTP endpoint, whose answer is the client's. */
export async function passToHttp(
  exchange: Exchange,
  integration: CompiledIntegration,
  request: IntegrationRequest,
  span: Span,
): Promise<ClientAnswer> {
  const { headers } = exchange.request;
  const own = Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => isReceived(name, value) && !kept.has(name)),
  );
  const query = [exchange.request.rawQuery, request.query].filter((part) => part !== "").join("&");
  const passed = { ...own, ...request.headers };
  const body = exchange.request.body;
  const answer = await send(exchange, integration, { ...request, query }, passed, body, span);
  const isBytes = exchange.deployed.compiled.binary.includes(headers.accept);
  const answered = Object.entries(answer.headers).flatMap(([name, value]) => {
    const found = passedHeader(name);
    return found === undefined ? [] : [[found, value] as const];
  });
  return {
    status: answer.status,
    headers: Object.fromEntries(answered),
    body: isBytes ? answer.body : answer.body.toString(),
  };
}

async function send(
  exchange: Exchange,
  { record, timeout }: CompiledIntegration,
  request: IntegrationRequest,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
  span: Span,
): Promise<HttpAnswer> {
  const { call, deployed } = exchange;
  const method = record.httpMethod === "ANY" ? exchange.request.method : (record.httpMethod ?? "GET");
  const url =
    request.query === "" ? request.uri : `${request.uri}${request.uri.includes("?") ? "&" : "?"}${request.query}`;
  span.set("http.url", url).set("http.method", method);
  const sent: HttpCall = {
    method,
    // What is packed could not be mapped.
    headers: { ...headers, "accept-encoding": "identity", "x-amzn-apigateway-api-id": deployed.api.id },
    body: method === "GET" || method === "HEAD" ? undefined : body,
    identity: identityOf(exchange),
    trustsAny: record.tlsConfig?.insecureSkipVerification ?? false,
  };
  const answer = await withinTime(exchange, timeout, call.host.activity.track(reach(url, sent)));
  span.set("http.status", answer.status);
  return answer;
}

/** The stage's client certificate, by which an HTTPS endpoint may know it. */
function identityOf({ call, deployed }: Exchange): HttpCall["identity"] {
  const { clientCertificateId } = deployed.stage;
  if (!clientCertificateId) return undefined;
  const found = call.state.clientCertificates.find(call.state.reader, deployed.place, clientCertificateId);
  return found && { cert: found.pemEncodedCertificate, key: found.privateKey };
}

async function reach(url: string, call: HttpCall): Promise<HttpAnswer> {
  const endpoint = URL.canParse(url) ? new URL(url) : undefined;
  if (endpoint === undefined || !/^https?:$/.test(endpoint.protocol)) {
    throw configurationError(`Invalid HTTP endpoint: ${url}`);
  }
  try {
    return await callEndpoint(endpoint, call);
  } catch (thrown) {
    if (thrown instanceof AnswerTooLarge) throw configurationError(thrown.message);
    throw networkError(errorMessage(thrown));
  }
}
