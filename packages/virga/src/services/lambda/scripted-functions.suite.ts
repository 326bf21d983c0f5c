import { defineService, type ServiceDefinition } from "../../kernel/service.ts";
import { lambda } from "./index.ts";
import type { Invocation, InvocationResult, Invoker } from "./invocation.ts";
import { RunningLambda } from "./running-lambda.ts";

const encoder = new TextEncoder();

/** What a function of a test answers: a value, or text that need not be JSON. */
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
  state!: RunningLambda;
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
  service(): ServiceDefinition<RunningLambda> {
    return defineService<RunningLambda>({
      ...lambda,
      open: (host) => {
        this.state = new RunningLambda(host, { invoker: this });
        return this.state;
      },
    });
  }
}
