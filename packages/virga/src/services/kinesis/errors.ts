import { AwsError } from "../../kernel/errors.ts";
import { type Place, type StreamName, shardName } from "./model.ts";

export function invalidArgument(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
}

export function validationException(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** What a request with `DryRun` gets that would have succeeded: https://docs.aws.amazon.com/streams/latest/dev/kds-dryrun-validation.html */
export function dryRunSucceeded(): AwsError {
  return new AwsError("DryRunOperationException", "The request would have succeeded, but the DryRun parameter is set.");
}

export function unsupported(what: string): AwsError {
  return new AwsError("NotImplemented", `Virga does not support ${what} of Kinesis.`, { status: 501 });
}

export function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceededException", message);
}

export function resourceInUse(message: string): AwsError {
  return new AwsError("ResourceInUseException", message);
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

export function streamNotFound({ name, account }: StreamName): AwsError {
  return notFound(`Stream ${name} under account ${account} not found.`);
}

/** A shard that an operation on shards names and that the stream does not have. */
export function shardNotFound({ name, account }: StreamName, shard: string): AwsError {
  return notFound(`Could not find shard ${shard} in stream ${name} under account ${account}.`);
}

/** The same where records are read. */
export function shardDoesNotExist({ name, account }: StreamName, shard: string): AwsError {
  return notFound(`Shard ${shard} in stream ${name} under account ${account} does not exist`);
}

export function consumerNotFound({ name, account }: StreamName, consumer: string): AwsError {
  return notFound(`Consumer ${consumer}, Stream ${name} not found under account ${account}.`);
}

/** A consumer has a subscription to a shard already, or another one has taken it over. */
export function subscriptionExists({ name, account }: StreamName, shard: number, consumer: string): AwsError {
  return resourceInUse(
    `Another active subscription exists for this consumer: ${account}:${name}:${shardName(shard)}:${consumer}`,
  );
}

/** What a record of PutRecords that was too much for its shard says. */
export function rateExceededText({ name, account }: StreamName, shard: number): string {
  return `Rate exceeded for shard ${shardName(shard)} in stream ${name} under account ${account}.`;
}

export const throughputExceeded = "ProvisionedThroughputExceededException";

export function rateExceeded(stream: StreamName, shard: number): AwsError {
  return new AwsError(throughputExceeded, rateExceededText(stream, shard));
}

export function tooManyShards({ account, region }: Place, open: number, limit: number, more: number): AwsError {
  return limitExceeded(
    `This request would exceed the shard limit for the account ${account} in ${region}. Current shard count for the account: ${open}. Limit: ${limit}. Number of additional shards that would have resulted from this request: ${more}. Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request higher limits.`,
  );
}

export function invalidIterator(): AwsError {
  return invalidArgument("Invalid ShardIterator.");
}

export function iteratorExpired(created: number, now: number, tolerated: number): AwsError {
  const message = `Iterator expired. The iterator was created at time ${javaDate(created)} while right now it is ${javaDate(now)} which is further in the future than the tolerated delay of ${tolerated} milliseconds.`;
  return new AwsError("ExpiredIteratorException", message);
}

/** As Java prints a date: `Thu Jan 22 01:22:02 UTC 2015`. */
function javaDate(instant: number): string {
  const [weekday = "", date, month, year, time] = new Date(instant).toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${date} ${time} UTC ${year}`;
}
