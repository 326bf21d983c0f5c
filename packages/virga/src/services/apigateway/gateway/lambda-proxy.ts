import { AwsError } from "../../../kernel/errors.ts";
import type { Span } from "../../../kernel/trace.ts";
import { functionInvocation } from "../authorizers.ts";
import { largestPayload } from "../model.ts";
import type { BinaryMediaTypes } from "./binary-media.ts";
import type { CompiledIntegration } from "./compiled-api.ts";
import { logEndpointAnswer, logEndpointRequest } from "./endpoint-lines.ts";
import type { Exchange } from "./exchange.ts";
import { badGateway, configurationError, type GatewayFailure, invocationError, requestTooLarge } from "./failure.ts";
import { integrationPrincipal } from "./integration-principal.ts";
import type { ClientAnswer } from "./integration-response.ts";
import { withinTime } from "./integration-timeout.ts";
import { requestEvent } from "./proxy-event.ts";
import { unsendablePart } from "./sendable.ts";
import { passedHeader } from "./transferred-headers.ts";

/** What a function may answer a proxied request with. */
interface ProxyAnswer {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly unknown[]>> | null;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

const members = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "cookies"]);

/**
 * Hands the whole request to a function, whose answer is the client's.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export async function callFunction(
  exchange: Exchange,
  integration: CompiledIntegration,
  uri: string,
  span: Span,
): Promise<ClientAnswer> {
  const { call, deployed } = exchange;
  const { record, timeout } = integration;
  const principal = integrationPrincipal(exchange, record.credentials);
  const { binary } = deployed.compiled;
  const FunctionName = functionInvocation.exec(uri)?.[1];
  if (FunctionName === undefined) throw configurationError(`The integration's URI ${uri} names no function`);
  const event = JSON.stringify(proxyEvent(exchange, binary));
  const { log } = exchange;
  if (log !== undefined)
    logEndpointRequest(log, { uri: invocationUri(exchange, uri, integration), headers: {}, body: event });
  const sent = call.host.clock.now();
  const input = { FunctionName, Payload: Buffer.from(event) };
  try {
    const invoked = call.host.bus.call("lambda", "Invoke", input, { principal, ...deployed.place, span });
    const { FunctionError, Payload = new Uint8Array() } = await withinTime(exchange, timeout, invoked);
    const text = Buffer.from(Payload).toString();
    if (log !== undefined) {
      const headers: Record<string, string> = {};
      if (FunctionError !== undefined) headers["X-Amz-Function-Error"] = FunctionError;
      logEndpointAnswer(log, { status: 200, headers, body: text }, call.host.clock.now() - sent);
    }
    if (FunctionError !== undefined) throw functionError(text);
    return readAnswer(text, binary.includes(exchange.request.headers.accept));
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    if (thrown.status === 413) throw requestTooLarge("Request Too Long");
    throw invocationError(
      thrown.code,
      thrown.status,
      `The function ${FunctionName} can't be invoked: ${thrown.code}: ${thrown.message}`,
    );
  }
}

/** Where the invocation goes, as AWS's own would. */
function invocationUri({ call }: Exchange, uri: string, { readAwsTarget }: CompiledIntegration): string {
  const { host, path } = readAwsTarget(uri, call.host.bus);
  return `https://${host}${path}`;
}

function functionError(text: string): GatewayFailure {
  const { errorMessage = "", requestId = "" } = errorOf(text);
  return badGateway(
    `The function failed: ${text}`,
    `Lambda execution failed with status 200 due to customer function error: ${String(errorMessage)}. Lambda request id: ${String(requestId)}`,
  );
}

function errorOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function proxyEvent(exchange: Exchange, binary: BinaryMediaTypes): object {
  const { request, body } = exchange;
  const isBase64Encoded = request.body.length > 0 && binary.includes(request.headers["content-type"]);
  const bytes = isBase64Encoded ? Buffer.from(request.body).toString("base64") : body;
  return { ...requestEvent(exchange), body: bytes === "" ? null : bytes, isBase64Encoded };
}

function readAnswer(text: string, acceptsBytes: boolean): ClientAnswer {
  const answer = parse(text);
  const status = Number(answer.statusCode ?? 200);
  if (!Number.isInteger(status) || status < 100 || status > 999) throw malformed(`statusCode ${answer.statusCode}`);
  const body = bodyText(answer.body);
  if (Buffer.byteLength(body) > largestPayload) throw malformed("the body is larger than 10 MB");
  const isBytes = answer.isBase64Encoded === true && acceptsBytes;
  const headers = headersOf(answer);
  const unsendable = unsendablePart({ status, headers });
  if (unsendable !== undefined) throw malformed(`${unsendable} is not valid`);
  return { status, headers, body: isBytes ? Buffer.from(body, "base64") : body };
}

function parse(text: string): ProxyAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw malformed("it is no JSON");
  }
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) throw malformed("it is no object");
  const unknown = Object.keys(answer).find((name) => !members.has(name));
  if (unknown !== undefined) throw malformed(`it has a member ${unknown}`);
  return answer;
}

function bodyText(body: unknown): string {
  if (body === undefined || body === null) return "";
  if (typeof body === "object") throw malformed("its body is no text");
  return String(body);
}

function headersOf({ headers, multiValueHeaders }: ProxyAnswer): Record<string, string | readonly string[]> {
  const found: Record<string, string | readonly string[]> = { "content-type": "application/json" };
  for (const [name, value] of Object.entries(headers ?? {})) {
    const answered = passedHeader(name);
    if (answered !== undefined && value !== null) found[answered] = headerText(value);
  }
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    const answered = passedHeader(name);
    if (!Array.isArray(values)) throw malformed(`its header ${name} is no list`);
    if (answered !== undefined) found[answered] = values.map(headerText);
  }
  return found;
}

function headerText(value: unknown): string {
  if (typeof value === "object") throw malformed("a header is no text");
  return String(value);
}

function malformed(reason: string) {
  const logged = "Execution failed due to configuration error: Malformed Lambda proxy response";
  return badGateway(`Malformed Lambda proxy response: ${reason}`, logged);
}
