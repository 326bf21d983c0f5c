import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { fails, returns } from "../scripted-functions.suite.ts";
import { MappedCloud, streamIn } from "./event-sources.suite.ts";

const MetricsConfig = { Metrics: ["EventCount" as const] };

describe("the metrics of event source mappings", () => {
  let mapped: MappedCloud;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
  });

  afterEach(() => mapped.close());

  /** The sums of all of a mapping's metrics that were counted. */
  async function sums(UUID: string): Promise<Record<string, number>> {
    const cloudwatch = mapped.cloud.client(CloudWatch);
    const Dimensions = [{ Name: "EventSourceMappingUUID", Value: UUID }];
    const { Metrics = [] } = await cloudwatch.listMetrics({ Namespace: "AWS/Lambda", Dimensions });
    const found: Record<string, number> = {};
    for (const { MetricName = "" } of Metrics) {
      const { Datapoints = [] } = await cloudwatch.getMetricStatistics({
        Namespace: "AWS/Lambda",
        MetricName,
        Dimensions,
        StartTime: new Date(mapped.cloud.clock.now() - 3_600_000),
        EndTime: new Date(mapped.cloud.clock.now()),
        Period: 3_600,
        Statistics: ["Sum"],
      });
      found[MetricName] = Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
    }
    return found;
  }

  it("count the records of a stream", async () => {
    const stream = await streamIn(mapped, "s", 1);
    mapped.functions.answer = () => fails("no");
    const UUID = await mapped.map(stream.arn, {
      StartingPosition: "TRIM_HORIZON",
      MaximumRetryAttempts: 1,
      FilterCriteria: { Filters: [{ Pattern: '{"partitionKey":["a"]}' }] },
      MetricsConfig,
    });
    await stream.put(["a", "b", "c"]);
    await mapped.seconds(300);
    assert.deepEqual(await sums(UUID), {
      PolledEventCount: 3,
      FilteredOutEventCount: 2,
      InvokedEventCount: 2,
      FailedInvokeEventCount: 2,
      DroppedEventCount: 1,
    });
  });

  it("count the messages of a queue, and nothing where nobody asks for it", async () => {
    const queue = await mapped.queue("q", { VisibilityTimeout: "60" });
    mapped.functions.answer = ({ payload }) => {
      const { Records } = JSON.parse(new TextDecoder().decode(payload)) as { Records: { messageId: string }[] };
      const [first] = Records;
      const batchItemFailures = Records.length > 1 ? [{ itemIdentifier: first!.messageId }] : [];
      return returns({ batchItemFailures });
    };
    const UUID = await mapped.map(queue.arn, { FunctionResponseTypes: ["ReportBatchItemFailures"], MetricsConfig });
    await mapped.send(queue.url, ["a", "b", "c"]);
    await mapped.seconds(300);
    assert.deepEqual(await sums(UUID), {
      PolledEventCount: 4,
      InvokedEventCount: 4,
      FailedInvokeEventCount: 1,
      DeletedEventCount: 3,
    });
    const silent = await mapped.queue("silent");
    const other = await mapped.map(silent.arn);
    await mapped.send(silent.url, ["a"]);
    await mapped.seconds(300);
    assert.deepEqual(await sums(other), {});
  });
});
