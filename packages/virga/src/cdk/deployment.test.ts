import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { VirgaError } from "../kernel/errors.ts";
import { TestApp } from "./test-app.suite.ts";

async function parameter({ cloud }: TestApp, Name: string): Promise<string | undefined> {
  const ssm = cloud.client(SSMClient as never) as SSMClient;
  return (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
}

describe("deploying a CDK app of several stacks", () => {
  let app: TestApp;
  before(async () => {
    app = await TestApp.open("two-stacks");
  });
  after(() => app.close());

  it("runs the app, publishes its assets and deploys its stacks in order", async () => {
    const deployed = await app.deploy();
    assert.deepEqual(
      deployed.map(({ stack }) => [stack.displayName, stack.stackName]),
      [
        ["Late/Second", "second"],
        ["First", "First"],
        ["Third", "Third"],
      ],
    );
    assert.equal(await parameter(app, "/reference"), "/text");
    assert.equal(await parameter(app, "/copy"), "copied");
    const outputs = Object.fromEntries(
      (deployed[1]?.description.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    );
    assert.equal(outputs.Color, "blue");
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(outputs.AssetUrl!)!;
    const s3 = app.cloud.client(S3Client as never) as S3Client;
    const object = await s3.send(new GetObjectCommand({ Bucket, Key }));
    assert.equal(
      Buffer.from(await object.Body!.transformToByteArray())
        .subarray(0, 2)
        .toString(),
      "PK",
    );
    assert.equal(app.wasCached, false);
  });

  it("tells of resources by their construct's path", () => {
    const paths = app.progress.flatMap((one) => (one.kind === "resource" ? [one.path] : []));
    assert.ok(paths.includes("First/Text"));
    assert.ok(paths.includes("Late/Second/Copy"));
  });

  it("takes the assembly of the last time while nothing has changed", async () => {
    await app.deploy();
    assert.equal(app.wasCached, true);
    const outcomes = app.progress.flatMap((one) => (one.kind === "stack-end" ? [one.outcome] : [])).slice(-3);
    assert.deepEqual(outcomes, ["unchanged", "unchanged", "unchanged"]);
  });

  it("runs the app again when a file that it reads has changed", async () => {
    await app.write("text.txt", "changed\n");
    await app.deploy("First");
    assert.equal(app.wasCached, false);
    assert.equal(await parameter(app, "/text"), "changed");
  });

  it("runs the app again when an asset, a new file or its context has changed", async () => {
    await app.write("assets/second.txt", "more");
    await app.deploy("First");
    assert.equal(app.wasCached, false);
    await app.write("cdk.context.json", '{ "color": "red" }');
    const [first] = await app.deploy("First");
    assert.ok(first?.description.Outputs?.some(({ OutputValue }) => OutputValue === "red"));
  });

  it("runs the app again when a variable that it reads has changed, and not for others", async () => {
    await app.deploy("First");
    process.env.TEST_OTHER = "1";
    await app.deploy("First");
    assert.equal(app.wasCached, true);
    process.env.TEST_DESCRIPTION = "described";
    const [first] = await app.deploy("First");
    delete process.env.TEST_DESCRIPTION;
    delete process.env.TEST_OTHER;
    assert.equal(first?.description.Description, "described");
  });

  it("deletes stacks, dependents first", async () => {
    await app.destroy("First");
    const gone = app.progress.flatMap((one) =>
      one.kind === "stack-end" && one.outcome === "deleted" ? [one.stack] : [],
    );
    assert.deepEqual(gone, ["Third", "First"]);
    await assert.rejects(parameter(app, "/text"));
    assert.equal(await parameter(app, "/copy"), "copied");
  });

  it("says which stacks there are when asked for another", async () => {
    await assert.rejects(app.deploy("Nope"), (thrown: VirgaError) => {
      assert.equal(thrown.message, "the app has no stack 'Nope'");
      assert.equal(thrown.hint, "its stacks: Late/Second, First, Third");
      return true;
    });
  });
});

describe("a CDK app in TypeScript that needs a compiler", () => {
  it("is run without ts-node, and straight away by what worked the last time", async () => {
    const app = await TestApp.open("compiled-typescript");
    await app.deploy();
    assert.equal(await parameter(app, "/size"), "large");
    await app.deploy();
    assert.equal(app.wasCached, true);
    await app.close();
  });
});

describe("a CDK app that cannot be deployed", () => {
  let app: TestApp;
  before(async () => {
    app = await TestApp.open("two-stacks");
  });
  after(() => app.close());

  const failsWith = async (code: string, message: RegExp) => {
    await assert.rejects(app.deploy(), (thrown: unknown) => {
      assert.ok(thrown instanceof VirgaError, String(thrown));
      assert.equal(thrown.code, code);
      assert.match(thrown.message, message);
      return true;
    });
  };
  const head = 'import { App, Annotations, CfnResource, Stack } from "aws-cdk-lib"; const app = new App();';

  it("shows what it says itself", async () => {
    await app.write("app.mjs", `${head} throw new Error("no such luck");`);
    await failsWith("AppFailed", /exit code 1:[\s\S]*no such luck/);
    assert.deepEqual(
      app.progress.filter(({ kind }) => kind === "app-output"),
      [],
    );
  });

  it("says how to install a library that is not there", async () => {
    const settings = await app.read("cdk.json");
    const python = "raise ModuleNotFoundError(\"No module named 'aws_cdk'\", name='aws_cdk')";
    await app.write("app.py", python);
    await app.write("cdk.json", '{ "app": "python3 app.py" }');
    await assert.rejects(app.deploy(), { code: "AppFailed", hint: /pip install -r requirements\.txt/ });
    await app.write("cdk.json", settings);
  });

  it("tells errors that constructs report", async () => {
    await app.write("app.mjs", `${head} Annotations.of(new Stack(app, "S")).addError("too wide");`);
    await failsWith("AppHasErrors", /S: too wide/);
  });

  it("tells everything that is not supported, of all stacks, before anything is created", async () => {
    const resource = (stack: string) =>
      `new CfnResource(new Stack(app, "${stack}"), "R", { type: "AWS::No::${stack}" });`;
    await app.write("app.mjs", `${head} ${resource("A")} ${resource("B")}`);
    await failsWith(
      "InvalidTemplate",
      /A\/R \(R\): resource type AWS::No::A[\s\S]*B\/R \(R\): resource type AWS::No::B/,
    );
  });

  it("tells which resource failed, at its construct's path, and why", async () => {
    const bad =
      'new CfnResource(new Stack(app, "S"), "R", { type: "AWS::SSM::Parameter", properties: { Name: "aws", Type: "String", Value: "x" } });';
    await app.write("app.mjs", `${head} ${bad}`);
    await failsWith(
      "DeploymentFailed",
      /ended as ROLLBACK_COMPLETE:\n {2}S\/R \(AWS::SSM::Parameter\): Resource handler returned/,
    );
  });

  it("tells why a stack failed of which no resource has", async () => {
    const output = (name: string, value: string) =>
      `new CfnResource(new Stack(app, "${name}"), "H", { type: "AWS::CloudFormation::WaitConditionHandle" }).stack.exportValue("${value}", { name: "taken" });`;
    await app.write("app.mjs", `${head} ${output("One", "1")}`);
    await app.deploy();
    await app.write("app.mjs", `${head} ${output("Two", "2")}`);
    await failsWith("DeploymentFailed", /ended as ROLLBACK_COMPLETE:\n {2}Export with name taken is already exported/);
  });

  it("tells of resources that are deleted by their construct's path", async () => {
    const parameter = (name: string) =>
      `new CfnResource(S, "${name}", { type: "AWS::SSM::Parameter", properties: { Type: "String", Value: "x" } });`;
    const begin = `${head} const S = new Stack(app, "Shrinking");`;
    await app.write("app.mjs", `${begin} ${parameter("Kept")} ${parameter("Gone")}`);
    await app.deploy();
    await app.write("app.mjs", `${begin} ${parameter("Kept")}`);
    await app.deploy();
    const deleted = app.progress.flatMap((one) =>
      one.kind === "resource" && one.stack === "Shrinking" && one.status === "DELETE_COMPLETE" ? [one.path] : [],
    );
    assert.deepEqual(deleted, ["Shrinking/Gone"]);
  });

  it("leaves out stacks without resources", async () => {
    await app.write("app.mjs", `${head} new Stack(app, "Empty");`);
    assert.deepEqual(await app.deploy(), []);
  });

  it("names a look-up that Virga cannot answer", async () => {
    const lookUp =
      'import { Vpc } from "aws-cdk-lib/aws-ec2"; Vpc.fromLookup(new Stack(app, "S", { env: { account: "000000000000", region: "us-east-1" } }), "V", { isDefault: true });';
    await app.write("app.mjs", `${head} ${lookUp}`);
    await failsWith("UnsupportedLookup", /looks up 'vpc-provider'/);
  });

  it("answers a look-up of a parameter and runs the app again", async () => {
    const lookUp = `import { StringParameter } from "aws-cdk-lib/aws-ssm";
      const stack = new Stack(app, "S", { env: { account: "000000000000", region: "us-east-1" } });
      new CfnResource(stack, "H", { type: "AWS::CloudFormation::WaitConditionHandle" });
      stack.exportValue(StringParameter.valueFromLookup(stack, "/cdk-bootstrap/hnb659fds/version"), { name: "V" });`;
    await app.write("app.mjs", `${head} ${lookUp}`);
    const [deployed] = await app.deploy();
    assert.match(deployed?.description.Outputs?.[0]?.OutputValue ?? "", /^\d+$/);
  });
});
