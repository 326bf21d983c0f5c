import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../testing/index.ts";
import { decodeCbor, encodeCbor } from "./cbor.ts";

describe("a service of Smithy RPC", () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await createTestCloud();
  });

  afterEach(() => cloud.close());

  async function send(path: string, headers: Readonly<Record<string, string>>, body: string | Uint8Array) {
    const authorization =
      "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0";
    const response = await cloud.runtime.handle({
      method: "POST",
      path,
      rawQuery: "",
      headers: { host: "localhost:4566", authorization, "x-amz-date": "20260101T000000Z", ...headers },
      body: Buffer.from(body),
      sourceIp: "127.0.0.1",
    });
    return { ...response, text: String(response.body) };
  }

  const unknownAlarm = "Alarms [nobody] do not exist";

  it("is spoken to in CBOR", async () => {
    const headers = { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" };
    const call = (operation: string, input: object) =>
      send(`/service/GraniteServiceVersion20100801/operation/${operation}`, headers, encodeCbor(input));
    const MetricData = [{ MetricName: "orders", Value: 1.5 }];
    assert.equal((await call("PutMetricData", { Namespace: "shop", MetricData })).status, 200);
    const { body } = await call("ListMetrics", {});
    const listed = decodeCbor(body as Uint8Array) as { Metrics: readonly { MetricName: string }[] };
    assert.equal(listed.Metrics[0]?.MetricName, "orders");
    const failed = await call("DeleteAlarms", { AlarmNames: ["nobody"] });
    assert.equal(failed.headers["x-amzn-query-error"], "ResourceNotFound;Sender");
    const error = decodeCbor(failed.body as Uint8Array) as Record<string, unknown>;
    assert.deepEqual(error, { __type: "ResourceNotFound", message: unknownAlarm });
  });

  it("is spoken to in forms", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    const call = (form: Readonly<Record<string, string>>) =>
      send("/", headers, new URLSearchParams({ Version: "2010-08-01", ...form }).toString());
    const data = { "MetricData.member.1.MetricName": "orders", "MetricData.member.1.Values.member.1": "1.5" };
    assert.equal((await call({ Action: "PutMetricData", Namespace: "shop", ...data })).status, 200);
    const { text } = await call({ Action: "ListMetrics" });
    assert.match(text, /<ListMetricsResult>.*<member>.*<MetricName>orders<\/MetricName>/s);
    const failed = await call({ Action: "DeleteAlarms", "AlarmNames.member.1": "nobody" });
    assert.equal(failed.status, 404);
    assert.match(
      failed.text,
      new RegExp(`<Code>ResourceNotFound</Code>.*${unknownAlarm.replaceAll(/[[\]]/g, ".")}`, "s"),
    );
  });

  it("is spoken to in JSON", async () => {
    const target = (operation: string) => ({ "x-amz-target": `GraniteServiceVersion20100801.${operation}` });
    const failed = await send("/", target("DeleteAlarms"), JSON.stringify({ AlarmNames: ["nobody"] }));
    assert.equal(failed.headers["x-amzn-query-error"], "ResourceNotFound;Sender");
    assert.equal((JSON.parse(failed.text) as Record<string, unknown>).message, unknownAlarm);
    assert.equal((await send("/", target("Nothing"), "{}")).status, 400);
  });
});
