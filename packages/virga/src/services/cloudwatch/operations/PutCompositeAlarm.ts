import type { PutCompositeAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import { putAlarm } from "../alarms/alarms.ts";
import { checkCompositeAlarm } from "../alarms/check-composite-alarm.ts";
import { onAlarm } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const PutCompositeAlarm: Operation<CloudWatch, PutCompositeAlarmCommandInput, object> = {
  authorize: (call, { AlarmName = "" }) => onAlarm(call, "PutCompositeAlarm", AlarmName),
  handle(call, { Tags, ...configuration }) {
    checkCompositeAlarm(call.state, call, configuration);
    putAlarm(call.state, call, { kind: "composite", configuration }, Tags, call.now);
    return {};
  },
};
