/** What the samples speak of: the account, the instant, and names of the app's own resources where it has some. */
export interface SampleScope {
  readonly account: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly stackName: string;
  readonly functionName: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly restApiId: string;
  readonly queueName: string;
  readonly topicName: string;
  readonly streamName: string;
  readonly tableName: string;
  readonly bucketName: string;
  readonly eventBusName: string;
  readonly stateMachineName: string;
}

/** A scope in which nothing is known of the app. */
export function defaultScope(place: Pick<SampleScope, "account" | "region" | "now">): SampleScope {
  return {
    ...place,
    stackName: "Example",
    functionName: "example-function",
    userPoolId: `${place.region}_Ab1Cd2Ef3`,
    userPoolClientId: "1h57kf5cpq17m0eml12EXAMPLE",
    restApiId: "a1b2c3d4e5",
    queueName: "example-queue",
    topicName: "example-topic",
    streamName: "example-stream",
    tableName: "example-table",
    bucketName: "example-bucket",
    eventBusName: "default",
    stateMachineName: "example-workflow",
  };
}

/** One kind of event: what it is for, and how a sample of it is made. */
export interface SampleEvent<Event = unknown> {
  readonly description: string;
  make(scope: SampleScope): Event;
}

/** `arn:aws:sqs:us-east-1:000000000000:example-queue` */
export function arn({ account, region }: SampleScope, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

/** Ids that look like AWS's and are always the same, so that samples can be compared. */
export const sampleIds = {
  request: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
  message: "059f36b4-87a3-44ab-83d2-661975830a7d",
  user: "5d9b1f3c-0a64-4a0e-9d9b-52f1f0c1a8e7",
  trace: "Root=1-5e1b4151-5ac6c58f5d3daa3d8f6b3a1c",
} as const;

/** A log event of API Gateway has `09/Apr/2026:12:34:56 +0000`. */
export function commonLogTime(now: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(now).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

/** `2026-04-09T12:34:56Z`: AWS leaves the milliseconds out in most events. */
export function isoSeconds(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}
