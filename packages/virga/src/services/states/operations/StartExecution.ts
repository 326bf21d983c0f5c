import type { StartExecutionInput, StartExecutionOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { startRequest } from "../start-request.ts";
import { onArn, resolveTarget } from "../targets.ts";

/** Starts an execution and answers before it ends. */
export const StartExecution: Operation<StatesEngine, StartExecutionInput, StartExecutionOutput> = {
  authorize: (_call, { stateMachineArn }) => onArn("StartExecution", stateMachineArn),
  handle(call, input) {
    const target = resolveTarget(call, input.stateMachineArn ?? "");
    const request = startRequest(call, input);
    if (target.machine.type === "EXPRESS") {
      const arn = call.state.startExpressAlone(target, request);
      return { executionArn: arn, startDate: new Date(call.now) };
    }
    const { arn, startedAt } = call.state.startStandard(target, request);
    return { executionArn: arn, startDate: new Date(startedAt) };
  },
};
