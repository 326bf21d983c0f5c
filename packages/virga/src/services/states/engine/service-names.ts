import type { OperationDescription } from "../../../kernel/bus.ts";

/**
 * The services whose name in `arn:aws:states:::aws-sdk:<name>:...` is not the name of their folder here.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
const sdkServices: ReadonlyMap<string, string> = new Map([
  ["cloudwatchlogs", "logs"],
  ["cognitoidentityprovider", "cognito-idp"],
  ["eventbridge", "events"],
  ["sfn", "states"],
]);

/** The service's name on the bus for its name in an SDK or optimized integration. */
export function busServiceName(integrationName: string): string {
  return sdkServices.get(integrationName) ?? integrationName;
}

/** `putItem` → `PutItem` */
export function operationName(action: string): string {
  return capitalize(action);
}

/** The first letter in upper case: parameters and results are in Pascal case, whatever the service's own case is. */
export function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/**
 * The name of the service's client in the AWS SDK for Java 2.x, which error names start with: `DynamoDb`, `Sfn`,
 * `CognitoIdentityProvider`.
 */
export function javaClientName({ serviceId }: OperationDescription): string {
  const words = serviceId.replace(/([a-z])([A-Z])/g, "$1 $2").split(/[\s-]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join("");
}

/** How the AWS SDK for Java 1.x, whose errors optimized integrations show, calls a service. */
export interface LegacyClient {
  /** What error names start with. */
  readonly prefix: string;
  /** The error of what the SDK does not know. */
  readonly baseError: string;
  /** The service in cause texts. */
  readonly service: string;
  /** Whether the service's HTTP answers come with a checksum and the name of its server. */
  readonly checksum?: true;
  /** The namespace of the service's answers, if they are XML. */
  readonly xmlNamespace?: string;
  /** Whether it sends requests to the host of the queue's URL. */
  readonly callsQueueUrls?: true;
}

/** The optimized integrations that are plain calls of an operation. */
export const legacyClients: ReadonlyMap<string, LegacyClient> = new Map([
  [
    "dynamodb",
    { prefix: "DynamoDB", baseError: "AmazonDynamoDBException", service: "AmazonDynamoDBv2", checksum: true },
  ],
  ["lambda", { prefix: "Lambda", baseError: "AWSLambdaException", service: "AWSLambda" }],
  ["states", { prefix: "StepFunctions", baseError: "AWSStepFunctionsException", service: "AWSStepFunctions" }],
  [
    "sns",
    {
      prefix: "SNS",
      baseError: "AmazonSNSException",
      service: "AmazonSNS",
      xmlNamespace: "http://sns.amazonaws.com/doc/2010-03-31/",
    },
  ],
  ["sqs", { prefix: "SQS", baseError: "AmazonSQSException", service: "AmazonSQS", callsQueueUrls: true }],
]);
