import type { DisableAlarmActionsCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import { setActionsEnabled } from "../alarms/alarms.ts";
import { onAlarms } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html */
export const DisableAlarmActions: Operation<CloudWatch, DisableAlarmActionsCommandInput, object> = {
  authorize: onAlarms("DisableAlarmActions"),
  handle(call, { AlarmNames = [] }) {
    setActionsEnabled(call.state, call, AlarmNames, false, call.now);
    return {};
  },
};
