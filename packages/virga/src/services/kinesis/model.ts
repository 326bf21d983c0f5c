import { formatArn } from "../../kernel/arns.ts";

/** Account and region: every stream belongs to one pair. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What identifies a stream for callers. */
export interface StreamName extends Place {
  readonly name: string;
}

export type StreamMode = "PROVISIONED" | "ON_DEMAND";

/** A shard. Hash keys are 32 hexadecimal digits, both ends included; instants are epoch milliseconds. */
export interface Shard {
  readonly index: number;
  readonly start: string;
  readonly end: string;
  readonly parent?: number;
  readonly adjacentParent?: number;
  /** What its sequence numbers begin with; every later shard of the stream has a greater one. Seconds, about its creation. */
  readonly epoch: number;
  readonly created: number;
  readonly closed?: number;
}

/** A stream. Instants are epoch milliseconds. */
export interface Stream extends StreamName {
  /** `StreamId`, which also names its records. */
  readonly id: string;
  readonly created: number;
  readonly mode: StreamMode;
  readonly retentionHours: number;
  readonly maxRecordKiB: number;
  readonly keyId?: string;
  readonly metrics: readonly string[];
  readonly warmThroughput: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: string;
  /** All shards whose records may still be read, by index. */
  readonly shards: readonly Shard[];
  readonly nextShard: number;
  /** The greatest of its shards. */
  readonly epoch: number;
  /** When its mode and the number of its shards were changed in the last 24 hours. */
  readonly modeChanges: readonly number[];
  readonly countChanges: readonly number[];
}

/** A registered consumer (enhanced fan-out). */
export interface Consumer {
  readonly name: string;
  readonly arn: string;
  readonly streamId: string;
  readonly created: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: string;
}

export const hour = 3_600_000;
export const day = 24 * hour;
export const mebibyte = 1_048_576;
export const shortestRetention = 24;
export const longestRetention = 8_760;
/** https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const mostConsumers = 20;
export const mostOnDemandStreams = 50;
/** Shards that an on-demand stream begins with. */
export const onDemandShards = 4;

const largeRegions = new Set(["us-east-1", "us-west-2", "eu-west-1"]);

/** How many open shards of provisioned streams an account may have in a region. */
export function shardLimit(region: string): number {
  return largeRegions.has(region) ? 20_000 : 6_000;
}

export function streamArn({ region, account, name }: StreamName): string {
  return formatArn("kinesis", region, account, `stream/${name}`);
}

export function consumerArn(stream: StreamName, name: string, created: number): string {
  return `${streamArn(stream)}/consumer/${name}:${Math.floor(created / 1000)}`;
}

const arnPattern =
  /^arn:aws[\w-]*:kinesis:([\w-]+):(\d{12}):stream\/([a-zA-Z0-9_.-]+)(?:\/consumer\/([a-zA-Z0-9_.-]+):\d+)?$/;

/** The stream that a stream's or consumer's ARN names, and the consumer; undefined for a text that is no such ARN. */
export function parseArn(arn: string): { readonly stream: StreamName; readonly consumer?: string } | undefined {
  const [, region = "", account = "", name = "", consumer] = arnPattern.exec(arn) ?? [];
  if (name === "") return undefined;
  return { stream: { account, region, name }, ...(consumer !== undefined && { consumer }) };
}

export function shardName(index: number): string {
  return `shardId-${String(index).padStart(12, "0")}`;
}

/** The index of a shard by its name; undefined for a text that is no shard's name. */
export function shardIndex(name: string): number | undefined {
  const [, digits] = /^(?:shardId-)?(\d{1,12})$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The instant before which a stream's records are gone. */
export function trimHorizon({ retentionHours }: Stream, now: number): number {
  return now - retentionHours * hour;
}
