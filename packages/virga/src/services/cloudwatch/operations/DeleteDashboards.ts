import type { DeleteDashboardsCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../../kernel/service.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { dashboardNotFound } from "../errors.ts";
import { dashboardArn } from "../model.ts";

/** Deletes all or none: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteDashboards.html */
export const DeleteDashboards: Operation<CloudWatch, DeleteDashboardsCommandInput, object> = {
  authorize: ({ account }, { DashboardNames = [] }) =>
    DashboardNames.map((name) => ({ action: "cloudwatch:DeleteDashboards", resource: dashboardArn(account, name) })),
  handle(call, { DashboardNames = [] }) {
    const missing = DashboardNames.find((name) => !call.state.dashboard(call.account, name));
    if (missing !== undefined) throw dashboardNotFound(missing);
    call.state.deleteDashboards(call.account, DashboardNames);
    return {};
  },
};
