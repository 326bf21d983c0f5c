import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import type { CloudWatch } from "./cloudwatch.ts";
import { alarmArn, dashboardArn } from "./model.ts";

type CloudWatchCall = Call<CloudWatch>;

/** The caller must be allowed the action on an alarm. */
export function onAlarm(call: CloudWatchCall, operation: string, name: string): AuthorizationRequest {
  return { action: `cloudwatch:${operation}`, resource: alarmArn(call, name) };
}

/** The caller must be allowed the action on each of these alarms, or on all if none is named. */
export function onAlarms(
  operation: string,
): (call: CloudWatchCall, input: { readonly AlarmNames?: readonly string[] | undefined }) => AuthorizationRequest[] {
  return (call, { AlarmNames }) => (AlarmNames ?? ["*"]).map((name) => onAlarm(call, operation, name));
}

/** The caller must be allowed an action that has no resource. */
export function onEverything(operation: string): () => AuthorizationRequest {
  return () => ({ action: `cloudwatch:${operation}`, resource: "*" });
}

/** The caller must be allowed the action on a dashboard. */
export function onDashboard(
  operation: string,
): (call: CloudWatchCall, input: { readonly DashboardName?: string | undefined }) => AuthorizationRequest {
  return ({ account }, { DashboardName = "" }) => ({
    action: `cloudwatch:${operation}`,
    resource: dashboardArn(account, DashboardName),
  });
}

/** The caller must be allowed the action on a resource that is named by its ARN. */
export function onResource(
  operation: string,
): (call: CloudWatchCall, input: { readonly ResourceARN?: string | undefined }) => AuthorizationRequest {
  return (_call, { ResourceARN = "" }) => ({ action: `cloudwatch:${operation}`, resource: ResourceARN });
}
