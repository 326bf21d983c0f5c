import { toText, type Value, type ValueMap } from "@virga/vtl";
import type { GatewayResponseRecord } from "../records.ts";
import { type Exchange, mappingInput } from "./exchange.ts";
import type { GatewayFailure } from "./failure.ts";
import { gatewayResponseTypes } from "./gateway-response-types.ts";
import type { ClientAnswer } from "./integration-response.ts";
import { compileMappings } from "./parameter-mapping.ts";
import { isSendable } from "./sendable.ts";

/** The one type that AWS answers in its own words whatever the API says. */
const notCustomised = "REQUEST_TOO_LARGE";

/** The answer that API Gateway makes itself: the customised one of the type, of its kind, or AWS's own. */
export function gatewayAnswer(exchange: Exchange, failure: GatewayFailure): ClientAnswer {
  noteError(exchange, failure);
  const { gatewayResponses } = exchange.deployed.compiled;
  const defaultStatus = failure.status ?? gatewayResponseTypes.get(failure.responseType) ?? 500;
  const custom =
    failure.responseType === notCustomised
      ? undefined
      : (gatewayResponses.get(failure.responseType) ??
        gatewayResponses.get(defaultStatus < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"));
  const template = chooseTemplate(custom, exchange.request.headers.accept);
  const headers: Record<string, string> = {
    "x-amzn-errortype": failure.errorType,
    "content-type": template?.[0] ?? "application/json",
  };
  const sources = { input: mappingInput(exchange, exchange.body), queryValues: exchange.queryValues };
  for (const { target, value } of compileMappings(custom?.responseParameters, "gatewayresponse.header.")) {
    const found = value(sources);
    if (found !== undefined && isSendable(target, found)) headers[target.toLowerCase()] = found;
  }
  const body = template === undefined ? defaultBody(failure) : substitute(template[1], exchange);
  return { status: Number(custom?.statusCode ?? defaultStatus), headers, body };
}

/** Failures from the validation of a request on: AWS writes their bodies with a space. */
const spaced: ReadonlySet<string> = new Set([
  "API_CONFIGURATION_ERROR",
  "BAD_REQUEST_BODY",
  "BAD_REQUEST_PARAMETERS",
  "DEFAULT_5XX",
  "INTEGRATION_FAILURE",
  "INTEGRATION_TIMEOUT",
  "UNSUPPORTED_MEDIA_TYPE",
]);

function defaultBody({ responseType, messageMember, clientMessage }: GatewayFailure): string {
  const space = spaced.has(responseType) ? " " : "";
  return `{"${messageMember}":${space}${JSON.stringify(clientMessage)}}`;
}

function chooseTemplate(
  custom: GatewayResponseRecord | undefined,
  accept: string | undefined,
): readonly [string, string] | undefined {
  const templates = Object.entries(custom?.responseTemplates ?? {});
  return (
    templates.find(([type]) => type === accept) ??
    templates.find(([type]) => type === "application/json") ??
    templates[0]
  );
}

function noteError({ context }: Exchange, failure: GatewayFailure): void {
  const error: ValueMap = new Map<Value, Value>([
    ["message", failure.clientMessage],
    ["messageString", JSON.stringify(failure.clientMessage)],
    ["responseType", failure.responseType],
  ]);
  if (failure.validationErrors !== undefined) error.set("validationErrorString", failure.validationErrors);
  context.set("error", error);
  if (failure.authorizer !== undefined) context.set("authorizer", new Map(failure.authorizer));
}

const reference = String.raw`(context|stageVariables|method\.request\.(?:path|querystring|header))\.([\w.-]+)`;
/** `${context.x}` or `$context.x`; a brace after the latter is the template's own. */
const references = new RegExp(String.raw`\$\{${reference}\}|\$${reference}`, "g");

/** Templates of gateway responses are no VTL: variables are put in, nothing else is done. */
function substitute(template: string, { context, deployed, parameters }: Exchange): string {
  const stageVariables = new Map<Value, Value>(Object.entries(deployed.stage.variables ?? {}));
  return template.replace(references, (_, bracedSource, bracedName, plainSource, plainName) => {
    const source: string = bracedSource ?? plainSource;
    const name: string = bracedName ?? plainName;
    if (source === "context") return member(context, name.split("."));
    if (source === "stageVariables") return member(stageVariables, [name]);
    const kind = source.slice("method.request.".length) as "path" | "querystring" | "header";
    return parameters[kind][kind === "header" ? name.toLowerCase() : name] ?? "";
  });
}

function member(root: Value, names: readonly string[]): string {
  let value: Value | undefined = root;
  for (const name of names) value = value instanceof Map ? value.get(name) : undefined;
  return value === undefined || value === null ? "" : toText(value);
}
