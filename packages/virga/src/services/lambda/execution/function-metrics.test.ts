import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { RunningFunctions } from "./running-functions.suite.ts";

const minute = 60_000;

describe("functions and CloudWatch", () => {
  let functions: RunningFunctions;

  beforeEach(async () => {
    functions = await RunningFunctions.start();
  });

  afterEach(() => functions.close());

  async function statistic(
    MetricName: string,
    Stat: "Sum" | "Maximum" | "SampleCount",
    ...dimensions: readonly string[]
  ) {
    const { cloud } = functions;
    const Dimensions = [];
    for (let index = 0; index < dimensions.length; index += 2) {
      Dimensions.push({ Name: dimensions[index], Value: dimensions[index + 1] });
    }
    const { Datapoints = [] } = await cloud.client(CloudWatch).getMetricStatistics({
      Namespace: "AWS/Lambda",
      MetricName,
      Dimensions,
      StartTime: new Date("2026-01-01T00:00:00Z"),
      EndTime: new Date(cloud.clock.now() + minute),
      Period: 3600,
      Statistics: [Stat],
    });
    return Datapoints[0]?.[Stat];
  }

  it("count invocations, errors, throttles and events", async () => {
    await functions.create("work", "exports.handler = async (event) => { if (event.bad) throw new Error('bad'); };");
    await functions.invoke("work");
    await functions.invoke("work", { bad: true }, { Qualifier: "$LATEST" });
    await functions.lambda.invoke({ FunctionName: "work", InvocationType: "Event", Payload: '{"bad":true}' });
    await functions.cloud.clock.advance(10 * minute);
    await functions.lambda.putFunctionConcurrency({ FunctionName: "work", ReservedConcurrentExecutions: 0 });
    await assert.rejects(functions.invoke("work"), { name: "TooManyRequestsException" });
    const work = (metric: string, stat: "Sum" | "Maximum" | "SampleCount" = "Sum") =>
      statistic(metric, stat, "FunctionName", "work");
    assert.equal(await work("Invocations"), 5);
    assert.equal(await work("Errors"), 4);
    assert.equal(await work("Duration", "SampleCount"), 5);
    assert.equal(await work("ConcurrentExecutions", "Maximum"), 1);
    assert.equal(await work("Throttles"), 1);
    assert.equal(await work("AsyncEventsReceived"), 1);
    assert.equal(await work("AsyncEventsDropped"), 1);
    assert.equal(await work("AsyncEventAge", "Maximum"), 3 * minute);
    assert.equal(await statistic("Invocations", "Sum"), 5);
    assert.equal(await statistic("Errors", "Sum", "FunctionName", "work", "Resource", "work:$LATEST"), 1);
  });

  it("are invoked by alarms that their policies let", async () => {
    const { cloud } = functions;
    await functions.create("act", "exports.handler = async (event) => console.log(JSON.stringify(event));");
    const client = cloud.client(CloudWatch);
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:act";
    await client.putMetricAlarm({
      AlarmName: "failed",
      Namespace: "shop",
      MetricName: "failed",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: "GreaterThanThreshold",
      AlarmActions: [arn],
    });
    const history = async () => {
      await cloud.clock.advance(1_000);
      const { AlarmHistoryItems = [] } = await client.describeAlarmHistory({ HistoryItemType: "Action" });
      return AlarmHistoryItems[0]?.HistorySummary ?? "";
    };
    const alarm = () => client.setAlarmState({ AlarmName: "failed", StateValue: "ALARM", StateReason: "a test" });
    await alarm();
    assert.match(await history(), /^Failed to execute action/);
    await client.setAlarmState({ AlarmName: "failed", StateValue: "OK", StateReason: "a test" });
    await functions.lambda.addPermission({
      FunctionName: "act",
      StatementId: "alarms",
      Action: "lambda:InvokeFunction",
      Principal: "lambda.alarms.cloudwatch.amazonaws.com",
      SourceArn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:failed",
    });
    await alarm();
    assert.equal(await history(), `Successfully executed action ${arn}`);
    await cloud.clock.advance(minute);
    const { events = [] } = await cloud.client(CloudWatchLogs).filterLogEvents({
      logGroupName: "/aws/lambda/act",
      filterPattern: "alarmArn",
    });
    const message = events[0]?.message ?? "";
    const event = JSON.parse(message.slice(message.indexOf("{"))) as Record<string, unknown>;
    assert.equal(event.source, "aws.cloudwatch");
    assert.deepEqual((event.alarmData as { state: { value: string } }).state.value, "ALARM");
  });
});
