import assert from "node:assert/strict";
import { it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { App, DefaultStackSynthesizer, Duration, Stack } from "aws-cdk-lib";
import { ArnPrincipal, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Alias,
  Architecture,
  Function as CdkFunction,
  Code,
  FunctionUrlAuthType,
  LayerVersion,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { createTestCloud } from "../../testing/index.ts";
import { deploy, idle } from "./functions.suite.ts";

/** A stack with what the CDK has for functions. */
function functionsStack(): object {
  const app = new App({ analyticsReporting: false });
  const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
  const stack = new Stack(app, "Functions", { synthesizer });
  const assets = Bucket.fromBucketName(stack, "Assets", "assets");
  const layer = new LayerVersion(stack, "Layer", {
    code: Code.fromBucket(assets, "layer.zip"),
    compatibleRuntimes: [Runtime.NODEJS_22_X],
    compatibleArchitectures: [Architecture.ARM_64],
  });
  layer.addPermission("Everybody", { accountId: "*" });
  const made = new CdkFunction(stack, "Function", {
    runtime: Runtime.NODEJS_22_X,
    architecture: Architecture.ARM_64,
    handler: "index.handler",
    code: Code.fromInline("exports.handler = async () => null;"),
    layers: [layer],
    environment: { TABLE: "t" },
    timeout: Duration.seconds(30),
    memorySize: 256,
    tracing: Tracing.ACTIVE,
    logGroup: new LogGroup(stack, "Logs"),
    loggingFormat: LoggingFormat.JSON,
    reservedConcurrentExecutions: 10,
    recursiveLoop: RecursiveLoop.ALLOW,
    retryAttempts: 1,
    maxEventAge: Duration.minutes(5),
  });
  const alias = new Alias(stack, "Live", {
    aliasName: "live",
    version: made.currentVersion,
    provisionedConcurrentExecutions: 2,
    retryAttempts: 0,
  });
  alias.addFunctionUrl({
    authType: FunctionUrlAuthType.NONE,
    cors: { allowedOrigins: ["*"], maxAge: Duration.hours(1) },
  });
  alias.grantInvoke(new ServicePrincipal("apigateway.amazonaws.com"));
  made
    .addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM })
    .grantInvokeUrl(new ArnPrincipal("arn:aws:iam::111111111111:root"));
  made.grantInvoke(new Role(stack, "Caller", { assumedBy: new ServicePrincipal("states.amazonaws.com") }));
  made.addPermission("Topic", {
    principal: new ServicePrincipal("sns.amazonaws.com"),
    sourceArn: "arn:aws:sns:us-east-1:000000000000:t",
  });
  return app.synth().getStackByName("Functions").template as object;
}

it("What the CDK makes of functions, layers, versions, aliases and URLs is deployed", async () => {
  const cloud = await createTestCloud();
  try {
    const s3 = cloud.client(S3);
    await s3.createBucket({ Bucket: "assets" });
    await s3.putObject({ Bucket: "assets", Key: "layer.zip", Body: idle });
    const { Resources } = functionsStack() as { Resources: object };
    const stack = await deploy(cloud, "cdk", Resources);
    assert.equal(stack.StackStatus, "CREATE_COMPLETE", stack.StackStatusReason);
    const lambda = cloud.client(Lambda);
    const { Functions } = await lambda.listFunctions({});
    const made = Functions![0]!;
    assert.deepEqual(
      [made.Architectures, made.Timeout, made.TracingConfig, made.LoggingConfig?.LogFormat, made.Layers?.length],
      [["arm64"], 30, { Mode: "Active" }, "JSON", 1],
    );
    const FunctionName = made.FunctionName!;
    assert.equal((await lambda.getAlias({ FunctionName, Name: "live" })).FunctionVersion, "1");
    assert.equal((await lambda.listFunctionUrlConfigs({ FunctionName })).FunctionUrlConfigs!.length, 2);
    const { Policy } = await lambda.getPolicy({ FunctionName });
    assert.match(Policy!, /sns\.amazonaws\.com/);
    assert.ok((await cloud.client(IAM).listRoles({})).Roles!.length >= 2);
    assert.deepEqual(cloud.reports, []);
  } finally {
    await cloud.close();
  }
});
