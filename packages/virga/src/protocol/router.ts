import { AwsError } from "../kernel/errors.ts";
import type { WireRequest } from "../kernel/wire.ts";
import { refusalOf } from "./accepted-requests.ts";
import { awsCborType } from "./aws-cbor.ts";
import type { Labels, OperationCodec, ServiceCodec } from "./codec.ts";
import type { Codecs } from "./codecs.ts";
import { type HostName, parseHost } from "./hosts.ts";
import type { ProtocolName, ServiceMetadata } from "./model.ts";
import { invalidAction, missingAuthenticationToken, unknownOperationException } from "./protocol-errors.ts";
import { formText } from "./query.ts";
import { QueryFormCodec } from "./query-form-codec.ts";
import { RestRoutes } from "./rest-routes.ts";
import { wireDialects } from "./wire-dialects.ts";
import { parseForm } from "./wire-text.ts";
import { escapeXml } from "./xml-document.ts";

/** A request that names an operation of a service. */
export interface OperationRoute {
  readonly kind: "operation";
  readonly service: string;
  readonly operation: string;
  readonly codec: OperationCodec;
  readonly labels: Labels;
}

/** A request that names none: AWS's answer to it, in the protocol of the service if that is known. */
export interface UnroutedRequest {
  readonly kind: "unrouted";
  readonly service?: string;
  readonly error: AwsError;
  readonly codec: Pick<ServiceCodec, "encodeError">;
}

/** The service that a request's signature is made for, by its signing name. */
export interface SignedFor {
  readonly service: string;
}

export type Route = OperationRoute | UnroutedRequest;

const noLabels: Labels = Object.freeze({});

/**
 * Finds the operation that a request calls: by `X-Amz-Target`, by `Action` and `Version`, or by method and path of the
 * service that the credential's scope or the host names.
 */
export class Router {
  readonly #codecs: Codecs;
  readonly #byTarget = new Map<string, string>();
  readonly #bySigningName = new Map<string, string>();
  readonly #byVersion = new Map<string, string>();
  readonly #byRpcName = new Map<string, string>();
  readonly #endpointPrefixes: ReadonlySet<string>;
  readonly #openServices: readonly string[];
  readonly #restRoutes = new Map<string, RestRoutes>();
  /** Codecs of services of the JSON protocol that are spoken to in their older Query protocol, by service and answer. */
  readonly #formCodecs = new Map<string, QueryFormCodec>();

  constructor(codecs: Codecs) {
    this.#codecs = codecs;
    for (const [service, metadata] of codecs.catalog.services) this.#index(service, metadata);
    const services = Array.from(codecs.catalog.services.keys());
    this.#openServices = services.filter((service) => wireDialects[service]?.unsignedReads);
    this.#endpointPrefixes = new Set(this.#bySigningName.keys());
  }

  #index(service: string, metadata: ServiceMetadata): void {
    const spoken = spokenProtocols(metadata);
    if (metadata.targetPrefix !== undefined) {
      if (spoken.includes("smithy-rpc-v2-cbor")) this.#byRpcName.set(metadata.targetPrefix, service);
      if (spoken.includes("json")) this.#byTarget.set(metadata.targetPrefix, service);
    }
    for (const name of [metadata.signingName, metadata.endpointPrefix]) {
      if (name !== undefined && !this.#bySigningName.has(name)) this.#bySigningName.set(name, service);
    }
    if (spoken.includes("query") || wireDialects[service]?.queryForm) this.#byVersion.set(metadata.apiVersion, service);
  }

  /** The route of a request; `credential` is what its signature says. */
  route(request: WireRequest, credential: SignedFor | undefined): Route {
    const target = request.headers["x-amz-target"];
    if (target !== undefined) return this.#routeTarget(target, request, credential);
    if (request.headers["smithy-protocol"] !== undefined) return this.#routeRpc(request);
    const host = parseHost(request.headers.host ?? "", this.#endpointPrefixes);
    const service = this.#service(credential, host);
    const protocol = service === undefined ? undefined : this.#codecs.catalog.services.get(service)!.protocol;
    if (service !== undefined && (protocol === "rest-json" || protocol === "rest-xml")) {
      return this.#routeRest(service, request, host);
    }
    const isAction =
      protocol === "query" || ((service === undefined || this.#speaksForms(service)) && hasAction(request));
    if (isAction) return this.#routeAction(service, request);
    if (service !== undefined) return this.#unrouted(service, unknownOperationException());
    return credential === undefined ? this.#routeUnsigned(request, host) : unknownService(credential.service);
  }

  #service(credential: SignedFor | undefined, host: HostName): string | undefined {
    const name = credential?.service ?? host.endpointPrefix;
    return name === undefined ? undefined : this.#bySigningName.get(name);
  }

  #operation(
    service: string,
    operation: string,
    labels: Labels = noLabels,
    protocol?: ProtocolName,
  ): Route | undefined {
    const codec = this.#codecs.operation(service, operation, protocol);
    return codec && { kind: "operation", service, operation, codec, labels };
  }

  #unrouted(service: string, error: AwsError, protocol?: ProtocolName): UnroutedRequest {
    return { kind: "unrouted", service, error, codec: this.#codecs.service(service, protocol) };
  }

  /** A protocol that a service speaks beside its model's own one; undefined for that. */
  #other(service: string, protocol: ProtocolName): ProtocolName | undefined {
    return this.#codecs.catalog.services.get(service)!.protocol === protocol ? undefined : protocol;
  }

  /** Whether a service of another protocol also takes forms. */
  #speaksForms(service: string): boolean {
    if (wireDialects[service]?.queryForm !== undefined) return true;
    return spokenProtocols(this.#codecs.catalog.services.get(service)!).includes("query");
  }

  #routeTarget(target: string, request: WireRequest, credential: SignedFor | undefined): Route {
    const dot = target.lastIndexOf(".");
    const service = this.#byTarget.get(target.slice(0, dot));
    if (service === undefined) {
      const signedFor = credential?.service;
      if (signedFor !== undefined && !this.#bySigningName.has(signedFor)) return unknownService(signedFor);
      return { kind: "unrouted", error: unknownOperationException(), codec: plainJsonErrors };
    }
    const refusal = refusalOf(request, wireDialects[service]);
    if (refusal) return { kind: "unrouted", service, ...refusal };
    const isCbor = wireDialects[service]?.cbor && request.headers["content-type"] === awsCborType;
    const protocol = isCbor ? "cbor" : this.#other(service, "json");
    const route = this.#operation(service, target.slice(dot + 1), noLabels, protocol);
    return route ?? this.#unrouted(service, unknownOperationException(), protocol);
  }

  #routeRpc(request: WireRequest): Route {
    const [, name, operation] = /\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.path) ?? [];
    const service = name === undefined ? undefined : this.#byRpcName.get(name);
    if (service === undefined) {
      return { kind: "unrouted", error: unknownOperationException(404), codec: plainJsonErrors };
    }
    return this.#operation(service, operation!) ?? this.#unrouted(service, unknownOperationException(404));
  }

  #routeAction(named: string | undefined, request: WireRequest): Route {
    const parameters = new Map(parseForm(formText(request)));
    const action = parameters.get("Action") ?? "";
    const version = parameters.get("Version") ?? "";
    const service = named ?? this.#byVersion.get(version);
    if (service === undefined) {
      return { kind: "unrouted", error: invalidAction(action, version), codec: plainXmlErrors };
    }
    const codecs = this.#formCodec(service, request) ?? this.#codecs.service(service, this.#other(service, "query"));
    const unrouted = (error: AwsError): UnroutedRequest => ({ kind: "unrouted", service, error, codec: codecs });
    if (action === "") return unrouted(new AwsError("MissingAction", "Missing Action"));
    const { apiVersion } = this.#codecs.catalog.services.get(service)!;
    const error = invalidAction(action, version === "" ? apiVersion : version);
    if (version !== "" && version !== apiVersion) return unrouted(error);
    const codec = codecs.operation(action);
    return codec ? { kind: "operation", service, operation: action, codec, labels: noLabels } : unrouted(error);
  }

  #formCodec(service: string, request: WireRequest): QueryFormCodec | undefined {
    const { queryForm, ...options } = wireDialects[service] ?? {};
    if (!queryForm) return undefined;
    const json = request.headers.accept?.startsWith("application/json") ?? false;
    const name = `${service} ${json ? "json" : "xml"}`;
    let codec = this.#formCodecs.get(name);
    if (!codec) {
      codec = new QueryFormCodec(this.#codecs.catalog.model(service), { ...options, queryForm }, json);
      this.#formCodecs.set(name, codec);
    }
    return codec;
  }

  #routeRest(service: string, request: WireRequest, host: HostName): Route {
    let routes = this.#restRoutes.get(service);
    if (!routes) {
      routes = new RestRoutes(this.#codecs.catalog.model(service), wireDialects[service]?.supersededOperations);
      this.#restRoutes.set(service, routes);
    }
    const path =
      wireDialects[service]?.virtualHosts && host.prefix !== "" ? `/${host.prefix}${request.path}` : request.path;
    const match = routes.match(request, path);
    if (typeof match === "object") return this.#operation(service, match.operation, match.labels)!;
    return this.#unrouted(service, restError(service, match));
  }

  /** Without signature or host: reads may be of a public S3 object; for all else AWS asks for a token. */
  #routeUnsigned(request: WireRequest, host: HostName): Route {
    const isRead = request.method === "GET" || request.method === "HEAD";
    for (const service of isRead && request.path !== "/" ? this.#openServices : []) {
      const route = this.#routeRest(service, request, host);
      if (route.kind === "operation") return route;
    }
    return { kind: "unrouted", error: missingAuthenticationToken(), codec: plainJsonErrors };
  }
}

function unknownService(service: string): UnroutedRequest {
  const message = `Virga does not support the service ${service}`;
  return { kind: "unrouted", error: new AwsError("NotImplemented", message, { status: 501 }), codec: plainJsonErrors };
}

/** What a service is spoken to in: those of Smithy RPC have clients of their older protocols, too. */
function spokenProtocols({ protocol, protocols = [] }: ServiceMetadata): readonly ProtocolName[] {
  return protocol === "smithy-rpc-v2-cbor" ? [protocol, ...protocols] : [protocol];
}

/** Whether a request has the form of the Query protocol: forms are posted to `/` or to a queue, other bodies may be forms, too. */
function hasAction({ method, path, headers, rawQuery }: WireRequest): boolean {
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  return (isForm && method === "POST" && (path === "/" || queuePath.test(path))) || /(^|&)Action=/.test(rawQuery);
}

const queuePath = /^\/\d{12}\/[\w.-]+$/;

function restError(service: string, mismatch: "path" | "method" | "escape"): AwsError {
  if (wireDialects[service]?.bareErrors) {
    return mismatch === "escape"
      ? new AwsError("InvalidURI", "Couldn't parse the specified URI.")
      : new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", { status: 405 });
  }
  if (mismatch === "escape") return new AwsError("BadRequestException", "The path has a malformed escape");
  return mismatch === "path" ? unknownOperationException(404) : missingAuthenticationToken();
}

/** Errors of requests whose service is unknown, as JSON. */
const plainJsonErrors: Pick<ServiceCodec, "encodeError"> = {
  encodeError: (error, requestId) => ({
    status: error.status,
    headers: {
      "x-amzn-requestid": requestId,
      "x-amzn-errortype": error.code,
      "content-type": "application/json",
      ...error.headers,
    },
    body: JSON.stringify(
      error.message === "" ? { __type: error.code } : { __type: error.code, message: error.message },
    ),
  }),
};

/** Errors of requests whose service is unknown, as XML. */
const plainXmlErrors: Pick<ServiceCodec, "encodeError"> = {
  encodeError: (error, requestId) => ({
    status: error.status,
    headers: { "x-amzn-requestid": requestId, "content-type": "text/xml", ...error.headers },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${escapeXml(requestId)}</RequestId></ErrorResponse>`,
  }),
};
