import type { EnhancedMonitoringOutput, MetricsName } from "@aws-sdk/client-kinesis";
import { streamArn } from "./model.ts";
import { changeStream, type KinesisCall, type OfStream } from "./streams.ts";

const allMetrics: readonly MetricsName[] = [
  "IncomingBytes",
  "IncomingRecords",
  "IteratorAgeMilliseconds",
  "OutgoingBytes",
  "OutgoingRecords",
  "ReadProvisionedThroughputExceeded",
  "WriteProvisionedThroughputExceeded",
];

/** Sets which shard-level metrics a stream has; gives those before and after. */
export function changeMetrics(
  call: KinesisCall,
  input: OfStream & { readonly ShardLevelMetrics?: readonly MetricsName[] | undefined },
  keeps: (metric: MetricsName, isOn: boolean, isNamed: boolean) => boolean,
): EnhancedMonitoringOutput {
  const named = new Set<MetricsName>(input.ShardLevelMetrics);
  let before: readonly string[] = [];
  const changed = changeStream(call, input, (stream) => {
    before = stream.metrics;
    const metrics = allMetrics.filter((metric) =>
      keeps(metric, stream.metrics.includes(metric), named.has("ALL") || named.has(metric)),
    );
    return { ...stream, metrics };
  });
  return {
    StreamName: changed.name,
    CurrentShardLevelMetrics: [...before] as MetricsName[],
    DesiredShardLevelMetrics: [...changed.metrics] as MetricsName[],
    StreamARN: streamArn(changed),
  };
}
