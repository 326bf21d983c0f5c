import { type Json, type JsonObject, parseJson } from "@virga/asl";
import type { ExecutionRecord } from "../records.ts";
import { describeRedrive } from "../redrive.ts";

/**
 * What a task that started an execution and waited for it gets: the child's description, with its input and output as
 * text (`.sync`) or as JSON (`.sync:2`).
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export function childResult(child: ExecutionRecord, parsed: boolean): JsonObject {
  const redrive = describeRedrive(child.status);
  const show = (text: string): Json => (parsed ? parseJson(text) : text);
  return {
    ExecutionArn: child.arn,
    Input: show(child.input),
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === undefined ? {} : { Output: show(child.output), OutputDetails: { Included: true } }),
    ...(child.error === undefined ? {} : { Error: child.error }),
    ...(child.cause === undefined ? {} : { Cause: child.cause }),
    RedriveCount: redrive.redriveCount,
    RedriveStatus: redrive.redriveStatus,
    ...(redrive.redriveStatusReason === undefined ? {} : { RedriveStatusReason: redrive.redriveStatusReason }),
    StartDate: child.startedAt,
    StateMachineArn: child.machineArn,
    Status: child.status,
    ...(child.stoppedAt === undefined ? {} : { StopDate: child.stoppedAt }),
  };
}
