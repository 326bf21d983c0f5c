import type {
  DisableEnhancedMonitoringCommandInput,
  DisableEnhancedMonitoringCommandOutput,
} from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { changeMetrics } from "../enhanced-monitoring.ts";
import type { KinesisState } from "../state.ts";
import { onStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DisableEnhancedMonitoring.html */
export const DisableEnhancedMonitoring: Operation<
  KinesisState,
  DisableEnhancedMonitoringCommandInput,
  Omit<DisableEnhancedMonitoringCommandOutput, "$metadata">
> = {
  authorize: onStream("DisableEnhancedMonitoring"),
  handle: (call, input) => changeMetrics(call, input, (_metric, isOn, isNamed) => isOn && !isNamed),
};
