import type {
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineForExecutionOutput,
} from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { describeRevision } from "../descriptions.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { onArn } from "../targets.ts";

/** Describes the revision of the state machine that an execution runs. */
export const DescribeStateMachineForExecution: Operation<
  StatesEngine,
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineForExecutionOutput
> = {
  authorize: (_call, { executionArn }) => onArn("DescribeStateMachineForExecution", executionArn),
  handle(call, { executionArn = "", includedData }) {
    const execution = call.state.state.requireExecution(executionArn);
    const revision = call.state.state.revision(execution);
    return {
      stateMachineArn: execution.machineArn,
      name: execution.machineName,
      updateDate: new Date(revision.updatedAt),
      ...describeRevision(call.state, "STANDARD", revision, includedData),
    };
  },
};
