import type {
  DestinationConfig,
  EventSourceMappingMetric,
  EventSourcePosition,
  FunctionResponseType,
} from "@aws-sdk/client-lambda";
import { formatArn } from "../../../kernel/arns.ts";
import type { Place } from "../model.ts";
import type { QualifiedName } from "../names.ts";

/** The services whose queues and streams can be read, as ARNs name them. */
export type EventSourceKind = "sqs" | "kinesis";

/** What only mappings of streams have. */
export interface StreamSettings {
  readonly startingPosition: EventSourcePosition;
  /** Epoch milliseconds; for `AT_TIMESTAMP`. */
  readonly startingTimestamp?: number;
  /** 1 to 10. */
  readonly parallelizationFactor: number;
  /** -1 without a limit. */
  readonly maximumRetryAttempts: number;
  /** Seconds; -1 without a limit. */
  readonly maximumRecordAge: number;
  readonly bisectBatch: boolean;
  /** Seconds; 0 for none. */
  readonly tumblingWindow: number;
  readonly destinations: DestinationConfig;
}

/** A function that is given what comes to a queue or stream. */
export interface EventSourceMapping extends QualifiedName {
  readonly uuid: string;
  readonly kind: EventSourceKind;
  readonly sourceArn: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly lastModified: number;
  readonly enabled: boolean;
  readonly transitionReason: string;
  readonly batchSize: number;
  /** Seconds, 0 to 300. */
  readonly batchingWindow: number;
  /** Patterns as they were given. */
  readonly filters?: readonly string[];
  readonly responseTypes: readonly FunctionResponseType[];
  /** Batches of a queue at a time. */
  readonly maximumConcurrency?: number;
  readonly stream?: StreamSettings;
  readonly tags: Readonly<Record<string, string>>;
  /** Kept and told without effect. */
  readonly kmsKeyArn?: string;
  readonly metrics?: readonly EventSourceMappingMetric[];
}

/** `arn:aws:lambda:<region>:<account>:event-source-mapping:<uuid>` */
export function mappingArn({ account, region }: Place, uuid: string): string {
  return formatArn("lambda", region, account, `event-source-mapping:${uuid}`);
}

/** Bytes of the largest event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const largestEvent = 6 * 1024 * 1024;

/** How a mapping's reading went last, as `LastProcessingResult` says it. */
export const noRecordsProcessed = "No records processed";

/** The stream that a mapping reads: its source, or the stream of its source's enhanced fan-out consumer. */
export function streamArnOf({ sourceArn }: Pick<EventSourceMapping, "sourceArn">): string {
  return sourceArn.replace(/\/consumer\/.*$/, "");
}
