import type { CloudWatch as CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { defineService } from "../../kernel/service.ts";
import { alarm, compositeAlarm, dashboard } from "./cloudformation.ts";
import { CloudWatch } from "./cloudwatch.ts";
import { DeleteAlarms } from "./operations/DeleteAlarms.ts";
import { DeleteDashboards } from "./operations/DeleteDashboards.ts";
import { DescribeAlarmHistory } from "./operations/DescribeAlarmHistory.ts";
import { DescribeAlarms } from "./operations/DescribeAlarms.ts";
import { DescribeAlarmsForMetric } from "./operations/DescribeAlarmsForMetric.ts";
import { DisableAlarmActions } from "./operations/DisableAlarmActions.ts";
import { EnableAlarmActions } from "./operations/EnableAlarmActions.ts";
import { GetDashboard } from "./operations/GetDashboard.ts";
import { GetMetricData } from "./operations/GetMetricData.ts";
import { GetMetricStatistics } from "./operations/GetMetricStatistics.ts";
import { ListDashboards } from "./operations/ListDashboards.ts";
import { ListMetrics } from "./operations/ListMetrics.ts";
import { ListTagsForResource } from "./operations/ListTagsForResource.ts";
import { PutCompositeAlarm } from "./operations/PutCompositeAlarm.ts";
import { PutDashboard } from "./operations/PutDashboard.ts";
import { PutMetricAlarm } from "./operations/PutMetricAlarm.ts";
import { PutMetricData } from "./operations/PutMetricData.ts";
import { SetAlarmState } from "./operations/SetAlarmState.ts";
import { TagResource } from "./operations/TagResource.ts";
import { UntagResource } from "./operations/UntagResource.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    cloudwatch: CloudWatchClient;
  }
}

/** Amazon CloudWatch: metrics, alarms and dashboards. */
export const cloudwatch = defineService<CloudWatch>({
  name: "cloudwatch",
  open: (host) => new CloudWatch(host),
  operations: {
    DeleteAlarms,
    DeleteDashboards,
    DescribeAlarmHistory,
    DescribeAlarms,
    DescribeAlarmsForMetric,
    DisableAlarmActions,
    EnableAlarmActions,
    GetDashboard,
    GetMetricData,
    GetMetricStatistics,
    ListDashboards,
    ListMetrics,
    ListTagsForResource,
    PutCompositeAlarm,
    PutDashboard,
    PutMetricAlarm,
    PutMetricData,
    SetAlarmState,
    TagResource,
    UntagResource,
  },
  close: (state) => state.host.metrics.close(),
  resourceTypes: {
    "AWS::CloudWatch::Alarm": alarm,
    "AWS::CloudWatch::CompositeAlarm": compositeAlarm,
    "AWS::CloudWatch::Dashboard": dashboard,
  },
});
