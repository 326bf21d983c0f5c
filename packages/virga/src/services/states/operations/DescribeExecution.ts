import type { DescribeExecutionInput, DescribeExecutionOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import type { ExecutionRecord } from "../records.ts";
import { describeRedrive } from "../redrive.ts";
import { onArn } from "../targets.ts";

/** Describes a STANDARD execution. */
export const DescribeExecution: Operation<StatesEngine, DescribeExecutionInput, DescribeExecutionOutput> = {
  authorize: (_call, { executionArn }) => onArn("DescribeExecution", executionArn),
  handle(call, { executionArn = "", includedData }) {
    const execution = call.state.state.requireExecution(executionArn);
    const { stoppedAt, versionArn, aliasArn, traceHeader, error, cause } = execution;
    return {
      executionArn: execution.arn,
      stateMachineArn: execution.machineArn,
      name: execution.name,
      status: execution.status,
      startDate: new Date(execution.startedAt),
      ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
      ...describeData(execution, includedData !== "METADATA_ONLY"),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      ...(traceHeader === undefined ? {} : { traceHeader }),
      ...(versionArn === undefined ? {} : { stateMachineVersionArn: versionArn }),
      ...(aliasArn === undefined ? {} : { stateMachineAliasArn: aliasArn }),
      ...describeRedrive(execution.status),
    };
  },
};

function describeData({ input, output }: ExecutionRecord, included: boolean): DataDescription {
  return {
    ...(included ? { input } : {}),
    inputDetails: { included },
    ...(output === undefined ? {} : { ...(included ? { output } : {}), outputDetails: { included } }),
  };
}

type DataDescription = Pick<DescribeExecutionOutput, "input" | "inputDetails" | "output" | "outputDetails">;
