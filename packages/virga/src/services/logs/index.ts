import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { defineService } from "../../kernel/service.ts";
import { logGroup, logStream, resourcePolicy } from "./cloudformation.ts";
import { metricFilter } from "./metric-filter-resource.ts";
import { AssociateKmsKey } from "./operations/AssociateKmsKey.ts";
import { CreateLogGroup } from "./operations/CreateLogGroup.ts";
import { CreateLogStream } from "./operations/CreateLogStream.ts";
import { DeleteLogGroup } from "./operations/DeleteLogGroup.ts";
import { DeleteLogStream } from "./operations/DeleteLogStream.ts";
import { DeleteMetricFilter } from "./operations/DeleteMetricFilter.ts";
import { DeleteResourcePolicy } from "./operations/DeleteResourcePolicy.ts";
import { DeleteRetentionPolicy } from "./operations/DeleteRetentionPolicy.ts";
import { DescribeLogGroups } from "./operations/DescribeLogGroups.ts";
import { DescribeLogStreams } from "./operations/DescribeLogStreams.ts";
import { DescribeMetricFilters } from "./operations/DescribeMetricFilters.ts";
import { DescribeResourcePolicies } from "./operations/DescribeResourcePolicies.ts";
import { DisassociateKmsKey } from "./operations/DisassociateKmsKey.ts";
import { FilterLogEvents } from "./operations/FilterLogEvents.ts";
import { GetLogEvents } from "./operations/GetLogEvents.ts";
import { ListTagsForResource } from "./operations/ListTagsForResource.ts";
import { ListTagsLogGroup } from "./operations/ListTagsLogGroup.ts";
import { PutLogEvents } from "./operations/PutLogEvents.ts";
import { PutMetricFilter } from "./operations/PutMetricFilter.ts";
import { PutResourcePolicy } from "./operations/PutResourcePolicy.ts";
import { PutRetentionPolicy } from "./operations/PutRetentionPolicy.ts";
import { TagLogGroup } from "./operations/TagLogGroup.ts";
import { TagResource } from "./operations/TagResource.ts";
import { UntagLogGroup } from "./operations/UntagLogGroup.ts";
import { UntagResource } from "./operations/UntagResource.ts";
import { LogsState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    logs: CloudWatchLogs;
  }
}

/** Amazon CloudWatch Logs. */
export const logs = defineService<LogsState>({
  name: "logs",
  open: (host) => new LogsState(host),
  operations: {
    AssociateKmsKey,
    CreateLogGroup,
    CreateLogStream,
    DeleteLogGroup,
    DeleteLogStream,
    DeleteMetricFilter,
    DeleteResourcePolicy,
    DeleteRetentionPolicy,
    DescribeLogGroups,
    DescribeLogStreams,
    DescribeMetricFilters,
    DescribeResourcePolicies,
    DisassociateKmsKey,
    FilterLogEvents,
    GetLogEvents,
    ListTagsForResource,
    ListTagsLogGroup,
    PutLogEvents,
    PutMetricFilter,
    PutResourcePolicy,
    PutRetentionPolicy,
    TagLogGroup,
    TagResource,
    UntagLogGroup,
    UntagResource,
  },
  resourceTypes: {
    "AWS::Logs::LogGroup": logGroup,
    "AWS::Logs::LogStream": logStream,
    "AWS::Logs::MetricFilter": metricFilter,
    "AWS::Logs::ResourcePolicy": resourcePolicy,
  },
});
