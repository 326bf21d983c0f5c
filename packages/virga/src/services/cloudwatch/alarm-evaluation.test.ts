import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatch, type PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const minute = 60_000;

const plain: PutMetricAlarmCommandInput = {
  AlarmName: "failed",
  AlarmDescription: "Orders fail",
  Namespace: "shop",
  MetricName: "failed",
  Statistic: "Sum",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 0,
  ComparisonOperator: "GreaterThanThreshold",
  TreatMissingData: "notBreaching",
};

describe("alarms", () => {
  let cloud: TestCloud;
  let client: CloudWatch;

  beforeEach(async () => {
    cloud = await createTestCloud();
    client = cloud.client(CloudWatch);
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  async function alarm(name = "failed") {
    const input = { AlarmNames: [name], AlarmTypes: ["MetricAlarm" as const, "CompositeAlarm" as const] };
    const { MetricAlarms = [], CompositeAlarms = [] } = await client.describeAlarms(input);
    return MetricAlarms[0] ?? CompositeAlarms[0]!;
  }

  function fail(count = 1, MetricName = "failed") {
    return client.putMetricData({ Namespace: "shop", MetricData: [{ MetricName, Value: count }] });
  }

  /** A queue that gets all that a topic does. */
  async function topicWithQueue() {
    const [sns, sqs] = [cloud.client(SNS), cloud.client(SQS)];
    const { TopicArn = "" } = await sns.createTopic({ Name: "pager" });
    const QueueArn = "arn:aws:sqs:us-east-1:000000000000:pager";
    const statement = { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:*", Resource: "*" };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const { QueueUrl = "" } = await sqs.createQueue({ QueueName: "pager", Attributes: { Policy } });
    await sns.subscribe({ TopicArn, Protocol: "sqs", Endpoint: QueueArn });
    const receive = async () => {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      for (const { ReceiptHandle } of Messages) await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
      return Messages.map(({ Body = "" }) => JSON.parse(Body) as { Subject: string; Message: string });
    };
    return { TopicArn, receive };
  }

  it("go from OK to ALARM and back, and publish", async () => {
    const { TopicArn, receive } = await topicWithQueue();
    await client.putMetricAlarm({ ...plain, AlarmActions: [TopicArn], OKActions: [TopicArn] });
    await cloud.clock.advance(minute);
    assert.equal((await alarm()).StateValue, "OK");
    assert.equal(
      (await alarm()).StateReason,
      "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
    );
    await receive();
    await fail(3);
    await cloud.clock.advance(minute);
    const { StateValue, StateReason, StateReasonData = "" } = await alarm();
    assert.equal(StateValue, "ALARM");
    assert.equal(
      StateReason,
      "Threshold Crossed: 1 out of the last 1 datapoints [3.0 (01/01/26 00:01:00)] was greater than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).",
    );
    assert.deepEqual(JSON.parse(StateReasonData), {
      version: "1.0",
      queryDate: "2026-01-01T00:02:00.000+0000",
      startDate: "2026-01-01T00:01:00.000+0000",
      statistic: "Sum",
      period: 60,
      recentDatapoints: [3],
      threshold: 0,
      evaluatedDatapoints: [{ timestamp: "2026-01-01T00:01:00.000+0000", value: 3 }],
    });
    const [published] = await receive();
    assert.equal(published?.Subject, 'ALARM: "failed" in US East (N. Virginia)');
    const message = JSON.parse(published.Message) as Record<string, unknown>;
    assert.equal(message.OldStateValue, "OK");
    assert.equal(message.AlarmDescription, "Orders fail");
    assert.deepEqual((message.Trigger as Record<string, unknown>).Statistic, "SUM");
    await cloud.clock.advance(5 * minute);
    assert.equal((await alarm()).StateValue, "OK");
    assert.equal((await receive())[0]?.Subject, 'OK: "failed" in US East (N. Virginia)');
    const { AlarmHistoryItems = [] } = await client.describeAlarmHistory({ AlarmName: "failed" });
    assert.deepEqual(
      AlarmHistoryItems.filter(({ HistoryItemType }) => HistoryItemType !== "ConfigurationUpdate").map(
        ({ HistorySummary }) => HistorySummary,
      ),
      [
        `Successfully executed action ${TopicArn}`,
        "Alarm updated from ALARM to OK",
        `Successfully executed action ${TopicArn}`,
        "Alarm updated from OK to ALARM",
        `Successfully executed action ${TopicArn}`,
        "Alarm updated from INSUFFICIENT_DATA to OK",
      ],
    );
  });

  it("need M of N datapoints", async () => {
    await client.putMetricAlarm({ ...plain, EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    await fail();
    await cloud.clock.advance(minute);
    assert.equal((await alarm()).StateValue, "OK");
    await cloud.clock.advance(minute);
    await fail();
    await cloud.clock.advance(minute);
    assert.equal((await alarm()).StateValue, "ALARM");
  });

  it("treat missing data as missing unless told", async () => {
    const { TreatMissingData: _, ...missing } = plain;
    await client.putMetricAlarm(missing);
    await cloud.clock.advance(minute);
    assert.equal((await alarm()).StateValue, "INSUFFICIENT_DATA");
    assert.equal((await alarm()).StateReason, "Insufficient Data: 1 datapoint was unknown.");
    await fail(0);
    await cloud.clock.advance(minute);
    assert.equal((await alarm()).StateValue, "OK");
    await cloud.clock.advance(10 * minute);
    assert.equal((await alarm()).StateValue, "INSUFFICIENT_DATA");
  });

  it("work on metric math", async () => {
    const stat = (MetricName: string) => ({ Metric: { Namespace: "shop", MetricName }, Period: 60, Stat: "Sum" });
    await client.putMetricAlarm({
      AlarmName: "failed",
      EvaluationPeriods: 1,
      Threshold: 50,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "notBreaching",
      Metrics: [
        { Id: "rate", Expression: "100 * failed / orders", Label: "Failed" },
        { Id: "failed", MetricStat: stat("failed"), ReturnData: false },
        { Id: "orders", MetricStat: stat("orders"), ReturnData: false },
      ],
    });
    await fail(1);
    await fail(4, "orders");
    await cloud.clock.advance(minute);
    assert.equal((await alarm()).StateValue, "OK");
    await fail(2);
    await fail(4, "orders");
    await cloud.clock.advance(minute);
    assert.equal((await alarm()).StateValue, "ALARM");
    assert.match((await alarm()).StateReason ?? "", /\[50\.0 \(/);
  });

  it("are set by hand until the next evaluation, and make composite alarms follow", async () => {
    const { TopicArn, receive } = await topicWithQueue();
    await client.putMetricAlarm(plain);
    await client.putCompositeAlarm({ AlarmName: "any", AlarmRule: "ALARM(failed)", AlarmActions: [TopicArn] });
    await cloud.clock.advance(minute);
    assert.equal((await alarm("any")).StateValue, "OK");
    await client.setAlarmState({ AlarmName: "failed", StateValue: "ALARM", StateReason: "a test" });
    assert.equal((await alarm("any")).StateValue, "ALARM");
    assert.equal(
      (await alarm("any")).StateReason,
      "arn:aws:cloudwatch:us-east-1:000000000000:alarm:failed transitioned to ALARM at Thursday 01 January, 2026 00:01:00 UTC",
    );
    await cloud.clock.advance(1_000);
    const [published] = await receive();
    const message = JSON.parse(published!.Message) as Record<string, unknown>;
    assert.equal(message.AlarmRule, "ALARM(failed)");
    await cloud.clock.advance(minute);
    assert.equal((await alarm()).StateValue, "OK");
    assert.equal((await alarm("any")).StateValue, "OK");
  });

  it("do nothing while their actions are disabled, and say when one fails", async () => {
    const nobody = "arn:aws:sns:us-east-1:000000000000:nobody";
    await client.putMetricAlarm({ ...plain, AlarmActions: [nobody] });
    await client.disableAlarmActions({ AlarmNames: ["failed"] });
    const set = (StateValue: "OK" | "ALARM") =>
      client.setAlarmState({ AlarmName: "failed", StateValue, StateReason: "a test" });
    const actions = async () => {
      await cloud.clock.advance(1_000);
      const { AlarmHistoryItems = [] } = await client.describeAlarmHistory({ HistoryItemType: "Action" });
      return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);
    };
    await set("ALARM");
    assert.deepEqual(await actions(), []);
    await set("OK");
    await client.enableAlarmActions({ AlarmNames: ["failed"] });
    await set("ALARM");
    const [summary] = await actions();
    assert.match(
      summary ?? "",
      /^Failed to execute action arn:aws:sns:us-east-1:000000000000:nobody\. Received error: "/,
    );
  });

  it("cost nothing while nothing happens", async () => {
    for (let index = 0; index < 20; index++) await client.putMetricAlarm({ ...plain, AlarmName: `alarm ${index}` });
    await fail();
    await cloud.clock.advance(minute);
    const version = cloud.runtime.host.store.version;
    await cloud.clock.advance(30 * 86_400_000);
    assert.ok(cloud.runtime.host.store.version - version < 2_000);
    assert.equal((await alarm("alarm 0")).StateValue, "OK");
  });
});
