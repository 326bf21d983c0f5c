import type { Environment } from "../cdk/assembly.ts";
import type { Cloud } from "../cdk/cloud.ts";
import { defaultScope, type SampleScope } from "./sample-events/scope.ts";
import { stackResources } from "./stack-resources.ts";

/** Which resource each name of the scope is the id of. */
const resourceTypes: Readonly<Record<string, keyof SampleScope>> = {
  "AWS::Lambda::Function": "functionName",
  "AWS::Cognito::UserPool": "userPoolId",
  "AWS::Cognito::UserPoolClient": "userPoolClientId",
  "AWS::ApiGateway::RestApi": "restApiId",
  "AWS::SQS::Queue": "queueName",
  "AWS::SNS::Topic": "topicName",
  "AWS::Kinesis::Stream": "streamName",
  "AWS::DynamoDB::Table": "tableName",
  "AWS::DynamoDB::GlobalTable": "tableName",
  "AWS::S3::Bucket": "bucketName",
  "AWS::Events::EventBus": "eventBusName",
  "AWS::StepFunctions::StateMachine": "stateMachineName",
};

/** A scope with the names that the app's own resources have; of several of a kind, the first. */
export async function scopeOf(cloud: Cloud, environment: Environment, now: number): Promise<SampleScope> {
  const names: Record<string, string> = {};
  for await (const { stackName, resources } of stackResources(cloud, environment)) {
    if (stackName === "CDKToolkit") continue;
    for (const { type, physicalId } of resources) {
      const name = resourceTypes[type];
      if (name === undefined) continue;
      names.stackName ??= stackName;
      names[name] ??= lastPart(physicalId);
    }
  }
  return { ...defaultScope({ ...environment, now }), ...names };
}

/** The name in an ARN or a URL, which some resources have for an id. */
function lastPart(physicalId: string): string {
  return physicalId.slice(Math.max(physicalId.lastIndexOf("/"), physicalId.lastIndexOf(":")) + 1);
}
