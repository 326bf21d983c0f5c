import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatch, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;

describe("metrics", () => {
  let cloud: TestCloud;
  let client: CloudWatch;

  beforeEach(async () => {
    cloud = await createTestCloud();
    client = cloud.client(CloudWatch);
  });

  afterEach(() => cloud.close());

  function put(MetricName: string, values: readonly number[], at: number, Unit: "Count" | "Bytes" = "Count") {
    const Dimensions = [{ Name: "stage", Value: "test" }];
    const datum = { MetricName, Dimensions, Timestamp: new Date(at), Values: Array.from(values), Unit };
    return client.putMetricData({ Namespace: "shop", MetricData: [datum] });
  }

  function range(minutes: number) {
    return { StartTime: new Date(start), EndTime: new Date(start + minutes * minute) };
  }

  const metric = { Namespace: "shop", Dimensions: [{ Name: "stage", Value: "test" }] };

  function query(Id: string, MetricName: string, Stat = "Sum", Period = 60): MetricDataQuery {
    return { Id, MetricStat: { Metric: { ...metric, MetricName }, Period, Stat }, ReturnData: false };
  }

  async function calculate(Expression: string, ...queries: MetricDataQuery[]) {
    const MetricDataQueries = [...queries, { Id: "result", Expression }];
    const { MetricDataResults = [] } = await client.getMetricData({
      MetricDataQueries,
      ...range(5),
      ScanBy: "TimestampAscending",
    });
    return MetricDataResults.map(({ Values }) => Values);
  }

  it("give statistics of periods", async () => {
    await put("orders", [1, 2, 3, 4], start);
    await put("orders", [10], start + 30_000);
    await put("orders", [5], start + minute);
    const { Datapoints = [], Label } = await client.getMetricStatistics({
      ...metric,
      ...range(5),
      MetricName: "orders",
      Period: 60,
      Statistics: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"],
      ExtendedStatistics: ["p50", "p100", "tm80", "TC(2:4)", "PR(:3)", "wm80"],
    });
    assert.equal(Label, "orders");
    assert.deepEqual(Datapoints[0], {
      Timestamp: new Date(start),
      Unit: "Count",
      SampleCount: 5,
      Average: 4,
      Sum: 20,
      Minimum: 1,
      Maximum: 10,
      ExtendedStatistics: { p50: 3, p100: 10, tm80: 2.5, "TC(2:4)": 2, "PR(:3)": 60, wm80: 2.8 },
    });
    assert.equal(Datapoints.length, 2);
  });

  it("tell units apart, and take statistic sets and counts", async () => {
    await put("size", [1], start, "Count");
    await put("size", [1024], start, "Bytes");
    const StatisticValues = { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 };
    const Dimensions = metric.Dimensions;
    await client.putMetricData({
      Namespace: "shop",
      MetricData: [
        { MetricName: "set", Dimensions, StatisticValues },
        { MetricName: "counts", Dimensions, Values: [1, 2], Counts: [3, 1] },
      ],
    });
    const read = async (MetricName: string, Unit?: "Bytes") => {
      const input = { ...metric, ...range(5), MetricName, Period: 60, ...(Unit && { Unit }) };
      const { Datapoints = [] } = await client.getMetricStatistics({
        ...input,
        Statistics: ["Sum", "SampleCount"],
        ExtendedStatistics: ["p90"],
      });
      return Datapoints.map(({ Sum, SampleCount, ExtendedStatistics }) => [Sum, SampleCount, ExtendedStatistics?.p90]);
    };
    assert.deepEqual(await read("size"), [
      [1, 1, 1],
      [1024, 1, 1024],
    ]);
    assert.deepEqual(await read("size", "Bytes"), [[1024, 1, 1024]]);
    assert.deepEqual(await read("set"), [[55, 10, undefined]]);
    assert.deepEqual(await read("counts"), [[5, 4, 2]]);
  });

  it("are refused where AWS refuses them", async () => {
    const MetricData = [{ MetricName: "orders", Value: 1 }];
    await assert.rejects(client.putMetricData({ Namespace: "AWS/SQS", MetricData }), {
      name: "InvalidParameterValueException",
    });
    await assert.rejects(put("orders", [1], start - 15 * 86_400_000), /two weeks in the past/);
    await assert.rejects(put("orders", [1], start + 3 * 3_600_000), /two hours in the future/);
    await assert.rejects(put("orders", [], start), /Values must have between/);
    const both = [{ MetricName: "orders", Value: 1, Values: [1] }];
    await assert.rejects(client.putMetricData({ Namespace: "shop", MetricData: both }), {
      name: "InvalidParameterCombinationException",
    });
    const tooMany = { ...metric, ...range(1_441), MetricName: "orders", Period: 60, Statistics: ["Sum" as const] };
    await assert.rejects(client.getMetricStatistics(tooMany), /requested up to 1,441 datapoints/);
  });

  it("are calculated with", async () => {
    await put("a", [1], start);
    await put("a", [2], start + minute);
    await put("a", [4], start + 2 * minute);
    await put("b", [10], start);
    await put("b", [0], start + minute);
    const [a, b] = [query("a", "a"), query("b", "b")];
    assert.deepEqual(await calculate("a + b * 2", a, b), [[21, 2]]);
    assert.deepEqual(await calculate("100 * a / b", a, b), [[10]]);
    assert.deepEqual(await calculate("a / (a + FILL(b, 0))", a, b), [[1 / 11, 1, 1]]);
    assert.deepEqual(await calculate("SUM([a, b])", a, b), [[11, 2, 4]]);
    assert.deepEqual(await calculate("SUM(METRICS())", a, b), [[11, 2, 4]]);
    assert.deepEqual(await calculate("a * SUM(a)", a), [[7, 14, 28]]);
    assert.deepEqual(await calculate("IF(a > 1 AND a < 4, a, 0)", a), [[0, 2, 0]]);
    assert.deepEqual(await calculate("RATE(a)", a), [[1 / 60, 2 / 60]]);
    assert.deepEqual(await calculate("-a ^ 2 + MINUTE(a)", a), [[-1, -3, -14]]);
    assert.deepEqual(await calculate("FILL(a, REPEAT)", a), [[1, 2, 4, 4, 4]]);
    assert.deepEqual(await calculate("RUNNING_SUM(a)", a), [[1, 3, 7]]);
    assert.deepEqual(await calculate("SORT(METRICS(), SUM, DESC, 1)", a, b), [[10, 0]]);
    assert.deepEqual(await calculate("TIME_SERIES(3)"), [[3, 3, 3, 3, 3]]);
    await assert.rejects(calculate("a +", a), /Invalid syntax/);
    await assert.rejects(calculate("nobody"), /Undefined variables: nobody/);
    await assert.rejects(calculate("SEARCH('x', 'Sum')"), /metric math function SEARCH/);
    await assert.rejects(calculate("WHAT(a)", a), /Unsupported function WHAT/);
  });

  it("come in pages, newest first, with labels", async () => {
    for (let index = 0; index < 5; index++) await put("a", [index], start + index * minute);
    const MetricDataQueries = [
      { ...query("m1", "a"), ReturnData: true, Label: "${PROP('Stat')} of ${PROP('Dim.stage')}: ${MAX}" },
      { Id: "e1", Expression: "m1 * 10" },
    ];
    const input = { MetricDataQueries, ...range(5), MaxDatapoints: 3 };
    const pages: (number[] | undefined)[] = [];
    const statuses: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.getMetricData({ ...input, ...(NextToken && { NextToken }) });
      for (const { StatusCode } of page.MetricDataResults ?? []) statuses.push(StatusCode);
      pages.push(...(page.MetricDataResults ?? []).map(({ Values }) => Values));
      NextToken = page.NextToken;
    } while (NextToken);
    assert.deepEqual(pages, [[4, 3, 2], [1, 0], [40], [30, 20, 10], [0]]);
    assert.deepEqual(statuses, ["PartialData", "Complete", "PartialData", "PartialData", "Complete"]);
    const { MetricDataResults } = await client.getMetricData({ ...input, MaxDatapoints: 100 });
    assert.deepEqual(
      MetricDataResults?.map(({ Label }) => Label),
      ["Sum of test: 4", "e1"],
    );
  });

  it("are listed by namespace, name and dimension", async () => {
    await put("a", [1], start);
    await put("b", [1], start);
    await client.putMetricData({ Namespace: "other", MetricData: [{ MetricName: "a", Value: 1 }] });
    const names = async (input: object) =>
      (await client.listMetrics(input)).Metrics?.map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`);
    assert.deepEqual(await names({}), ["other a", "shop a", "shop b"]);
    assert.deepEqual(await names({ Namespace: "shop", MetricName: "b" }), ["shop b"]);
    assert.deepEqual(await names({ MetricName: "a", Dimensions: [{ Name: "stage" }] }), ["shop a"]);
    await cloud.clock.advance(15 * 86_400_000);
    assert.deepEqual(await names({}), []);
  });

  it("keep seconds for three hours, minutes for 15 days, five minutes for 63", async () => {
    const datum = (value: number, at: number) => ({
      MetricName: "fast",
      Value: value,
      Timestamp: new Date(at),
      StorageResolution: 1,
    });
    await client.putMetricData({ Namespace: "shop", MetricData: [datum(1, start), datum(2, start + 1_000)] });
    const read = async (Period: number) => {
      const input = { Namespace: "shop", MetricName: "fast", ...range(10), Period, Statistics: ["Sum" as const] };
      return (await client.getMetricStatistics(input)).Datapoints?.map(({ Sum }) => Sum);
    };
    assert.deepEqual(await read(1), [1, 2]);
    assert.deepEqual(await read(60), [3]);
    await cloud.clock.advance(2 * 86_400_000);
    assert.deepEqual(await read(1), []);
    assert.deepEqual(await read(60), [3]);
    await cloud.clock.advance(15 * 86_400_000);
    assert.deepEqual(await read(60), []);
    assert.deepEqual(await read(300), [3]);
    await cloud.clock.advance(60 * 86_400_000);
    assert.deepEqual(await read(300), []);
    assert.deepEqual(await read(3600), [3]);
    await cloud.clock.advance(500 * 86_400_000);
    assert.deepEqual(await read(3600), []);
  });

  it("may come compressed", async () => {
    const Values = Array.from({ length: 150 }, (_, index) => index + 0.123456789);
    const MetricData = Array.from({ length: 10 }, (_, index) => ({ MetricName: `metric ${index}`, Values }));
    await client.putMetricData({ Namespace: "shop", MetricData });
    assert.equal((await client.listMetrics({ Namespace: "shop" })).Metrics?.length, 10);
  });
});
