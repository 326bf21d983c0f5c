import type { StartSyncExecutionInput, StartSyncExecutionOutput } from "@aws-sdk/client-sfn";
import { renderJson } from "@virga/asl";
import type { Call, Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import type { Ended } from "../engine/express-execution.ts";
import { typeNotSupported } from "../errors.ts";
import { startRequest } from "../start-request.ts";
import { onArn, resolveTarget } from "../targets.ts";

/** Memory is billed in steps of 64 MB, time in steps of 100 ms. */
const billedMemory = 64;
const billedStep = 100;

/** Runs an Express execution and answers with its end; one that fails is an answer, too. */
export const StartSyncExecution: Operation<StatesEngine, StartSyncExecutionInput, StartSyncExecutionOutput> = {
  authorize: (_call, { stateMachineArn }) => onArn("StartSyncExecution", stateMachineArn),
  async handle(call, input) {
    const target = resolveTarget(call, input.stateMachineArn ?? "");
    if (target.machine.type !== "EXPRESS") throw typeNotSupported();
    const request = startRequest(call, input);
    const { arn, ended } = call.state.startExpress(target, request);
    const outcome = await ended;
    const includeData = input.includedData !== "METADATA_ONLY";
    return {
      executionArn: arn,
      stateMachineArn: target.machine.arn,
      name: request.name,
      ...(includeData ? { input: request.inputText } : {}),
      inputDetails: { included: includeData },
      outputDetails: { included: includeData },
      ...(request.traceHeader === undefined ? {} : { traceHeader: request.traceHeader }),
      ...describeEnd(call, outcome, includeData),
    };
  },
};

type End = Pick<
  StartSyncExecutionOutput,
  "status" | "startDate" | "stopDate" | "output" | "error" | "cause" | "billingDetails"
>;

function describeEnd(call: Call, ended: Ended, includeData: boolean): End {
  const stopped = call.host.clock.now();
  const steps = Math.max(1, Math.ceil((stopped - call.now) / billedStep));
  return {
    status: ended.status as "SUCCEEDED" | "FAILED" | "TIMED_OUT",
    startDate: new Date(call.now),
    stopDate: new Date(stopped),
    ...(ended.output === undefined || !includeData ? {} : { output: renderJson(ended.output) }),
    ...(ended.error === undefined ? {} : { error: ended.error }),
    ...(ended.cause === undefined ? {} : { cause: ended.cause }),
    billingDetails: { billedMemoryUsedInMB: billedMemory, billedDurationInMilliseconds: steps * billedStep },
  };
}
