import { responseHeaderOverrides, responseStatusOverride } from "@virga/vtl";
import { type Eventual, whenThere } from "../../../kernel/eventual.ts";
import type { Span } from "../../../kernel/trace.ts";
import type { CompiledMethod, CompiledResponse } from "./compiled-api.ts";
import { responsePayload } from "./content-handling.ts";
import { type Exchange, mappingInput } from "./exchange.ts";
import { configurationError } from "./failure.ts";
import type { NamedTemplate } from "./named-template.ts";
import { type Payload, payloadText } from "./payload.ts";
import { answeredHeader } from "./transferred-headers.ts";

/** What an integration has answered. */
export interface IntegrationAnswer {
  /** What selection patterns are held against: the status, or a function's error message. */
  readonly selector: string;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Payload;
}

/** The answer to the client, without the headers that all answers have. */
export interface ClientAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Payload;
}

/** Makes the client's answer of an integration's: the response is selected, mapped, rendered and overridden. */
export function clientAnswer(
  exchange: Exchange,
  method: CompiledMethod,
  answer: IntegrationAnswer,
  span: Span,
): Eventual<ClientAnswer> {
  const response = select(method.integration.responses, answer.selector);
  if (!method.statusCodes.has(response.statusCode)) {
    throw configurationError(`Output mapping refers to an invalid method response: ${response.statusCode}`);
  }
  span.set("apigateway.status", response.statusCode);
  const template = chooseTemplate(response.templates, exchange.request.headers.accept);
  const payload = responsePayload(exchange, answer.body, answer.headers["content-type"], response.contentHandling);
  const input = mappingInput(exchange, payloadText(payload));
  if (template !== undefined && typeof payload !== "string" && payload.length > 0) {
    throw configurationError("Unable to transform response");
  }
  const body = template === undefined ? payload : template.render(input, span, exchange.call.state.rendering);
  return whenThere(body, (rendered) => {
    const headers: Record<string, string> = { "content-type": template?.contentType ?? "application/json" };
    const sources = { input, queryValues: exchange.queryValues, integrationHeaders: answer.headers };
    for (const { target, value } of response.headers) {
      const found = value(sources);
      if (found !== undefined) setHeader(headers, target, found);
    }
    for (const [name, value] of responseHeaderOverrides(exchange.context)) setHeader(headers, name, value);
    const status = responseStatusOverride(exchange.context) ?? Number(response.statusCode);
    return { status, headers, body: rendered };
  });
}

function setHeader(headers: Record<string, string>, name: string, value: string): void {
  const answered = answeredHeader(name);
  if (answered !== undefined) headers[answered] = value;
}

function select(responses: readonly CompiledResponse[], selector: string): CompiledResponse {
  const chosen =
    responses.find(({ pattern }) => pattern?.test(selector)) ?? responses.find(({ pattern }) => pattern === undefined);
  if (chosen !== undefined) return chosen;
  throw configurationError("No match for output mapping and no default output mapping configured");
}

/** The template of what the client accepts, else that of JSON, else the first. */
function chooseTemplate(templates: readonly NamedTemplate[], accept: string | undefined): NamedTemplate | undefined {
  return (
    templates.find(({ contentType }) => contentType === accept) ??
    templates.find(({ contentType }) => contentType === "application/json") ??
    templates[0]
  );
}
