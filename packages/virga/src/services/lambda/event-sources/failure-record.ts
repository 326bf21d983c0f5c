import type { CallResult } from "./function-caller.ts";

/** Why records were given up. */
export type FailureCondition = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/** Records of a shard that were given up. */
export interface FailedBatch {
  readonly condition: FailureCondition;
  readonly invokeCount: number;
  readonly functionArn: string;
  readonly requestId: string;
  /** The function's last answer; not told of records that became too old. */
  readonly answer?: Extract<CallResult, { kind: "ran" }>;
  readonly shardId: string;
  readonly streamArn: string;
  readonly batchInfoMember: string;
  readonly records: readonly { readonly sequenceNumber: string; readonly arrival: number }[];
  /** The whole event; only for buckets. */
  readonly payload?: string;
}

/**
 * What a destination is told of records that were given up.
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function failureRecord(failed: FailedBatch, now: number): string {
  const { records, answer } = failed;
  const [first, last] = [records[0]!, records.at(-1)!];
  return JSON.stringify({
    requestContext: {
      requestId: failed.requestId,
      functionArn: failed.functionArn,
      condition: failed.condition,
      approximateInvokeCount: failed.invokeCount,
    },
    ...(answer && {
      responseContext: {
        statusCode: 200,
        executedVersion: answer.version.version,
        functionError: answer.result.functionError ?? null,
      },
    }),
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    [failed.batchInfoMember]: {
      shardId: failed.shardId,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: new Date(first.arrival).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.arrival).toISOString(),
      batchSize: records.length,
      streamArn: failed.streamArn,
    },
    ...(failed.payload !== undefined && { payload: failed.payload }),
  });
}
