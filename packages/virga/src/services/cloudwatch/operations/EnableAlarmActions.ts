import type { EnableAlarmActionsCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import { setActionsEnabled } from "../alarms/alarms.ts";
import { onAlarms } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EnableAlarmActions.html */
export const EnableAlarmActions: Operation<CloudWatch, EnableAlarmActionsCommandInput, object> = {
  authorize: onAlarms("EnableAlarmActions"),
  handle(call, { AlarmNames = [] }) {
    setActionsEnabled(call.state, call, AlarmNames, true, call.now);
    return {};
  },
};
