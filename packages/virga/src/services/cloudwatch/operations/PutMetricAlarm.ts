import type { PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import { putAlarm } from "../alarms/alarms.ts";
import { checkMetricAlarm } from "../alarms/check-metric-alarm.ts";
import { onAlarm } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const PutMetricAlarm: Operation<CloudWatch, PutMetricAlarmCommandInput, object> = {
  authorize: (call, { AlarmName = "", OKActions = [], AlarmActions = [], InsufficientDataActions = [] }) => ({
    ...onAlarm(call, "PutMetricAlarm", AlarmName),
    context: () => ({ "cloudwatch:AlarmActions": [...OKActions, ...AlarmActions, ...InsufficientDataActions] }),
  }),
  handle(call, { Tags, ...configuration }) {
    checkMetricAlarm(configuration);
    putAlarm(call.state, call, { kind: "metric", configuration }, Tags, call.now);
    return {};
  },
};
