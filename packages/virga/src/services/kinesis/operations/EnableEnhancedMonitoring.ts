import type {
  EnableEnhancedMonitoringCommandInput,
  EnableEnhancedMonitoringCommandOutput,
} from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { changeMetrics } from "../enhanced-monitoring.ts";
import type { KinesisState } from "../state.ts";
import { onStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_EnableEnhancedMonitoring.html */
export const EnableEnhancedMonitoring: Operation<
  KinesisState,
  EnableEnhancedMonitoringCommandInput,
  Omit<EnableEnhancedMonitoringCommandOutput, "$metadata">
> = {
  authorize: onStream("EnableEnhancedMonitoring"),
  handle: (call, input) => changeMetrics(call, input, (_metric, isOn, isNamed) => isOn || isNamed),
};
