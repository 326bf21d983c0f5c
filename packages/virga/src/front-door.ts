import { mapAsync } from "./kernel/async-iterables.ts";
import type { CallContext } from "./kernel/bus.ts";
import type { Clock } from "./kernel/clock.ts";
import { AwsError } from "./kernel/errors.ts";
import { type Eventual, whenThere } from "./kernel/eventual.ts";
import type { CredentialSource } from "./kernel/iam/ports.ts";
import type { Ids } from "./kernel/ids.ts";
import type { Principal } from "./kernel/principal.ts";
import type { Endpoint } from "./kernel/service.ts";
import type { OpenService, ServiceBus } from "./kernel/service-bus.ts";
import type { Store } from "./kernel/store.ts";
import type { Tracer } from "./kernel/trace.ts";
import { type WireAnswer, type WireRequest, type WireResponse, type WireStream, wantsNoTrace } from "./kernel/wire.ts";
import type { Codecs } from "./protocol/codecs.ts";
import { decompressRequest } from "./protocol/compressed-body.ts";
import { answerPreflight, openToPages } from "./protocol/cors.ts";
import type { OperationRoute, Router, UnroutedRequest } from "./protocol/router.ts";
import {
  parseQueryAuthentication,
  type QueryAuthentication,
  verifyQueryAuthentication,
  withSignedHeaders,
} from "./protocol/sigv2/query-authentication.ts";
import { decodeChunkedRequest } from "./protocol/sigv4/chunked-body.ts";
import { parseCredential, type SignedCredential } from "./protocol/sigv4/credential.ts";
import { SignatureProblem, signatureError, signatureErrorFamily } from "./protocol/sigv4/signature-problem.ts";
import { SignatureVerifier } from "./protocol/sigv4/verify.ts";

/** What the front door answers requests with. */
export interface FrontDoorOptions {
  readonly bus: ServiceBus;
  readonly services: ReadonlyMap<string, OpenService>;
  readonly codecs: Codecs;
  readonly router: Router;
  readonly credentials: readonly CredentialSource[];
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tracer: Tracer;
  readonly defaultAccount: string;
  readonly defaultRegion: string;
  /** Whether signatures are refused when they are more than 15 minutes off the clock: not on a virtual one. */
  readonly checkSkew: boolean;
}

interface OpenEndpoint {
  readonly service: OpenService;
  readonly endpoint: Endpoint<unknown>;
}

/** Who calls, where, as the request's credential says. */
interface Caller {
  readonly principal: Principal;
  readonly account: string;
  readonly region: string;
  /** Why a signed request's caller is anonymous. */
  readonly signatureError?: AwsError;
}

/** Who says to have signed a request, in either version of AWS's signatures. */
type Credential = SignedCredential | QueryAuthentication;

function findCredential(request: WireRequest): Credential | undefined {
  return parseCredential(request) ?? parseQueryAuthentication(request);
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
const traceHeader = "x-amzn-trace-id";

/** The answer for those inside the process who take whole ones only. */
export function whole(answer: WireAnswer): WireResponse {
  if ("pieces" in answer) throw refuseStream(answer);
  return answer;
}

/** Ends an answer that comes piece by piece; says that it cannot be had. */
function refuseStream({ pieces }: WireStream): AwsError {
  void pieces[Symbol.asyncIterator]().return?.();
  const message = "Virga passes an answer that is a stream of events on to clients only, not inside the cloud";
  return new AwsError("NotImplemented", message, { status: 501 });
}

const accountId = /^\d{12}$/;

/**
 * Where requests come in: finds the endpoint or operation that a request is for and who makes it, and answers in that
 * operation's protocol. Nothing is answered before all that was committed is durable.
 */
export class FrontDoor {
  readonly #options: FrontDoorOptions;
  readonly #endpoints: readonly OpenEndpoint[];
  readonly #hostOwners: readonly OpenEndpoint[];
  readonly #signatures = new SignatureVerifier();

  constructor(options: FrontDoorOptions) {
    this.#options = options;
    this.#endpoints = Array.from(options.services.values()).flatMap((service) =>
      (service.definition.endpoints ?? []).map((endpoint) => ({ service, endpoint })),
    );
    this.#hostOwners = this.#endpoints.filter(({ endpoint }) => endpoint.ownsHost !== undefined);
  }

  /** Answers a request from outside; at once if nothing has to be waited for. */
  handle(request: WireRequest): Eventual<WireAnswer> {
    return whenThere(this.#answer(request), (answer) => {
      if (!("pieces" in answer)) return this.#whenDurable(answer);
      return { ...answer, pieces: mapAsync(answer.pieces, (piece) => this.#whenDurable(piece)) };
    });
  }

  #whenDurable<T>(value: T): Eventual<T> {
    const { store } = this.#options;
    return store.isDurable ? value : store.durable().then(() => value);
  }

  /** Whether pages of any site may make this request. */
  isOpenToSites(request: WireRequest): boolean {
    return this.#findEndpoint(request)?.endpoint.openToSites ?? false;
  }

  /** Whether a `Host` is one that the person has given to an endpoint: nothing else answers there. */
  ownsHost(host: string): boolean {
    return this.#ownerOf(host) !== undefined;
  }

  #ownerOf(host: string): OpenEndpoint | undefined {
    return this.#hostOwners.find(({ endpoint, service }) => endpoint.ownsHost?.(host, service.state));
  }

  /** The endpoint that a request is for; one that names an operation is for the AWS API, unless its host is an endpoint's own. */
  #findEndpoint(request: WireRequest): OpenEndpoint | undefined {
    const owner = this.#ownerOf(request.headers.host ?? "");
    if (owner !== undefined) return owner;
    if (request.headers["x-amz-target"] !== undefined) return undefined;
    return this.#endpoints.find(({ endpoint }) => endpoint.matches(request));
  }

  /** Answers a request from inside the process, made by a known caller. */
  wire(request: WireRequest, context: CallContext): Eventual<WireResponse> {
    const requestId = this.#options.ids.uuid();
    const route = this.#options.router.route(request, undefined);
    if (route.kind === "unrouted") return route.codec.encodeError(route.error, requestId);
    return whenThere(
      this.#operation(route, request, requestId, () => context),
      (answer) => ("pieces" in answer ? route.codec.encodeError(refuseStream(answer), requestId) : answer),
    );
  }

  /** The same without waiting until what it committed is durable: for requests from inside the process. */
  answer(request: WireRequest): Eventual<WireResponse> {
    return whenThere(this.#answer(request), whole);
  }

  #answer(request: WireRequest): Eventual<WireAnswer> {
    const requestId = this.#options.ids.uuid();
    const found = this.#findEndpoint(request);
    if (found) return this.#endpoint(found, request, requestId);
    const preflight = answerPreflight(request);
    return preflight ?? whenThere(this.#api(request, requestId), (response) => openToPages(request, response));
  }

  /** Answers a call of an AWS API. */
  #api(request: WireRequest, requestId: string): Eventual<WireAnswer> {
    let credential: Credential | undefined;
    let problem: SignatureProblem | undefined;
    try {
      credential = findCredential(request);
    } catch (thrown) {
      if (!(thrown instanceof SignatureProblem)) throw thrown;
      problem = thrown;
    }
    const route = this.#options.router.route(request, credential);
    if (route.kind === "unrouted") return this.#unrouted(route, requestId);
    const asSigned = credential?.version === 2 ? withSignedHeaders(request) : request;
    return this.#operation(route, asSigned, requestId, () => {
      if (problem) throw this.#signatureError(problem, route.service);
      if (!credential) return this.#unsigned(route);
      return this.#identify(request, credential, route.service);
    });
  }

  #unrouted(route: UnroutedRequest, requestId: string): WireResponse {
    return route.codec.encodeError(route.error, requestId);
  }

  #operation(
    { service, operation, codec, labels }: OperationRoute,
    request: WireRequest,
    requestId: string,
    identify: () => Caller,
  ): Eventual<WireAnswer> {
    const encode = (output: object) => codec.encode(output, requestId);
    const refuse = (thrown: unknown): WireResponse => {
      if (thrown instanceof AwsError) return codec.encodeError(thrown, requestId);
      throw thrown;
    };
    try {
      const caller = identify();
      const input = codec.decode(decompressRequest(decodeChunkedRequest(request), codec.model), labels) as object;
      const upstreamTrace = request.headers[traceHeader];
      const context = { ...caller, requestId, sourceIp: request.sourceIp, upstreamTrace };
      const output = this.#options.bus.dispatch(service, operation, input, context);
      return output instanceof Promise ? output.then(encode).catch(refuse) : encode(output);
    } catch (thrown) {
      return refuse(thrown);
    }
  }

  async #endpoint({ service, endpoint }: OpenEndpoint, request: WireRequest, requestId: string): Promise<WireAnswer> {
    const { bus, tracer } = this.#options;
    const upstream = request.headers[traceHeader];
    const { name } = endpoint;
    const span = wantsNoTrace(request) ? tracer.startUnkept(name, upstream) : tracer.start(name, upstream);
    try {
      const { signatureError: refusal, ...caller } = this.#identifyForEndpoint(request, service.definition.name);
      const known = bus.createCall(service, { ...caller, requestId, sourceIp: request.sourceIp }, span);
      const call = refusal === undefined ? known : { ...known, signatureError: refusal };
      const response = await endpoint.handle(call, request);
      span.set("http.status", response.status).end();
      return response;
    } catch (thrown) {
      span.end(thrown instanceof Error ? thrown.message : String(thrown));
      throw thrown;
    }
  }

  /** Endpoints decide themselves whether they want a signature; a wrong one makes its caller anonymous, and they are told of it. */
  #identifyForEndpoint(request: WireRequest, service: string): Caller {
    try {
      return this.#identify(request, parseCredential(request), service);
    } catch (thrown) {
      const refusal = thrown instanceof SignatureProblem ? this.#signatureError(thrown, service) : thrown;
      if (!(refusal instanceof AwsError)) throw refusal;
      return { ...this.#anonymous(), signatureError: refusal };
    }
  }

  /** Served without a signature: public operations, and services whose resource policies may let anybody in. */
  #unsigned({ service, operation: name }: OperationRoute): Caller {
    const definition = this.#options.services.get(service)?.definition;
    const operation = definition?.operations[name];
    // An operation that isn't there is named by the bus.
    if (!operation || operation.authorize === "public" || definition?.anonymousCallers) return this.#anonymous();
    throw this.#signatureError(new SignatureProblem("missing", "Missing Authentication Token"), service);
  }

  #anonymous(): Caller {
    const { defaultAccount: account, defaultRegion: region } = this.#options;
    return { principal: { kind: "anonymous" }, account, region };
  }

  #identify(request: WireRequest, credential: Credential | undefined, service: string): Caller {
    if (!credential) return this.#anonymous();
    const { accessKeyId, region = this.#options.defaultRegion } = credential;
    for (const source of this.#options.credentials) {
      const issued = source.find(accessKeyId);
      if (!issued) continue;
      const { principal } = issued;
      try {
        this.#verify(request, credential, issued);
      } catch (thrown) {
        if (!(thrown instanceof SignatureProblem)) throw thrown;
        throw this.#signatureError(thrown, service);
      }
      const account = "account" in principal ? principal.account : this.#options.defaultAccount;
      return { principal, account, region };
    }
    const account = accountId.test(accessKeyId) ? accessKeyId : this.#options.defaultAccount;
    return { principal: { kind: "root", account }, account, region };
  }

  #verify(
    request: WireRequest,
    credential: Credential,
    issued: NonNullable<ReturnType<CredentialSource["find"]>>,
  ): void {
    const now = this.#options.clock.now();
    if (issued.sessionToken !== credential.sessionToken) {
      throw new SignatureProblem("invalid-token", "The security token included in the request is invalid.");
    }
    if (issued.expiresAt !== undefined && issued.expiresAt <= now) {
      throw new SignatureProblem("expired-token", "The security token included in the request is expired");
    }
    const sharedNow = this.#options.checkSkew ? now : undefined;
    if (credential.version === 4) {
      this.#signatures.verify(request, credential, issued.secretAccessKey, sharedNow);
    } else verifyQueryAuthentication(request, credential, issued.secretAccessKey, sharedNow);
  }

  #signatureError(problem: SignatureProblem, service: string): AwsError {
    const metadata = this.#options.codecs.catalog.services.get(service);
    return signatureError(problem, signatureErrorFamily(metadata?.protocol ?? "json"));
  }
}
