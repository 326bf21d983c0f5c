/** How a task's end is known: from the answer, from the job it started, or from a callback with its token. */
export type IntegrationPattern = "requestResponse" | "sync" | "sync:2" | "waitForTaskToken";

/** What a Task state's `Resource` names. */
export type TaskResource =
  | { kind: "lambda"; arn: string }
  | { kind: "activity"; arn: string }
  | {
      /** `sdk`: any API action; `optimized`: an integration with its own rules. */
      kind: "sdk" | "optimized";
      arn: string;
      /** The service's name as written, e.g. `dynamodb`. */
      service: string;
      /** The action as written, e.g. `putItem`. */
      action: string;
      pattern: IntegrationPattern;
      /** The service as history events name it: `dynamodb`, `aws-sdk:dynamodb`. */
      resourceType: string;
      /** The action as history events name it, with its pattern: `putItem`, `sendMessage.waitForTaskToken`. */
      resource: string;
    };

/** The optimized integrations and their actions. */
const OPTIMIZED: ReadonlyMap<string, readonly string[]> = new Map([
  ["apigateway", ["invoke"]],
  ["athena", ["startQueryExecution", "stopQueryExecution", "getQueryExecution", "getQueryResults"]],
  ["batch", ["submitJob"]],
  ["bedrock", ["invokeModel", "createModelCustomizationJob"]],
  [
    "codebuild",
    [
      "startBuild",
      "stopBuild",
      "batchDeleteBuilds",
      "batchGetReports",
      "startBuildBatch",
      "stopBuildBatch",
      "retryBuildBatch",
      "deleteBuildBatch",
    ],
  ],
  ["databrew", ["startJobRun"]],
  ["dynamodb", ["getItem", "putItem", "deleteItem", "updateItem"]],
  ["ecs", ["runTask"]],
  [
    "eks",
    [
      "call",
      "runJob",
      "createCluster",
      "deleteCluster",
      "createNodegroup",
      "deleteNodegroup",
      "createFargateProfile",
      "deleteFargateProfile",
    ],
  ],
  [
    "elasticmapreduce",
    [
      "createCluster",
      "setClusterTerminationProtection",
      "terminateCluster",
      "addStep",
      "cancelStep",
      "modifyInstanceFleetByName",
      "modifyInstanceGroupByName",
    ],
  ],
  ["emr-containers", ["createVirtualCluster", "deleteVirtualCluster", "startJobRun"]],
  [
    "emr-serverless",
    ["createApplication", "startApplication", "stopApplication", "deleteApplication", "startJobRun", "cancelJobRun"],
  ],
  ["events", ["putEvents"]],
  ["glue", ["startJobRun"]],
  ["http", ["invoke"]],
  ["lambda", ["invoke"]],
  ["mediaconvert", ["createJob"]],
  [
    "sagemaker",
    [
      "createEndpoint",
      "createEndpointConfig",
      "createHyperParameterTuningJob",
      "createLabelingJob",
      "createModel",
      "createProcessingJob",
      "createTrainingJob",
      "createTransformJob",
      "updateEndpoint",
    ],
  ],
  ["sns", ["publish"]],
  ["sqs", ["sendMessage"]],
  ["states", ["startExecution"]],
]);

const LAMBDA_ARN = /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(?::(?:\$LATEST|[\w-]+))?$/;
const ACTIVITY_ARN = /^arn:aws[\w-]*:states:[\w-]+:\d{12}:activity:\S+$/;
const INTEGRATION_ARN =
  /^arn:aws[\w-]*:states:[\w-]*:\d*:(?:(aws-sdk):)?([\w-]+):([\w]+)(?:\.(sync(?::2)?|waitForTaskToken))?$/;

/** Reads a Task state's `Resource`; `"notRecognized"` if it names no integration, undefined if it is no such ARN at all. */
export function parseResource(arn: string): TaskResource | "notRecognized" | undefined {
  if (LAMBDA_ARN.test(arn)) {
    return { kind: "lambda", arn };
  }
  if (ACTIVITY_ARN.test(arn)) {
    return { kind: "activity", arn };
  }
  const match = INTEGRATION_ARN.exec(arn);
  if (match === null) {
    return arn.startsWith("arn:") ? "notRecognized" : undefined;
  }
  const [, sdk, service, action, suffix] = match as unknown as [string, string | undefined, string, string, string?];
  if (sdk === undefined && !OPTIMIZED.get(service)?.includes(action)) {
    return "notRecognized";
  }
  return {
    kind: sdk === undefined ? "optimized" : "sdk",
    arn,
    service,
    action,
    pattern: (suffix ?? "requestResponse") as IntegrationPattern,
    resourceType: sdk === undefined ? service : `aws-sdk:${service}`,
    resource: suffix === undefined ? action : `${action}.${suffix}`,
  };
}
