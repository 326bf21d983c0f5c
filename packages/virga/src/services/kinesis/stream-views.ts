import type { StreamDescription, StreamDescriptionSummary } from "@aws-sdk/client-kinesis";
import { type Stream, streamArn } from "./model.ts";

/** What all descriptions of a stream say. */
export function describeStream(stream: Stream) {
  return {
    StreamName: stream.name,
    StreamARN: streamArn(stream),
    StreamStatus: "ACTIVE",
    StreamModeDetails: { StreamMode: stream.mode },
    RetentionPeriodHours: stream.retentionHours,
    StreamCreationTimestamp: new Date(stream.created),
    EnhancedMonitoring: [{ ShardLevelMetrics: [...stream.metrics] as never[] }],
    EncryptionType: stream.keyId === undefined ? "NONE" : "KMS",
    ...(stream.keyId !== undefined && { KeyId: stream.keyId }),
  } satisfies Omit<StreamDescription, "Shards" | "HasMoreShards"> & Partial<StreamDescriptionSummary>;
}
