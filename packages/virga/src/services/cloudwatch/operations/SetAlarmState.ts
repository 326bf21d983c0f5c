import type { SetAlarmStateCommandInput } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onAlarm } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { alarmNotFound } from "../errors.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
export const SetAlarmState: Operation<CloudWatch, SetAlarmStateCommandInput, object> = {
  authorize: (call, { AlarmName = "" }) => onAlarm(call, "SetAlarmState", AlarmName),
  handle(call, { AlarmName = "", StateValue, StateReason = "", StateReasonData }) {
    const alarm = call.state.alarm(call, AlarmName);
    if (!alarm) throw alarmNotFound();
    if (StateReasonData !== undefined && !isJson(StateReasonData)) {
      throw new AwsError("InvalidFormatFault", "StateReasonData is not valid JSON.");
    }
    const reasonData = StateReasonData === undefined ? {} : { reasonData: StateReasonData };
    call.state.evaluator.set(alarm, { value: StateValue!, reason: StateReason, ...reasonData }, call.now);
    return {};
  },
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
