const initial = 5;
const perMinute = 300;
const most = 1_250;
const minute = 60_000;

/**
 * How many batches of a standard queue are worked on at a time, when messages have been waiting for so long (milliseconds).
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export function concurrentBatches(backlogFor: number, maximumConcurrency: number | undefined): number {
  const scaled = initial + Math.floor(backlogFor / minute) * perMinute;
  return Math.min(scaled, maximumConcurrency ?? most);
}
