import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { S3 } from "@aws-sdk/client-s3";
import { SSM } from "@aws-sdk/client-ssm";
import { TestApp } from "./test-app.suite.ts";

type Deployed = Awaited<ReturnType<TestApp["deploy"]>>;

function outputsOf(deployed: Deployed): Record<string, string | undefined> {
  const outputs = deployed.flatMap(({ description }) => description.Outputs ?? []);
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue]));
}

function lacks(...modules: readonly string[]): false | string {
  const { status } = spawnSync("python3", ["-c", modules.map((name) => `import ${name}`).join("\n")]);
  return status === 0 ? false : `the machine has no python3 with ${modules.join(" and ")}`;
}

describe("the CDK's custom resources, with the functions that it brings along", () => {
  let app: TestApp;

  before(async () => {
    app = await TestApp.open("custom-resources");
  });

  after(() => app.close());

  /** Lets the cloud's time pass until something is done. */
  async function inTime<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) {
      await app.cloud.clock.advance(1_000);
      await new Promise(setImmediate);
    }
    return done;
  }

  it("empties buckets before they are deleted", async () => {
    await app.deploy("Buckets");
    const s3 = app.cloud.client(S3);
    for (const Key of ["a", "b/c"]) await s3.putObject({ Bucket: "letters", Key, Body: "text" });
    await app.destroy("Buckets");
    await assert.rejects(s3.headBucket({ Bucket: "letters" }), { name: "NotFound" });
  });

  it("sets how long logs are kept, and calls AWS by the SDK", async () => {
    assert.equal(outputsOf(await app.deploy("Calls")).ParameterVersion, "1");
    const logs = app.cloud.client(CloudWatchLogs);
    const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: "/kept/for-a-week" });
    assert.equal(logGroups![0]!.retentionInDays, 7);
    const ssm = app.cloud.client(SSM);
    assert.equal((await ssm.getParameter({ Name: "/called" })).Parameter!.Value, "by the SDK");
    await app.destroy("Calls");
    await assert.rejects(ssm.getParameter({ Name: "/called" }), { name: "ParameterNotFound" });
  });

  it("names the package of the SDK that is not installed", async () => {
    await assert.rejects(app.deploy("UnknownPackage"), (thrown: Error) => {
      assert.match(`${thrown.message} ${JSON.stringify(thrown)}`, /@aws-sdk\/client-acm/);
      return true;
    });
  });

  it("asks a provider's functions until they are complete", async () => {
    assert.deepEqual(outputsOf(await inTime(app.deploy("Provided"))), { Shouted: "HELLO", Asked: "2" });
    await app.write("cdk.context.json", '{ "word": "refused" }');
    await assert.rejects(inTime(app.deploy("Provided")), /no such word/);
    await inTime(app.destroy("Provided"));
  });

  it("takes the answers of inline code", { skip: lacks() }, async () => {
    assert.deepEqual(outputsOf(await app.deploy("Inline")), { NodeBy: "Node", PythonBy: "Python" });
    await app.destroy("Inline");
  });

  it("copies files into buckets", { skip: lacks("boto3") }, async () => {
    await app.deploy("Sites");
    const s3 = app.cloud.client(S3);
    const page = await s3.getObject({ Bucket: "site", Key: "index.html" });
    assert.equal(await page.Body!.transformToString(), "<h1>Hello</h1>\n");
    assert.equal(page.ContentType, "text/html");
    const settings = await s3.getObject({ Bucket: "site", Key: "settings.json" });
    assert.deepEqual(JSON.parse(await settings.Body!.transformToString()), { bucket: "arn:aws:s3:::site" });
    await app.destroy("Sites");
  });
});
