import type { GetDashboardCommandInput, GetDashboardCommandOutput } from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import { onDashboard } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { dashboardNotFound } from "../errors.ts";
import { dashboardArn } from "../model.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html */
export const GetDashboard: Operation<
  CloudWatch,
  GetDashboardCommandInput,
  Omit<GetDashboardCommandOutput, "$metadata">
> = {
  authorize: onDashboard("GetDashboard"),
  handle(call, { DashboardName: name = "" }) {
    const dashboard = call.state.dashboard(call.account, name);
    if (!dashboard) throw dashboardNotFound(name);
    return { DashboardArn: dashboardArn(call.account, name), DashboardBody: dashboard.body, DashboardName: name };
  },
};
