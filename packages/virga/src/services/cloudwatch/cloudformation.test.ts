import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const alarm = {
  Type: "AWS::CloudWatch::Alarm",
  Properties: {
    ComparisonOperator: "GreaterThanThreshold",
    EvaluationPeriods: "1",
    Threshold: "0",
    Metrics: [
      { Id: "all", Expression: "a + b", ReturnData: "true" },
      {
        Id: "a",
        MetricStat: { Metric: { Namespace: "shop", MetricName: "a" }, Period: 60, Stat: "Sum" },
        ReturnData: false,
      },
      {
        Id: "b",
        MetricStat: { Metric: { Namespace: "shop", MetricName: "b" }, Period: 60, Stat: "Sum" },
        ReturnData: false,
      },
    ],
    Tags: [{ Key: "team", Value: "one" }],
  },
};

describe("CloudFormation's resources of CloudWatch", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await createTestCloud();
  });

  afterEach(() => cloud.close());

  async function deployed(operation: "createStack" | "updateStack", resources: object): Promise<string> {
    const client = cloud.client(CloudFormation);
    const TemplateBody = JSON.stringify({
      Resources: resources,
      Outputs: { Arn: { Value: { "Fn::GetAtt": ["Alarm", "Arn"] } } },
    });
    if (operation === "createStack") await client.createStack({ StackName: "stack", TemplateBody });
    else await client.updateStack({ StackName: "stack", TemplateBody });
    await cloud.clock.advance(60_000);
    const { Stacks } = await client.describeStacks({ StackName: "stack" });
    assert.match(String(Stacks?.[0]?.StackStatus), /^(CREATE|UPDATE)_COMPLETE$/, Stacks?.[0]?.StackStatusReason ?? "");
    return String(Stacks?.[0]?.Outputs?.[0]?.OutputValue);
  }

  it("are created, updated and deleted", async () => {
    const client = cloud.client(CloudWatch);
    const composite = {
      Type: "AWS::CloudWatch::CompositeAlarm",
      Properties: { AlarmName: "any", AlarmRule: { "Fn::Sub": 'ALARM("${Alarm}")' } },
    };
    const dashboard = {
      Type: "AWS::CloudWatch::Dashboard",
      Properties: { DashboardName: "main", DashboardBody: '{"widgets":[]}' },
    };
    const arn = await deployed("createStack", { Alarm: alarm, Composite: composite, Dashboard: dashboard });
    const [described] = (await client.describeAlarms({ AlarmNamePrefix: "stack-Alarm-" })).MetricAlarms ?? [];
    assert.equal(described?.AlarmArn, arn);
    assert.equal(described?.Threshold, 0);
    assert.equal(described?.Metrics?.[0]?.ReturnData, true);
    assert.equal((await client.describeAlarms({ AlarmTypes: ["CompositeAlarm"] })).CompositeAlarms?.length, 1);

    const changed = {
      ...alarm,
      Properties: { ...alarm.Properties, Threshold: 5, Tags: [{ Key: "team", Value: "two" }] },
    };
    assert.equal(await deployed("updateStack", { Alarm: changed }), arn);
    const [updated] = (await client.describeAlarms()).MetricAlarms ?? [];
    assert.equal(updated?.Threshold, 5);
    assert.deepEqual((await client.listTagsForResource({ ResourceARN: arn })).Tags, [{ Key: "team", Value: "two" }]);
    assert.deepEqual((await client.listDashboards()).DashboardEntries, []);

    await cloud.client(CloudFormation).deleteStack({ StackName: "stack" });
    await cloud.clock.advance(60_000);
    assert.deepEqual((await client.describeAlarms()).MetricAlarms, []);
  });
});
