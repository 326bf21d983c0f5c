import type { PutDashboardCommandInput, PutDashboardCommandOutput } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { onDashboard } from "../authorization.ts";
import type { CloudWatch } from "../cloudwatch.ts";

const namePattern = /^[A-Za-z0-9_-]{1,255}$/;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export const PutDashboard: Operation<
  CloudWatch,
  PutDashboardCommandInput,
  Omit<PutDashboardCommandOutput, "$metadata">
> = {
  authorize: onDashboard("PutDashboard"),
  handle(call, { DashboardName = "", DashboardBody = "" }) {
    if (!namePattern.test(DashboardName)) {
      throw invalidDashboard(
        "DashboardName",
        `The value ${DashboardName} for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).`,
      );
    }
    const problem = problemOf(DashboardBody);
    if (problem !== undefined) throw invalidDashboard("/", problem);
    call.state.putDashboard(call.account, { name: DashboardName, body: DashboardBody, modifiedAt: call.now });
    return { DashboardValidationMessages: [] };
  },
};

/** What keeps a body from being stored; what widgets hold is for the console to show. */
function problemOf(body: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return "The field DashboardBody must be a valid JSON object";
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    return "The field DashboardBody must be a valid JSON object";
  }
  const { widgets } = parsed as { readonly widgets?: unknown };
  if (!Array.isArray(widgets)) return "The field widgets must be an array";
  return widgets.length > 500 ? "The dashboard must not have more than 500 widgets" : undefined;
}

function invalidDashboard(DataPath: string, Message: string): AwsError {
  return new AwsError("DashboardInvalidInputError", "The dashboard body is invalid, there are 1 validation errors", {
    members: { dashboardValidationMessages: [{ DataPath, Message }] },
  });
}
