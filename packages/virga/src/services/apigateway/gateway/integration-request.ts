import { requestOverrides, toText } from "@virga/vtl";
import { type Eventual, whenThere } from "../../../kernel/eventual.ts";
import type { Span } from "../../../kernel/trace.ts";
import type { CompiledIntegration } from "./compiled-api.ts";
import { requestPayload } from "./content-handling.ts";
import { contentTypeOf, type Exchange, mappingInput } from "./exchange.ts";
import { configurationError, unsupportedMediaType } from "./failure.ts";
import type { MappingSources, ParameterMapping } from "./parameter-mapping.ts";
import type { Payload } from "./payload.ts";
import { sentHeaders } from "./transferred-headers.ts";

/** The body and parameters that an integration is called with. */
export interface IntegrationRequest {
  readonly body: Payload;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Encoded, without `?`. */
  readonly query: string;
  /** The URI with path and stage variables filled in. */
  readonly uri: string;
}

const noHeaders = Object.freeze({});

/** Makes an integration's request of the method's: templates, parameter mappings, then overrides. */
export function integrationRequest(
  exchange: Exchange,
  integration: CompiledIntegration,
  span: Span,
): Eventual<IntegrationRequest> {
  return whenThere(requestBody(exchange, integration, span), (body) => mappedRequest(exchange, integration, body));
}

function mappedRequest(exchange: Exchange, integration: CompiledIntegration, body: Payload): IntegrationRequest {
  const sources = { input: mappingInput(exchange, exchange.body), queryValues: exchange.queryValues };
  const paths = mapped(sources, integration.path, "path");
  const query = mapped(sources, integration.querystring, "querystring");
  const headers = mapped(sources, integration.headers, "header");
  return {
    body,
    headers: headers.size === 0 ? noHeaders : sentHeaders(headers, integration.record.type),
    query: query.size === 0 ? "" : new URLSearchParams([...query]).toString(),
    uri: fillUri(exchange, integration.record.uri ?? "", paths),
  };
}

/**
 * The template of the request's content type makes the body. Without one it passes through or is refused:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
function requestBody(exchange: Exchange, { templates, record }: CompiledIntegration, span: Span): Eventual<Payload> {
  // A proxy hands on what has come.
  if (record.type?.endsWith("_PROXY")) return exchange.body;
  const contentType = contentTypeOf(exchange.request);
  const template = templates.find((each) => each.contentType === contentType);
  const payload = requestPayload(exchange, record.contentHandling);
  if (template !== undefined) {
    if (typeof payload !== "string") throw configurationError("Unable to transform request");
    return template.render(mappingInput(exchange, payload), span, exchange.call.state.rendering);
  }
  const { passthroughBehavior } = record;
  const isRefused =
    passthroughBehavior === "NEVER" || (passthroughBehavior === "WHEN_NO_TEMPLATES" && templates.length > 0);
  if (isRefused) throw unsupportedMediaType();
  return payload;
}

function mapped(
  sources: MappingSources,
  mappings: readonly ParameterMapping[],
  kind: "header" | "path" | "querystring",
): Map<string, string> {
  const values = new Map<string, string>();
  for (const { target, value } of mappings) {
    const found = value(sources);
    if (found !== undefined) values.set(target, found);
  }
  for (const [name, value] of requestOverrides(sources.input.context, kind)) values.set(name, value);
  return values;
}

function fillUri(exchange: Exchange, uri: string, paths: ReadonlyMap<string, string>): string {
  if (!uri.includes("{")) return uri;
  const variables = exchange.deployed.stage.variables ?? {};
  return uri
    .replace(/\$\{stageVariables\.([\w.-]+)\}/g, (_, name: string) => variables[name] ?? "")
    .replace(/\{([\w.-]+)\+?\}/g, (whole, name: string) => {
      const value = paths.get(name);
      return value === undefined ? whole : encodeURIComponent(toText(value)).replaceAll("%2F", "/");
    });
}
