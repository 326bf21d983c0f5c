import type { ListDashboardsCommandInput, ListDashboardsCommandOutput } from "@aws-sdk/client-cloudwatch";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import { onEverything } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";
import { invalidParameterValue } from "../errors.ts";
import { dashboardArn } from "../model.ts";
import type { Dashboard } from "../state.ts";

const pageSize = 1_000;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
export const ListDashboards: Operation<
  CloudWatch,
  ListDashboardsCommandInput,
  Omit<ListDashboardsCommandOutput, "$metadata">
> = {
  authorize: onEverything("ListDashboards"),
  handle(call, input) {
    const page = takePage(found(call, input), pageSize, ({ name }) => name);
    const DashboardEntries = page.items.map(({ name, body, modifiedAt }) => ({
      DashboardName: name,
      DashboardArn: dashboardArn(call.account, name),
      LastModified: new Date(modifiedAt),
      Size: Buffer.byteLength(body),
    }));
    return { DashboardEntries, ...(page.token !== undefined && { NextToken: page.token }) };
  },
};

function* found(call: Call<CloudWatch>, input: ListDashboardsCommandInput): Generator<Dashboard> {
  const after = afterToken(input.NextToken, () => invalidParameterValue("The value for field NextToken is invalid."));
  const prefix = input.DashboardNamePrefix ?? "";
  for (const dashboard of call.state.dashboards(call.account, after)) {
    if (dashboard.name.startsWith(prefix)) yield dashboard;
  }
}
