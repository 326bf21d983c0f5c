import { Unsupported } from "../corpus/outcome.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "./http-request.ts";
import { readXmlResult, writeForm } from "./query-protocol.ts";
import { readError } from "./read-error.ts";
import { ServiceModel } from "./service-model.ts";

export interface CallTarget {
  /** A service's name in scripts, such as `stepfunctions` or `s3`. */
  readonly service: string;
  /** In snake case. */
  readonly operation: string;
  readonly account: string;
}

/** An error that a service answered with. */
export interface ServiceError {
  readonly code: string;
  readonly message: string;
  /** The error's members as its model lists them. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Whether the service's model lists this error. */
  readonly isModelled: boolean;
  readonly operation: string;
}

export interface CallAnswer {
  readonly status: number;
  /** The output; empty for an error. Instants are Dates. */
  readonly output: Readonly<Record<string, unknown>>;
  readonly error?: ServiceError;
}

const region = "us-east-1";
/** Signatures are not checked, but must say when they were made. */
const signedAt = "20260101T000000Z";

/**
 * Calls AWS operations over HTTP as AWS's models say, and nothing more: no retries, no validation, no signature. The credential
 * names the account as its access key, which Virga takes for the account's own.
 */
export class AwsClient {
  readonly #http: HttpClient;
  readonly #models = new Map<string, ServiceModel | undefined>();

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Fails with `Unsupported` if the endpoint says that it does not support the service, the operation or a value. */
  async call(target: CallTarget, params: Readonly<Record<string, unknown>>): Promise<CallAnswer> {
    const model = this.#model(target.service);
    const operation = model?.operationName(target.operation);
    if (!model || operation === undefined)
      throw new Unsupported(`${target.service} ${target.operation}: no model of it`);
    const answer = await this.#http.send(writeRequest(model, operation, target, params));
    if (answer.status >= 300) return this.#error(model, operation, target.service, answer);
    const output = readOutput(model, operation, answer);
    return { status: answer.status, output: model.withDates(operation, output) as CallAnswer["output"] };
  }

  #model(service: string): ServiceModel | undefined {
    if (!this.#models.has(service)) this.#models.set(service, ServiceModel.load(service));
    return this.#models.get(service);
  }

  #error(model: ServiceModel, operation: string, service: string, answer: HttpAnswer): CallAnswer {
    const { code, message, body } = readError(answer);
    if (isUnsupported(answer.status, code, message)) {
      throw new Unsupported(`${service} ${operation}: ${message || code}`);
    }
    const names = model.errorMembers(code);
    const members = Object.fromEntries(Object.entries(body).filter(([name]) => names?.includes(name)));
    return {
      status: answer.status,
      output: {},
      error: { code, message, members, isModelled: names !== undefined, operation },
    };
  }
}

const unsupportedCodes = new Set(["NotImplemented", "UnknownOperationException", "UnknownOperation", "InvalidAction"]);

/** Whether an error says that the endpoint lacks something, which AWS itself has. */
function isUnsupported(status: number, code: string, message: string): boolean {
  return (
    status === 501 ||
    unsupportedCodes.has(code) ||
    /\bVirga\b.* does not support\b|\bnot supported by Virga\b/s.test(message)
  );
}

function authorization(model: ServiceModel, account: string): string {
  const { signingName, endpointPrefix } = model.metadata;
  const scope = `${account}/${signedAt.slice(0, 8)}/${region}/${signingName ?? endpointPrefix}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
}

function writeRequest(
  model: ServiceModel,
  operation: string,
  { account }: CallTarget,
  params: Readonly<Record<string, unknown>>,
): HttpRequest {
  const headers = { authorization: authorization(model, account), "x-amz-date": signedAt };
  const { protocol, targetPrefix, jsonVersion, apiVersion } = model.metadata;
  if (protocol === "json") {
    const type = `application/x-amz-json-${jsonVersion ?? "1.0"}`;
    const target = { "x-amz-target": `${targetPrefix}.${operation}`, "content-type": type };
    return { method: "POST", target: "/", headers: { ...headers, ...target }, body: writeJson(params) };
  }
  if (protocol === "query") {
    const type = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    const body = writeForm({ Action: operation, Version: apiVersion, ...params });
    return { method: "POST", target: "/", headers: { ...headers, ...type }, body };
  }
  return writeRestRequest(model, operation, headers, params);
}

function writeJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    member instanceof Uint8Array ? Buffer.from(member).toString("base64") : member,
  );
}

function writeRestRequest(
  model: ServiceModel,
  operation: string,
  authorizationHeader: Record<string, string>,
  params: Readonly<Record<string, unknown>>,
): HttpRequest {
  const { method, requestUri } = model.http(operation);
  const headers = { ...authorizationHeader };
  const rest: Record<string, unknown> = {};
  const query: string[] = [];
  let path = requestUri;
  const validationMode = model.validationMode(operation);
  for (const { name, locationName, location } of model.members(operation, "input")) {
    // The SDK that recorded asks for checksums by itself, in order to check what it reads.
    const value = params[name] ?? (name === validationMode ? "ENABLED" : undefined);
    if (value === undefined) continue;
    if (location === "uri") path = path.replace(new RegExp(`\\{${locationName}\\+?\\}`), encodePath(String(value)));
    else if (location === "querystring")
      query.push(`${encodeURIComponent(locationName)}=${encodeURIComponent(String(value))}`);
    else if (location === "header") headers[locationName.toLowerCase()] = String(value);
    else if (location === undefined) rest[locationName] = value;
  }
  const payload = model.payload(operation, "input");
  const body = payload === undefined ? writeJson(rest) : payloadBody(params[payload]);
  if (payload === undefined) headers["content-type"] = "application/json";
  const separator = path.includes("?") ? "&" : "?";
  const isEmpty = payload === undefined && Object.keys(rest).length === 0;
  return {
    method,
    target: query.length > 0 ? path + separator + query.join("&") : path,
    headers,
    body: isEmpty ? "" : body,
  };
}

function payloadBody(value: unknown): string | Uint8Array {
  if (value === undefined) return "";
  return typeof value === "string" || value instanceof Uint8Array ? value : writeJson(value);
}

function encodePath(value: string): string {
  return value.split("/").map(encodeURIComponent).join("/");
}

function readOutput(model: ServiceModel, operation: string, answer: HttpAnswer): unknown {
  const { protocol } = model.metadata;
  const inBody = readBody(model, operation, answer);
  if (!protocol.startsWith("rest-")) return inBody;
  return { ...readHeaders(model, operation, answer), ...(inBody as object) };
}

/** The members of an output that its headers and its status hold. */
function readHeaders(model: ServiceModel, operation: string, { headers, status }: HttpAnswer): object {
  const output: Record<string, unknown> = {};
  for (const { name, locationName, location, type } of model.members(operation, "output")) {
    if (location === "statusCode") output[name] = status;
    const header = locationName.toLowerCase();
    if (location === "headers") {
      const found = Object.entries(headers).filter(([key]) => key.startsWith(header));
      output[name] = Object.fromEntries(found.map(([key, value]) => [key.slice(header.length), value]));
    }
    const value = headers[header];
    if (location !== "header" || value === undefined) continue;
    if (type === "integer" || type === "long") output[name] = Number(value);
    else output[name] = type === "boolean" ? value === "true" : value;
  }
  return output;
}

function readBody(model: ServiceModel, operation: string, { headers, body }: HttpAnswer): unknown {
  const { protocol } = model.metadata;
  const payload = model.payload(operation, "output");
  if (payload !== undefined) return { [payload]: body.toString("utf8") };
  const text = body.toString("utf8");
  if (text === "") return {};
  const isXml = protocol === "query" || protocol === "rest-xml" || headers["content-type"]?.includes("xml");
  return isXml ? readXmlResult(text, operation) : JSON.parse(text);
}
