import type { StopExecutionInput, StopExecutionOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { onArn } from "../targets.ts";

/** Stops a STANDARD execution; one that has ended stays as it is. */
export const StopExecution: Operation<StatesEngine, StopExecutionInput, StopExecutionOutput> = {
  authorize: (_call, { executionArn }) => onArn("StopExecution", executionArn),
  handle(call, { executionArn = "", error, cause }) {
    const { state, standard } = call.state;
    state.requireExecution(executionArn);
    standard.feed(executionArn, { type: "stop", now: call.now, error, cause });
    const { stoppedAt } = state.requireExecution(executionArn);
    return { stopDate: new Date(stoppedAt ?? call.now) };
  },
};
