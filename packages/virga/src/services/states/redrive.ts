import type { ExecutionRecord } from "./records.ts";

/** Whether an execution can be redriven. */
export interface RedriveDescription {
  readonly redriveCount: number;
  readonly redriveStatus: "REDRIVABLE" | "NOT_REDRIVABLE";
  readonly redriveStatusReason?: string;
}

/** What descriptions say of redriving: on AWS, executions that did not succeed could be. */
export function describeRedrive(status: ExecutionRecord["status"]): RedriveDescription {
  if (status !== "RUNNING" && status !== "SUCCEEDED") return { redriveCount: 0, redriveStatus: "REDRIVABLE" };
  const redriveStatusReason = `Execution is ${status} and cannot be redriven`;
  return { redriveCount: 0, redriveStatus: "NOT_REDRIVABLE", redriveStatusReason };
}
