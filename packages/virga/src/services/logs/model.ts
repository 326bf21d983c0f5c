import type { LogGroup as LogGroupAnswer, LogStream as LogStreamAnswer } from "@aws-sdk/client-cloudwatch-logs";
import { formatArn } from "../../kernel/arns.ts";
import { invalidParameter } from "./errors.ts";

/** A log group. Instants are epoch milliseconds, as they are in this API. */
export interface LogGroup {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly created: number;
  readonly logGroupClass: "STANDARD" | "INFREQUENT_ACCESS";
  readonly retentionInDays?: number;
  readonly kmsKeyId?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LogStream {
  readonly name: string;
  /** Names the stream's events; a stream that is made again under the same name has another one. */
  readonly id: string;
  readonly created: number;
  /** How many events the stream was given: the next event's number in it. */
  readonly eventCount: number;
  readonly firstEvent?: number;
  readonly lastEvent?: number;
  readonly lastIngestion?: number;
}

/** What a metric filter counts. */
export interface MetricTransformationRecord {
  readonly metricName: string;
  readonly metricNamespace: string;
  /** A number, or a selector of the event's JSON. */
  readonly metricValue: string;
  readonly defaultValue?: number;
  /** Selectors by the dimensions' names. */
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly unit?: string;
}

/** A metric filter of a group. */
export interface MetricFilterRecord {
  readonly name: string;
  readonly pattern: string;
  readonly created: number;
  readonly transformation: MetricTransformationRecord;
}

/** One event as it is kept. Its place is its timestamp, then its number in the stream. */
export interface LogEvent {
  readonly timestamp: number;
  readonly number: number;
  readonly ingested: number;
  readonly message: string;
}

export interface ResourcePolicyRecord {
  readonly name: string;
  readonly document: string;
  readonly updated: number;
}

export const day = 86_400_000;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function checkRetention(days: number): void {
  if (retentionDays.includes(days)) return;
  throw invalidParameter(
    `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentionDays.join(", ")}]`,
  );
}

/** The instant before which a group's events are gone; 0 if it keeps them for ever. */
export function retainedSince(group: LogGroup, now: number): number {
  return group.retentionInDays === undefined ? 0 : Math.max(0, now - group.retentionInDays * day);
}

/** A group's ARN as APIs about tags have it: without the `:*` at the end. */
export function logGroupArn(group: Pick<LogGroup, "region" | "account" | "name">): string {
  return formatArn("logs", group.region, group.account, `log-group:${group.name}`);
}

export function logStreamArn(group: Pick<LogGroup, "region" | "account" | "name">, stream: string): string {
  return `${logGroupArn(group)}:log-stream:${stream}`;
}

/** The group's name in a `logGroupIdentifier`, which is a name or an ARN. */
export function groupNameOf(identifier: string): string {
  const match = /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:([^:]+)(:\*)?$/.exec(identifier);
  return match?.[1] ?? identifier;
}

export function describeGroup(group: LogGroup, storedBytes: number, metricFilterCount: number): LogGroupAnswer {
  return {
    logGroupName: group.name,
    creationTime: group.created,
    ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
    metricFilterCount,
    arn: `${logGroupArn(group)}:*`,
    storedBytes,
    ...(group.kmsKeyId === undefined ? {} : { kmsKeyId: group.kmsKeyId }),
    logGroupClass: group.logGroupClass,
    logGroupArn: logGroupArn(group),
  };
}

export function describeStream(group: LogGroup, stream: LogStream): LogStreamAnswer {
  return {
    logStreamName: stream.name,
    creationTime: stream.created,
    ...(stream.firstEvent === undefined ? {} : { firstEventTimestamp: stream.firstEvent }),
    ...(stream.lastEvent === undefined ? {} : { lastEventTimestamp: stream.lastEvent }),
    ...(stream.lastIngestion === undefined ? {} : { lastIngestionTime: stream.lastIngestion }),
    uploadSequenceToken: sequenceToken(stream),
    arn: logStreamArn(group, stream.name),
    // AWS stopped counting the bytes of streams in 2019 and answers 0.
    storedBytes: 0,
  };
}

/** A text that AWS still sends with each write and no longer reads: 56 digits. */
export function sequenceToken(stream: LogStream): string {
  return `49${String(stream.eventCount).padStart(54, "0")}`;
}
