import type { ServiceHost } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import { FunctionMetrics } from "../functions/function-metrics.ts";
import type { Invocation, InvocationResult, Invoker } from "../invocation.ts";
import type { FunctionVersion, ProvisionedState, ProvisionedVersion } from "../model.ts";
import { Concurrency, type ConcurrencyLimits } from "./concurrency.ts";
import type { ExecutionEnvironment, InitFailure, Outcome } from "./environment.ts";
import { EnvironmentFleet } from "./environment-fleet.ts";

/** Runs functions: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export class FunctionExecution implements Invoker {
  readonly #host: ServiceHost;
  readonly #concurrency: Concurrency;
  readonly #fleet: EnvironmentFleet;
  readonly #metrics: FunctionMetrics;

  /** Idle environments go when there are `mostEnvironments`: as many as the machine has room for, unless told. */
  constructor(host: ServiceHost, limits: ConcurrencyLimits, mostEnvironments?: number) {
    this.#host = host;
    this.#metrics = new FunctionMetrics(host);
    this.#concurrency = new Concurrency(limits);
    this.#fleet = new EnvironmentFleet(host, mostEnvironments);
  }

  /** @throws AwsError TooManyRequestsException, AccessDeniedException, InvalidRuntimeException */
  async invoke(invocation: Invocation): Promise<InvocationResult> {
    const leave = this.#enter(invocation);
    const ended = this.#metrics.began(invocation);
    let result: InvocationResult | undefined;
    const end = this.#host.activity.begin();
    const span = invocation.span.child("lambda.invocation");
    try {
      result = await this.#run(invocation, span);
      span.end(result.functionError && "the function failed");
      return result;
    } catch (thrown) {
      span.end(String(thrown));
      throw thrown;
    } finally {
      end();
      leave();
      ended(result);
    }
  }

  #enter(invocation: Invocation): () => void {
    try {
      return this.#concurrency.enter(invocation.version);
    } catch (thrown) {
      this.#metrics.throttled(invocation);
      throw thrown;
    }
  }

  async #run(invocation: Invocation, span: Span): Promise<InvocationResult> {
    const { version } = invocation;
    const { machineClock } = this.#host;
    const limit = version.timeout * 1_000;
    const taken = await this.#fleet.take(version, span);
    const isReady = isEnvironment(taken);
    span.set("lambda.cold", !isReady || taken.isNew);
    if (isReady) return toResult(await this.#deliver(taken, invocation, span, limit));
    // A start that failed is tried once more, in the time of the invocation.
    const startedAt = machineClock.elapsed();
    const { environment, failure } = await this.#fleet.startAgain(version, span);
    const duration = machineClock.elapsed() - startedAt;
    if (failure) return toResult(environment.failInvocation(invocation.requestId, failure, duration));
    return toResult(await this.#deliver(environment, invocation, span, Math.max(1, limit - duration)));
  }

  #deliver(environment: ExecutionEnvironment, invocation: Invocation, span: Span, timeout: number): Promise<Outcome> {
    environment.log.stream.span = span;
    const { requestId, payload, invokedArn, traceHeader, clientContext } = invocation;
    return environment.run({
      requestId,
      payload,
      invokedArn,
      traceHeader,
      ...(clientContext === undefined ? {} : { clientContext }),
      now: this.#host.clock.now(),
      timeout,
    });
  }

  /** Keeps so many environments of these versions ready from now on, and of no others. */
  provision(wanted: readonly ProvisionedVersion[]): void {
    this.#fleet.provision(wanted);
  }

  provisioned(version: FunctionVersion): ProvisionedState {
    return this.#fleet.provisioned(version);
  }

  /** The state of the cloud was put back to an earlier one. */
  startOver(): void {
    this.#fleet.endAll();
  }

  /** Ends all environments; their logs arrive. */
  close(): Promise<void> {
    return this.#fleet.close();
  }
}

function isEnvironment(taken: ExecutionEnvironment | InitFailure): taken is ExecutionEnvironment {
  return "run" in taken;
}

function toResult({ payload, isError, duration, logTail }: Outcome): InvocationResult {
  return { payload, duration, logTail, ...(isError ? { functionError: "Unhandled" as const } : {}) };
}
