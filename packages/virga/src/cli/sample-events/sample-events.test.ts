import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import type * as lambda from "aws-lambda";
import { sampleEvent, sampleEvents } from "./index.ts";
import { defaultScope } from "./scope.ts";

const scope = {
  ...defaultScope({ account: "123456789012", region: "eu-west-1", now: Date.UTC(2026, 3, 9, 12, 34, 56) }),
  userPoolId: "eu-west-1_Pool",
  queueName: "orders",
};
const make = <Event>(name: string) => sampleEvent(name).make(scope) as Event;

describe("sample events", () => {
  it("are JSON as it is, each with a description", () => {
    for (const [name, { description }] of Object.entries(sampleEvents)) {
      const event = make(name);
      assert.deepEqual(JSON.parse(JSON.stringify(event)), event, name);
      assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.ok(description.length > 10, name);
    }
  });

  it("cover every trigger of Cognito", () => {
    const sources = Object.keys(sampleEvents)
      .filter((name) => name.startsWith("cognito-"))
      .map((name) => make<{ triggerSource: string }>(name).triggerSource.split("_")[0]);
    assert.deepEqual([...new Set(sources)].sort(), [
      "CreateAuthChallenge",
      "CustomEmailSender",
      "CustomMessage",
      "CustomSMSSender",
      "DefineAuthChallenge",
      "InboundFederation",
      "PostAuthentication",
      "PostConfirmation",
      "PreAuthentication",
      "PreSignUp",
      "TokenGeneration",
      "UserMigration",
      "VerifyAuthChallengeResponse",
    ]);
  });

  it("speak of the account, the region, the instant and the app's own resources", () => {
    assert.equal(
      make<lambda.PreTokenGenerationV2TriggerEvent>("cognito-pre-token-generation-v2").userPoolId,
      "eu-west-1_Pool",
    );
    const [message] = make<lambda.SQSEvent>("sqs").Records;
    assert.equal(message?.eventSourceARN, "arn:aws:sqs:eu-west-1:123456789012:orders");
    const rest = make<lambda.APIGatewayProxyEvent>("apigateway-rest-proxy");
    assert.equal(rest.requestContext.requestTime, "09/Apr/2026:12:34:56 +0000");
    assert.equal(rest.requestContext.accountId, "123456789012");
  });

  it("have what AWS packs packed", () => {
    const { awslogs } = make<lambda.CloudWatchLogsEvent>("cloudwatch-logs");
    const { messageType } = JSON.parse(gunzipSync(Buffer.from(awslogs.data, "base64")).toString());
    assert.equal(messageType, "DATA_MESSAGE");
    const [record] = make<lambda.KinesisStreamEvent>("kinesis").Records;
    assert.deepEqual(JSON.parse(Buffer.from(record!.kinesis.data, "base64").toString()), {
      orderId: "42",
      amount: 17.5,
    });
  });

  it("are found by name, or the nearest is named", () => {
    const hint = (name: string) => {
      try {
        sampleEvent(name);
      } catch (thrown) {
        return (thrown as { hint?: string }).hint;
      }
    };
    assert.equal(hint("kinesys"), "is it 'kinesis'? virga event lists all");
    assert.equal(hint("pre-token-generation"), "is it 'cognito-pre-token-generation'? virga event lists all");
    assert.equal(hint("something else entirely"), "virga event lists all");
  });
});
