import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatch, type PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const plain: PutMetricAlarmCommandInput = {
  AlarmName: "orders failed",
  Namespace: "shop",
  MetricName: "failed",
  Dimensions: [{ Name: "stage", Value: "test" }],
  Statistic: "Sum",
  Period: 60,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 1,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
};

describe("alarms as resources", () => {
  let cloud: TestCloud;
  let client: CloudWatch;

  beforeEach(async () => {
    cloud = await createTestCloud();
    client = cloud.client(CloudWatch);
  });

  afterEach(() => cloud.close());

  it("are put, described and deleted", async () => {
    await client.putMetricAlarm({ ...plain, Tags: [{ Key: "team", Value: "one" }] });
    const { MetricAlarms = [] } = await client.describeAlarms({ AlarmNamePrefix: "orders" });
    const [alarm] = MetricAlarms;
    assert.equal(alarm?.AlarmArn, "arn:aws:cloudwatch:us-east-1:000000000000:alarm:orders failed");
    assert.equal(alarm?.StateValue, "INSUFFICIENT_DATA");
    assert.equal(alarm?.StateReason, "Unchecked: Initial alarm creation");
    assert.deepEqual(alarm?.Dimensions, plain.Dimensions);
    assert.equal(alarm?.DatapointsToAlarm, 2);
    assert.equal(alarm?.ActionsEnabled, true);
    assert.deepEqual(await tags(alarm.AlarmArn!), [{ Key: "team", Value: "one" }]);
    await client.deleteAlarms({ AlarmNames: ["orders failed"] });
    assert.deepEqual((await client.describeAlarms()).MetricAlarms, []);
    const { AlarmHistoryItems = [] } = await client.describeAlarmHistory({ AlarmName: "orders failed" });
    assert.deepEqual(
      AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary),
      ['Alarm "orders failed" deleted', 'Alarm "orders failed" created'],
    );
  });

  async function tags(ResourceARN: string) {
    return (await client.listTagsForResource({ ResourceARN })).Tags;
  }

  it("are refused where AWS refuses them", async () => {
    const put = (change: Partial<PutMetricAlarmCommandInput>) => client.putMetricAlarm({ ...plain, ...change });
    await assert.rejects(put({ Period: 90 }), { name: "ValidationException" });
    await assert.rejects(put({ EvaluationPeriods: 1441 }), /EvaluationPeriods \* Period must be <= 86400/);
    await assert.rejects(put({ DatapointsToAlarm: 4 }), /DatapointsToAlarm/);
    await assert.rejects(put({ TreatMissingData: "good" }), /TreatMissingData/);
    await assert.rejects(put({ ExtendedStatistic: "p99" }), /Exactly one of Statistic or ExtendedStatistic/);
    await assert.rejects(put({ AlarmActions: ["arn:aws:automate:us-east-1:ec2:stop"] }), /EC2 actions of alarms/);
    await assert.rejects(put({ Threshold: undefined }), /Threshold/);
    await assert.rejects(client.deleteAlarms({ AlarmNames: ["nobody"] }), { name: "ResourceNotFound" });
  });

  it("are pages, filtered by state, action and type", async () => {
    const AlarmActions = ["arn:aws:sns:us-east-1:000000000000:pager"];
    for (const name of ["a", "b", "c"]) {
      await client.putMetricAlarm({ ...plain, AlarmName: name, ...(name === "b" && { AlarmActions }) });
    }
    await client.putCompositeAlarm({ AlarmName: "all", AlarmRule: "ALARM(a) AND NOT OK(b)" });
    const first = await client.describeAlarms({ MaxRecords: 2 });
    assert.deepEqual(names(first.MetricAlarms), ["a", "b"]);
    const second = await client.describeAlarms({ MaxRecords: 2, NextToken: first.NextToken! });
    assert.deepEqual(names(second.MetricAlarms), ["c"]);
    assert.equal(second.NextToken, undefined);
    assert.deepEqual(names((await client.describeAlarms({ ActionPrefix: "arn:aws:sns" })).MetricAlarms), ["b"]);
    assert.deepEqual((await client.describeAlarms({ StateValue: "OK" })).MetricAlarms, []);
    const { CompositeAlarms } = await client.describeAlarms({ AlarmTypes: ["CompositeAlarm"] });
    assert.deepEqual(names(CompositeAlarms), ["all"]);
    assert.deepEqual(names((await client.describeAlarms({ ChildrenOfAlarmName: "all" })).MetricAlarms), ["a", "b"]);
    assert.deepEqual(names((await client.describeAlarms({ ParentsOfAlarmName: "a" })).CompositeAlarms), ["all"]);
    await assert.rejects(client.deleteAlarms({ AlarmNames: ["a"] }), /referenced by composite alarm\(s\) all/);
  });

  function names(alarms: readonly { readonly AlarmName?: string | undefined }[] | undefined) {
    return alarms?.map(({ AlarmName }) => AlarmName);
  }

  it("hold composite rules against the alarms that there are", async () => {
    const put = (AlarmRule: string) => client.putCompositeAlarm({ AlarmName: "composite", AlarmRule });
    await client.putMetricAlarm({ ...plain, AlarmName: "a" });
    await assert.rejects(put("ALARM(nobody)"), /\[nobody\] in the alarm rule do not exist/);
    await assert.rejects(put("ALARM(a"), /Invalid syntax/);
    await assert.rejects(put("LOUD(a)"), /Invalid syntax/);
    await put('(ALARM("a") OR TRUE) AND AT_LEAST(50%, OK, (a, a))');
  });

  it("keep dashboards", async () => {
    const DashboardBody = JSON.stringify({ widgets: [] });
    await client.putDashboard({ DashboardName: "main", DashboardBody });
    const { DashboardArn, DashboardBody: body } = await client.getDashboard({ DashboardName: "main" });
    assert.equal(DashboardArn, "arn:aws:cloudwatch::000000000000:dashboard/main");
    assert.equal(body, DashboardBody);
    const { DashboardEntries } = await client.listDashboards();
    assert.deepEqual(
      DashboardEntries?.map(({ DashboardName, Size }) => [DashboardName, Size]),
      [["main", DashboardBody.length]],
    );
    await assert.rejects(client.putDashboard({ DashboardName: "main", DashboardBody: "no" }), {
      name: "DashboardInvalidInputError",
    });
    await client.deleteDashboards({ DashboardNames: ["main"] });
    await assert.rejects(client.getDashboard({ DashboardName: "main" }), /does not exist/);
  });
});
