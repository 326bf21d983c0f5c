import { parseArn } from "../../../kernel/arns.ts";
import type { MetricSource } from "../../../kernel/metrics.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { ExecutionRecord } from "../records.ts";

const endMetrics: Readonly<Record<Exclude<ExecutionRecord["status"], "RUNNING">, string>> = {
  ABORTED: "ExecutionsAborted",
  FAILED: "ExecutionsFailed",
  SUCCEEDED: "ExecutionsSucceeded",
  TIMED_OUT: "ExecutionsTimedOut",
};

function source({ metrics }: ServiceHost, machineArn: string): MetricSource {
  return metrics.of(parseArn(machineArn), "AWS/States", "StateMachineArn", machineArn);
}

/** Counts for CloudWatch: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
export function countStart(host: ServiceHost, machineArn: string): void {
  source(host, machineArn).add("ExecutionsStarted", 1);
}

/** An execution's end, after so many milliseconds. AWS counts the other ways to end as not taken. */
export function countEnd(host: ServiceHost, machineArn: string, status: ExecutionRecord["status"], time: number): void {
  const counted = source(host, machineArn);
  for (const [other, metric] of Object.entries(endMetrics)) counted.add(metric, other === status ? 1 : 0);
  counted.add("ExecutionTime", time, "Milliseconds");
}
