import type { InvocationRequest, InvocationResponse } from "@aws-sdk/client-lambda";
import { defineService, type Operation, type ServiceDefinition } from "../../kernel/service.ts";
import { EventQueue } from "./events/event-queue.ts";
import { lambda } from "./index.ts";
import type { Invocation, InvocationResult, Invoker } from "./invocation.ts";
import { parseFunctionName } from "./names.ts";
import { LambdaState } from "./state.ts";
import { answerUrlRequest, isForFunctionUrl } from "./urls/function-urls.ts";

const encoder = new TextEncoder();

/** What a function of a test answers. */
export function returns(value: unknown): InvocationResult {
  const payload = encoder.encode(typeof value === "string" ? value : JSON.stringify(value));
  return { payload, logTail: new Uint8Array(), duration: 1 };
}

/** How a function of a test fails. */
export function fails(errorMessage: string): InvocationResult {
  return { ...returns({ errorMessage, errorType: "Error" }), functionError: "Unhandled" };
}

/** Functions that answer as a test says, in the place of execution environments. */
export class ScriptedFunctions implements Invoker {
  readonly invocations: Invocation[] = [];
  state!: LambdaState;
  #queue!: EventQueue;
  /** Throws what an invocation that can't begin throws. */
  answer: (invocation: Invocation) => InvocationResult | Promise<InvocationResult> = () => returns(null);

  async invoke(invocation: Invocation): Promise<InvocationResult> {
    this.invocations.push(invocation);
    return this.answer(invocation);
  }

  /** The events that functions got, parsed. */
  events(): readonly unknown[] {
    return this.invocations.map(({ payload }) => JSON.parse(new TextDecoder().decode(payload)) as unknown);
  }

  /** Lambda with these functions. */
  service(): ServiceDefinition<LambdaState> {
    const Invoke: Operation<LambdaState, InvocationRequest, InvocationResponse> = {
      authorize: "public",
      handle: (call, { FunctionName = "", Qualifier, Payload = new Uint8Array() }) => {
        const name = parseFunctionName(call, FunctionName, Qualifier);
        const traceHeader = "Root=1-00000000-000000000000000000000000";
        this.#queue.enqueue({ name, requestId: call.requestId, payload: Payload as Uint8Array, traceHeader });
        return { StatusCode: 202 };
      },
    };
    return defineService<LambdaState>({
      ...lambda,
      open: (host) => {
        this.state = new LambdaState(host);
        this.#queue = new EventQueue(this.state, this);
        return this.state;
      },
      operations: { ...lambda.operations, Invoke },
      endpoints: [
        {
          name: "function url",
          matches: isForFunctionUrl,
          openToSites: true,
          handle: (call, request) => answerUrlRequest(call, request, this),
        },
      ],
      recover: () => this.#queue.recover(),
      close: () => this.#queue.close(),
    });
  }
}
