import { javaPattern, toText, type Value } from "@virga/vtl";
import type { CallContext } from "../../../kernel/bus.ts";
import { AwsError } from "../../../kernel/errors.ts";
import { type CompiledPolicy, compilePolicy } from "../../../kernel/iam/compiled-policy.ts";
import { parsePolicyDocument } from "../../../kernel/iam/policy-document.ts";
import { functionInvocation, identitySources } from "../authorizers.ts";
import { invocationArn } from "../model.ts";
import type { AuthorizerRecord } from "../records.ts";
import type { AuthorizerRequest, RequestAuthorizer, TestedAuthorization } from "./authorizer.ts";
import { logEndpointRequest } from "./endpoint-lines.ts";
import { masked } from "./execution-log.ts";
import {
  authorizerConfigurationError,
  authorizerDenied,
  authorizerFailure,
  type GatewayFailure,
  unauthorized,
} from "./failure.ts";
import { compileMappings, type MappingSources, type ParameterMapping } from "./parameter-mapping.ts";
import { judge } from "./resource-policy.ts";
import { takeRole } from "./service-role.ts";

/** What a function has said of a caller. */
interface Verdict {
  readonly policy: CompiledPolicy;
  /** The policy as the function gave it, JSON. */
  readonly document: string;
  /** `$context.authorizer` */
  readonly values: ReadonlyMap<Value, Value>;
}

interface KeptVerdict {
  readonly verdict: Verdict;
  readonly until: number;
}

const mostKept = 10_000;

/**
 * Asks a function who the caller is and what it may call; its answers are kept for the time to live, by identity.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class LambdaAuthorizer implements RequestAuthorizer {
  readonly #record: AuthorizerRecord;
  readonly #sources: readonly ParameterMapping[];
  readonly #pattern: RegExp | undefined;
  readonly #kept = new Map<string, KeptVerdict>();

  constructor(record: AuthorizerRecord) {
    this.#record = record;
    const sources = identitySources(record.identitySource).map((source, index) => [`identity.${index}`, source]);
    this.#sources = compileMappings(Object.fromEntries(sources), "identity.");
    const { type, identityValidationExpression: expression } = record;
    this.#pattern = type === "TOKEN" && expression ? javaPattern(`^(?:${expression})$`) : undefined;
  }

  /** Forgets all answers. */
  flush(): void {
    this.#kept.clear();
  }

  async authorize(request: AuthorizerRequest): Promise<ReadonlyMap<Value, Value>> {
    const verdict = await this.#verdict(request, true);
    checkPolicy(request, verdict);
    return verdict.values;
  }

  async test(request: AuthorizerRequest): Promise<TestedAuthorization> {
    const { document, values } = await this.#verdict(request, false);
    return { principalId: String(values.get("principalId")), policy: document };
  }

  async #verdict(request: AuthorizerRequest, mayBeKept: boolean): Promise<Verdict> {
    const { log } = request;
    log?.add(`Starting authorizer: ${this.#record.id} for request: ${request.call.requestId}`);
    const identity = this.#identity(request.sources);
    log?.data(`Incoming identity: ${masked(identity.join(","))}`);
    const { now } = request.call;
    const key = JSON.stringify(identity);
    const kept = mayBeKept ? this.#kept.get(key) : undefined;
    const isKept = kept !== undefined && kept.until > now;
    request.span.set("apigateway.authorizer.cached", isKept);
    const verdict = isKept ? kept.verdict : readVerdict(await this.#ask(request, identity));
    if (mayBeKept && !isKept) this.#keep(key, verdict, now);
    log?.add(`Using valid authorizer policy for principal: ${masked(toText(verdict.values.get("principalId") ?? ""))}`);
    log?.add("Successfully completed authorizer execution");
    return verdict;
  }

  /** The values of the identity sources; without one of them the function is not even asked. */
  #identity(sources: MappingSources): readonly string[] {
    const values = this.#sources.map(({ value }) => value(sources) ?? "");
    const needed = this.#record.type === "TOKEN" || this.#ttl > 0;
    if (needed && values.some((value) => value === "")) throw unauthorized("an identity source is missing");
    if (this.#pattern && !this.#pattern.test(values[0] ?? "")) {
      throw unauthorized("the token does not match the validation expression");
    }
    return values;
  }

  get #ttl(): number {
    return this.#record.authorizerResultTtlInSeconds ?? 0;
  }

  #keep(key: string, verdict: Verdict, now: number): void {
    if (this.#ttl === 0) return;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(key, { verdict, until: now + this.#ttl * 1000 });
  }

  #ask(request: AuthorizerRequest, identity: readonly string[]): Promise<string> {
    const { methodArn } = request;
    return this.#record.type === "TOKEN"
      ? this.#invoke(request, { type: "TOKEN", methodArn, authorizationToken: identity[0] })
      : this.#invoke(request, { type: "REQUEST", methodArn, ...request.event() });
  }

  async #invoke(
    { call, span, place, restApiId, stageVariables, log }: AuthorizerRequest,
    event: object,
  ): Promise<string> {
    const { id, authorizerUri = "", authorizerCredentials } = this.#record;
    const uri = authorizerUri.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name) => stageVariables[name] ?? "");
    const sourceArn = invocationArn(place.region, place.account, restApiId, `authorizers/${id}`);
    const context: CallContext = { principal: takeRole(call, place, authorizerCredentials, sourceArn), ...place, span };
    const body = JSON.stringify(event);
    const input = { FunctionName: functionInvocation.exec(uri)?.[1] ?? uri, Payload: Buffer.from(body) };
    if (log !== undefined) logEndpointRequest(log, { uri, headers: {}, body });
    try {
      const { FunctionError, Payload = new Uint8Array() } = await call.host.bus.call(
        "lambda",
        "Invoke",
        input,
        context,
      );
      const answer = Buffer.from(Payload).toString();
      log?.data(`Authorizer result body before parsing: ${answer}`);
      if (FunctionError !== undefined) throw functionFailure(answer);
      return answer;
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      throw authorizerConfigurationError(`${thrown.code}: ${thrown.message}`);
    }
  }
}

/** A function that throws `Unauthorized` says that it does not know the caller. */
function functionFailure(answer: string): GatewayFailure {
  const { errorMessage } = JSON.parse(answer) as { errorMessage?: unknown };
  if (errorMessage === "Unauthorized") return unauthorized("the function said Unauthorized");
  return authorizerFailure(`the function failed: ${answer}`);
}

function readVerdict(text: string): Verdict {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw authorizerConfigurationError("the function's answer is no JSON");
  }
  const { principalId, policyDocument, context, usageIdentifierKey } = (answer ?? {}) as Readonly<
    Record<string, unknown>
  >;
  if (typeof principalId !== "string" || typeof policyDocument !== "object" || policyDocument === null) {
    throw authorizerConfigurationError("the function's answer has no principalId or no policyDocument");
  }
  return {
    policy: readPolicy(policyDocument),
    document: JSON.stringify(policyDocument),
    values: new Map<Value, Value>([
      ["principalId", principalId],
      ...(typeof usageIdentifierKey === "string" ? [["usageIdentifierKey", usageIdentifierKey] as [Value, Value]] : []),
      ...contextEntries(context),
    ]),
  };
}

function readPolicy(document: object): CompiledPolicy {
  try {
    return compilePolicy("authorizer", parsePolicyDocument(JSON.stringify(document), "identity"));
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw authorizerConfigurationError(`the function's policy is malformed: ${thrown.message}`);
  }
}

/** Members of the function's `context` are texts, numbers and booleans; `$context.authorizer` has them as texts. */
function contextEntries(context: unknown): [Value, Value][] {
  if (context === undefined || context === null) return [];
  if (typeof context !== "object" || Array.isArray(context)) {
    throw authorizerConfigurationError("the function's context is no object");
  }
  return Object.entries(context).map(([name, value]) => {
    if (typeof value === "object" && value !== null) {
      throw authorizerConfigurationError(
        `the function's context has a value that is no text, number or boolean: ${name}`,
      );
    }
    return [name, value === null ? null : String(value)];
  });
}

/** The function's policy and the API's own decide together. */
function checkPolicy(
  { call, place, methodArn, resourcePolicy: resource }: AuthorizerRequest,
  { policy: authorizer, values }: Verdict,
): void {
  const outcome = judge({ authorizer, resource }, methodArn, { ...call, ...place });
  if (outcome !== "allowed") throw authorizerDenied(outcome === "denied", values);
}
