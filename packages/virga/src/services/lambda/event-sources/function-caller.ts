import { AwsError } from "../../../kernel/errors.ts";
import type { Span } from "../../../kernel/trace.ts";
import { FunctionMetrics } from "../functions/function-metrics.ts";
import type { InvocationResult, Invoker } from "../invocation.ts";
import type { FunctionVersion } from "../model.ts";
import { qualifiedArn } from "../names.ts";
import type { LambdaState } from "../state.ts";
import { invocationTrace } from "../trace-header.ts";
import type { EventSourceMapping } from "./model.ts";

/** How an invocation went: it ran; it could not begin now; or there is nothing to invoke any more. */
export type CallResult =
  | {
      readonly kind: "ran";
      readonly result: InvocationResult;
      readonly requestId: string;
      readonly version: FunctionVersion;
    }
  | { readonly kind: "refused"; readonly error: AwsError }
  | { readonly kind: "gone" };

/** Invokes the functions of mappings, as Lambda itself: who made the mapping was allowed to. */
export class FunctionCaller {
  readonly #state: LambdaState;
  readonly #invoker: Invoker;
  readonly metrics: FunctionMetrics;

  constructor(state: LambdaState, invoker: Invoker) {
    this.#state = state;
    this.metrics = new FunctionMetrics(state.host);
    this.#invoker = invoker;
  }

  /** The version that a mapping's function stands for; undefined if it is gone. */
  version(mapping: EventSourceMapping): FunctionVersion | undefined {
    try {
      return this.#state.resolve(this.#state.reader, mapping);
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      return undefined;
    }
  }

  async call(mapping: EventSourceMapping, payload: Uint8Array, span: Span): Promise<CallResult> {
    const version = this.version(mapping);
    if (!version) return { kind: "gone" };
    const requestId = this.#state.host.ids.uuid();
    const traceHeader = invocationTrace(span, version);
    const invokedArn = qualifiedArn(mapping);
    try {
      const result = await this.#invoker.invoke({ version, invokedArn, requestId, payload, traceHeader, span });
      return { kind: "ran", result, requestId, version };
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      return { kind: "refused", error: thrown };
    }
  }
}
