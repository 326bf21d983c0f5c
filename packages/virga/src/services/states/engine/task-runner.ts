import { type Json, type JsonObject, renderJson, type TaskCall, type TaskResource } from "@virga/asl";
import type { Bus, CallContext, OperationDescription } from "../../../kernel/bus.ts";
import { AwsError, errorMessage } from "../../../kernel/errors.ts";
import type { SessionPrincipal } from "../../../kernel/principal.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import { withContentHeaders } from "./content-headers.ts";
import { InputConversion, ResultConversion, UnfitParameters } from "./conversion.ts";
import { httpMetadata } from "./http-metadata.ts";
import { eventBytes, invocationOutcome, invocationResult, lambdaClient, withTextualPayload } from "./lambda-tasks.ts";
import { busServiceName, javaClientName, type LegacyClient, legacyClients, operationName } from "./service-names.ts";
import { legacyFailure, sdkFailure } from "./task-errors.ts";
import type { TaskOutcome } from "./task-outcome.ts";

/** For whom and where a task is performed. */
export interface TaskContext {
  readonly account: string;
  readonly region: string;
  /** The session of the execution's role, or of the role that the state's Credentials name. */
  session(roleArn?: string): SessionPrincipal;
  readonly span: Span;
  /** The same at every attempt to perform this very task, and unique in the account. */
  readonly idempotencyToken?: string;
}

/** A resource that Virga can perform, with what is to be called for it. */
interface Supported {
  readonly resource: Extract<TaskResource, { kind: "sdk" | "optimized" | "lambda" }>;
  readonly description: OperationDescription;
  /** How an optimized integration names the service. */
  readonly client: LegacyClient | undefined;
}

/** What is to be called for a resource; undefined if Virga can't perform it. */
export function describeTask(bus: Pick<Bus, "describe">, resource: TaskResource): Supported | undefined {
  if (resource.kind === "activity") return undefined;
  if (resource.kind === "lambda") {
    const description = bus.describe("lambda", "Invoke");
    return description && { resource, description, client: lambdaClient };
  }
  const client = resource.kind === "optimized" ? legacyClients.get(resource.service) : undefined;
  const isSync = resource.pattern === "sync" || resource.pattern === "sync:2";
  if ((resource.kind === "optimized" && !client) || (isSync && resource.service !== "states")) return undefined;
  const description = bus.describe(busServiceName(resource.service), operationName(resource.action));
  return description && { resource, description, client };
}

/** Performs tasks: calls the services over the bus as the state machine's role. */
export class TaskRunner {
  readonly #host: ServiceHost;
  /** The input that was made last to check parameters: mostly the task is performed with these very parameters next. */
  #checked: { readonly parameters: Json; readonly input: object } | undefined;
  readonly #inputConversion = new InputConversion();
  readonly #resultConversion = new ResultConversion();
  /** What is known of resources: programs share theirs between executions. */
  readonly #supported = new WeakMap<TaskResource, Supported>();

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  /** Performs a task; errors of services are outcomes, too, and so are defects, which are reported. It never rejects. */
  async perform(call: TaskCall, context: TaskContext): Promise<TaskOutcome> {
    const span = context.span.child(`state ${call.state}`);
    span.set("resource", call.resource.arn);
    try {
      const outcome = await this.#perform(call, { ...context, span });
      span.end(outcome.type === "failed" ? `${outcome.error}: ${outcome.cause}` : undefined);
      return outcome;
    } catch (thrown) {
      const cause = errorMessage(thrown);
      span.end(cause);
      this.reportDefect(`task ${call.resource.arn}`, thrown);
      return { type: "failed", error: "States.Runtime", cause };
    }
  }

  async #perform(call: TaskCall, context: TaskContext): Promise<TaskOutcome> {
    const { resource } = call;
    const supported = this.#describe(resource);
    if (!supported) return { type: "failed", error: "States.Runtime", cause: notSupported(resource) };
    const { description } = supported;
    const { parameters } = call;
    if (resource.kind === "lambda") {
      const input = { FunctionName: resource.arn, Payload: eventBytes(renderJson(parameters)) };
      return this.#call(call, supported, input, context);
    }
    const input = withContentHeaders(
      this.#takeChecked(parameters) ?? this.#inputConversion.convert(parameters, description.input),
      description.streamedInput,
    );
    if (supported.client === lambdaClient) {
      return this.#call(call, supported, withTextualPayload(input, parameters), context);
    }
    const token = context.idempotencyToken;
    if (token !== undefined && takesToken(description) && !(tokenMember in input)) {
      return this.#call(call, supported, { ...input, [tokenMember]: token }, context);
    }
    return this.#call(call, supported, input, context);
  }

  #takeChecked(parameters: Json): object | undefined {
    const checked = this.#checked;
    if (checked?.parameters !== parameters) return undefined;
    this.#checked = undefined;
    return checked.input;
  }

  /** Tells the person of a defect of Virga's. */
  reportDefect(where: string, thrown: unknown): void {
    const message = `${where}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`;
    this.#host.report({ level: "error", source: "states", message });
  }

  /** Says why a task can't be started with these parameters; undefined if it can. */
  check(resource: TaskResource, parameters: Json): string | undefined {
    const supported = this.#describe(resource);
    if (!supported) return notSupported(resource);
    if (resource.kind === "lambda") return undefined;
    try {
      const input = this.#inputConversion.convert(parameters, supported.description.input);
      this.#checked = { parameters, input };
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof UnfitParameters)) throw thrown;
      return `The Parameters '${renderJson(parameters)}' could not be used to start the Task: [${thrown.message}]`;
    }
  }

  /** Whether Virga can perform tasks of this resource. */
  supports(resource: TaskResource): boolean {
    return this.#describe(resource) !== undefined;
  }

  /** Whether a call that may have been performed already may be issued again: it reads, or it carries a token. */
  isRepeatable(resource: TaskResource): boolean {
    const supported = this.#describe(resource);
    return (
      supported !== undefined &&
      (readOperation.test(supported.description.operation) || takesToken(supported.description))
    );
  }

  /** The failure of a call whose answer was lost. */
  lostAnswer(resource: TaskResource): TaskOutcome {
    const supported = this.#describe(resource);
    const prefix = supported ? (supported.client?.prefix ?? javaClientName(supported.description)) : "States";
    const cause = "Unable to execute HTTP request: The target server failed to respond (the runtime was restarted)";
    return { type: "failed", error: `${prefix}.SdkClientException`, cause };
  }

  /** What the bus knows of a resource; undefined if Virga can't perform it. */
  #describe(resource: TaskResource): Supported | undefined {
    const known = this.#supported.get(resource);
    if (known !== undefined) return known;
    const found = describeTask(this.#host.bus, resource);
    if (found !== undefined) this.#supported.set(resource, found);
    return found;
  }

  async #call(call: TaskCall, target: Supported, input: object, context: TaskContext): Promise<TaskOutcome> {
    const { resource, description, client } = target;
    try {
      const principal = context.session(credentialsRole(call.credentials));
      const callContext: CallContext = {
        principal,
        account: principal.account,
        region: context.region,
        span: context.span,
      };
      const output = await this.#host.bus.callNamed(description.service, description.operation, input, callContext);
      if (client === lambdaClient) return this.#invoked(target, output);
      const result = this.#resultConversion.convert(output, description.output);
      const type = outcomeType(resource);
      return { type, output: client ? { ...result, ...this.#metadata(client, output) } : result };
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      const requestId = this.#host.ids.uuid();
      return client
        ? legacyFailure(thrown, description, client, requestId)
        : sdkFailure(thrown, description, requestId);
    }
  }

  /** What an invoked function made of its task. A function's ARN as the resource gives the payload alone. */
  #invoked({ resource }: Supported, output: object): TaskOutcome {
    const outcome = invocationOutcome(output);
    if (outcome.type === "failed") return outcome;
    if (resource.kind === "lambda") return { type: "succeeded", output: outcome.payload ?? null };
    const result = invocationResult(output, outcome, this.#host.ids.uuid(), this.#host.clock.now());
    return { type: outcomeType(resource), output: result };
  }

  /** Optimized integrations add what the HTTP answer was like. */
  #metadata(client: LegacyClient, output: object): JsonObject {
    return httpMetadata(client, output, this.#host.ids.uuid(), this.#host.clock.now());
  }
}

function outcomeType(resource: Supported["resource"]): "succeeded" | "submitted" {
  return resource.kind === "lambda" || resource.pattern === "requestResponse" ? "succeeded" : "submitted";
}

function credentialsRole(credentials: Json | undefined): string | undefined {
  const role = (credentials as { RoleArn?: Json } | undefined)?.RoleArn;
  return typeof role === "string" ? role : undefined;
}

function notSupported(resource: TaskResource): string {
  return `Virga does not support the resource ${resource.arn} yet.`;
}

/** The member with which an operation can be called twice and take effect once. */
const tokenMember = "ClientRequestToken";
const readOperation = /^(?:Get|List|Describe|Query|Scan|BatchGet|TransactGet|Head|AdminGet|Filter)/;

function takesToken(description: OperationDescription): boolean {
  return description.input?.member(tokenMember)?.type === "string";
}
