import { type ExecutionLog, mapText } from "./execution-log.ts";
import { type Payload, payloadSize } from "./payload.ts";

interface EndpointAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Payload;
}

/** What goes to an endpoint; `uri` is empty where there is none. */
export function logEndpointRequest(
  log: ExecutionLog,
  {
    uri,
    headers,
    body,
  }: { readonly uri: string; readonly headers: Readonly<Record<string, string>>; readonly body: Payload },
): void {
  if (uri !== "") log.data(`Endpoint request URI: ${uri}`);
  log.data(`Endpoint request headers: ${mapText(headers)}`);
  log.data(`Endpoint request body after transformations: ${payloadLine(body)}`);
  if (uri !== "") log.data(`Sending request to ${uri}`);
}

/** What an endpoint has answered. */
export function logEndpointAnswer(log: ExecutionLog, { status, headers, body }: EndpointAnswer, latency: number): void {
  log.data(`Received response. Status: ${status}, Integration latency: ${latency} ms`);
  log.data(`Endpoint response headers: ${mapText(headers)}`);
  log.data(`Endpoint response body before transformations: ${payloadLine(body)}`);
}

/** A payload as a line tells it. */
export function payloadLine(payload: Payload): string {
  return typeof payload === "string" ? payload : `[Binary Data: ${payloadSize(payload)} bytes]`;
}
