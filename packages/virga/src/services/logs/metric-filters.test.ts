import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const minute = 60_000;
const place = { logGroupName: "app", logStreamName: "one" };

describe("metrics of logs", () => {
  let cloud: TestCloud;
  let logs: CloudWatchLogs;

  beforeEach(async () => {
    cloud = await createTestCloud();
    logs = cloud.client(CloudWatchLogs);
    await logs.createLogGroup({ logGroupName: "app" });
    await logs.createLogStream(place);
  });

  afterEach(() => cloud.close());

  function write(...messages: readonly string[]) {
    const timestamp = cloud.clock.now();
    return logs.putLogEvents({ ...place, logEvents: messages.map((message) => ({ timestamp, message })) });
  }

  async function sums(Namespace: string, MetricName: string, ...dimensions: readonly string[]) {
    await cloud.clock.advance(minute);
    const [Name, Value] = dimensions;
    const { Datapoints = [] } = await cloud.client(CloudWatch).getMetricStatistics({
      Namespace,
      MetricName,
      Dimensions: Name === undefined ? [] : [{ Name, Value }],
      StartTime: new Date("2026-01-01T00:00:00Z"),
      EndTime: new Date(cloud.clock.now()),
      Period: 60,
      Statistics: ["Sum"],
    });
    return Datapoints.map(({ Sum, Unit }) => [Sum, Unit]);
  }

  it("are counted by metric filters, with a default where nothing matches", async () => {
    const transformation = { metricNamespace: "app", metricName: "errors", metricValue: "1", defaultValue: 0 };
    await logs.putMetricFilter({
      logGroupName: "app",
      filterName: "errors",
      filterPattern: "ERROR",
      metricTransformations: [transformation],
    });
    await write("ERROR one", "fine", "ERROR two");
    await cloud.clock.advance(minute);
    await write("fine");
    assert.deepEqual(await sums("app", "errors"), [
      [2, "None"],
      [0, "None"],
    ]);
    const { metricFilters } = await logs.describeMetricFilters({ logGroupName: "app" });
    assert.deepEqual(metricFilters?.[0]?.metricTransformations, [transformation]);
    assert.equal((await logs.describeLogGroups()).logGroups?.[0]?.metricFilterCount, 1);
    await logs.deleteMetricFilter({ logGroupName: "app", filterName: "errors" });
    await assert.rejects(logs.deleteMetricFilter({ logGroupName: "app", filterName: "errors" }), /does not exist/);
  });

  it("are taken from events' JSON, with dimensions", async () => {
    await logs.putMetricFilter({
      logGroupName: "app",
      filterName: "latency",
      filterPattern: "{ $.latency >= 0 }",
      metricTransformations: [
        {
          metricNamespace: "app",
          metricName: "latency",
          metricValue: "$.latency",
          dimensions: { route: "$.route" },
          unit: "Milliseconds",
        },
      ],
    });
    await write('{"latency":12,"route":"/a"}', '{"latency":30,"route":"/a"}', '{"latency":1}');
    assert.deepEqual(await sums("app", "latency", "route", "/a"), [[42, "Milliseconds"]]);
  });

  it("are taken from events that embed them", async () => {
    const CloudWatchMetrics = [
      { Namespace: "shop", Dimensions: [["service"], []], Metrics: [{ Name: "orders", Unit: "Count" }] },
    ];
    const event = JSON.stringify({ _aws: { Timestamp: 0, CloudWatchMetrics }, service: "web", orders: [1, 2] });
    await write(event, `2026-01-01T00:00:00.000Z\tid\tINFO\t${event}`, '{"_aws":7}', '{"_aws"');
    assert.deepEqual(await sums("shop", "orders", "service", "web"), [[6, "Count"]]);
    assert.deepEqual(await sums("shop", "orders"), [[6, "Count"]]);
  });

  it("come from filters of a stack", async () => {
    const Filter = {
      Type: "AWS::Logs::MetricFilter",
      Properties: {
        LogGroupName: "app",
        FilterPattern: "ERROR",
        MetricTransformations: [{ MetricName: "errors", MetricNamespace: "app", MetricValue: "1", DefaultValue: "0" }],
      },
    };
    const client = cloud.client(CloudFormation);
    await client.createStack({ StackName: "stack", TemplateBody: JSON.stringify({ Resources: { Filter } }) });
    await cloud.clock.advance(minute);
    await write("ERROR");
    assert.deepEqual(await sums("app", "errors"), [[1, "None"]]);
    await client.deleteStack({ StackName: "stack" });
    await cloud.clock.advance(minute);
    assert.deepEqual((await logs.describeMetricFilters({ logGroupName: "app" })).metricFilters, []);
  });
});
