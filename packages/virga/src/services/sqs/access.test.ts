import assert from "node:assert/strict";
import { it } from "node:test";
import { createQueueCloud } from "./sqs.suite.ts";

it("lets services and accounts in as the queue's policy says", async () => {
  const q = await createQueueCloud();
  try {
    const QueueUrl = await q.queue("orders");
    const { bus } = q.cloud.runtime.host;
    const send = (sourceArn: string) => {
      const principal = { kind: "service", service: "sns.amazonaws.com", sourceArn } as const;
      const context = { principal, account: "000000000000", region: "us-east-1" };
      return bus.call("sqs", "SendMessage", { QueueUrl, MessageBody: "x" }, context);
    };
    const statement = {
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: "arn:aws:sqs:us-east-1:000000000000:orders",
      Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:sns:us-east-1:000000000000:news" } },
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await assert.rejects(send("arn:aws:sns:us-east-1:000000000000:news"), { code: "AccessDeniedException" });
    await q.sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
    await send("arn:aws:sns:us-east-1:000000000000:news");
    await assert.rejects(send("arn:aws:sns:us-east-1:000000000000:other"), /sqs:sendmessage on resource/);
    assert.deepEqual(await q.bodies(QueueUrl), ["x"]);
  } finally {
    await q.cloud.close();
  }
});
