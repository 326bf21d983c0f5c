import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { IAM } from "@aws-sdk/client-iam";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

describe("access to CloudWatch", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await createTestCloud();
  });

  afterEach(() => cloud.close());

  /** A client of a user who may do what one statement allows. */
  async function clientWith(statement: object): Promise<CloudWatch> {
    const iam = cloud.client(IAM);
    await iam.createUser({ UserName: "user" });
    const Statement = [{ Effect: "Allow", ...statement }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.putUserPolicy({ UserName: "user", PolicyName: "allowed", PolicyDocument });
    const { AccessKey } = await iam.createAccessKey({ UserName: "user" });
    const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
    return cloud.client(CloudWatch, { credentials });
  }

  const denied = { name: /^AccessDenied/ };

  it("to put data may be for one namespace", async () => {
    const client = await clientWith({
      Action: "cloudwatch:PutMetricData",
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": "shop" } },
    });
    const MetricData = [{ MetricName: "orders", Value: 1 }];
    await client.putMetricData({ Namespace: "shop", MetricData });
    await assert.rejects(client.putMetricData({ Namespace: "other", MetricData }), denied);
    await assert.rejects(client.listMetrics(), denied);
  });

  it("to alarms may be for some of them", async () => {
    const Resource = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:mine-*";
    const client = await clientWith({ Action: "cloudwatch:*", Resource });
    const put = (AlarmName: string) =>
      client.putMetricAlarm({
        AlarmName,
        Namespace: "shop",
        MetricName: "orders",
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "LessThanThreshold",
      });
    await put("mine-one");
    await assert.rejects(put("yours"), denied);
    assert.equal((await client.describeAlarms({ AlarmNames: ["mine-one"] })).MetricAlarms?.length, 1);
    await assert.rejects(client.describeAlarms(), denied);
    await client.deleteAlarms({ AlarmNames: ["mine-one"] });
  });
});
