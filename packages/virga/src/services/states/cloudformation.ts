import type { CreateStateMachineInput, LoggingConfiguration, Tag } from "@aws-sdk/client-sfn";
import { AwsError } from "../../kernel/errors.ts";
import type {
  CreatedResource,
  ResourceCall,
  ResourceProperties,
  ResourceType,
  ResourceUpdate,
  SupportCall,
} from "../../kernel/resource-type.ts";
import { problemsOf } from "./definition-support.ts";
import { invalidDefinition } from "./errors.ts";

const longestName = 80;

/**
 * `AWS::StepFunctions::StateMachine`
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
 */
export const stateMachine: ResourceType = {
  properties: {
    Definition: true,
    DefinitionS3Location: { Bucket: true, Key: true, Version: true },
    DefinitionString: true,
    DefinitionSubstitutions: true,
    EncryptionConfiguration: "ignored",
    LoggingConfiguration: { Destinations: true, IncludeExecutionData: true, Level: true },
    RoleArn: true,
    StateMachineName: true,
    StateMachineType: true,
    Tags: true,
    TracingConfiguration: { Enabled: true },
  },
  createOnly: ["StateMachineName", "StateMachineType"],
  check(properties) {
    const sources = ["Definition", "DefinitionString", "DefinitionS3Location"].filter((name) => name in properties);
    return sources.length === 1
      ? []
      : ["Exactly one of Definition, DefinitionString and DefinitionS3Location must be specified"];
  },
  async checkSupport(call, properties) {
    const definition = await knownDefinition(call, properties);
    const type = properties.StateMachineType === "EXPRESS" ? "EXPRESS" : "STANDARD";
    return definition === undefined ? [] : problemsOf(definition, type, call);
  },
  async create(call, properties) {
    const input: CreateStateMachineInput = {
      ...(await changeable(call, properties)),
      name: (properties.StateMachineName as string | undefined) ?? call.physicalName(longestName),
      type: (properties.StateMachineType ?? "STANDARD") as "STANDARD" | "EXPRESS",
      tags: tagsOf(properties),
    };
    const { stateMachineArn } = await call.bus.call("states", "CreateStateMachine", input, call.context);
    return created(stateMachineArn!, input.name!, "INITIAL");
  },
  async update(call, update) {
    const stateMachineArn = update.physicalId;
    const input = { ...(await changeable(call, update.properties)), stateMachineArn };
    const { revisionId } = await call.bus.call("states", "UpdateStateMachine", input, call.context);
    await updateTags(call, update);
    return created(stateMachineArn, String(update.attributes.Name), revisionId ?? "INITIAL");
  },
  async delete(call, physicalId) {
    await call.bus.call("states", "DeleteStateMachine", { stateMachineArn: physicalId }, call.context);
  },
};

function created(arn: string, name: string, revisionId: string): CreatedResource {
  return { physicalId: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId: revisionId } };
}

/** What an update can change, too. */
async function changeable(
  call: ResourceCall,
  properties: ResourceProperties,
): Promise<Pick<CreateStateMachineInput, "definition" | "roleArn" | "loggingConfiguration" | "tracingConfiguration">> {
  const tracing = properties.TracingConfiguration as { Enabled?: unknown } | undefined;
  return {
    definition: await definitionOf(call, properties),
    roleArn: String(properties.RoleArn),
    loggingConfiguration: loggingOf(properties),
    tracingConfiguration: { enabled: isTrue(tracing?.Enabled) },
  };
}

/** The definition, if it can be read before the state machine is created. */
async function knownDefinition(call: SupportCall, properties: ResourceProperties): Promise<string | undefined> {
  try {
    return await definitionOf(call, properties);
  } catch (thrown) {
    // An object that is not there may be by then; otherwise creation fails as AWS's does.
    if (thrown instanceof AwsError) return undefined;
    throw thrown;
  }
}

async function definitionOf(call: DefinitionReader, properties: ResourceProperties): Promise<string> {
  const { Definition, DefinitionString, DefinitionS3Location, DefinitionSubstitutions } = properties;
  let text: string;
  if (DefinitionString !== undefined) text = String(DefinitionString);
  else if (Definition !== undefined) text = JSON.stringify(Definition);
  else text = await definitionInBucket(call, DefinitionS3Location as S3Location);
  const substitutions = Object.entries((DefinitionSubstitutions ?? {}) as Record<string, unknown>);
  return substitutions.reduce((filled, [key, value]) => filled.replaceAll(`\${${key}}`, String(value)), text);
}

type DefinitionReader = Pick<ResourceCall, "bus" | "context">;

interface S3Location {
  readonly Bucket: string;
  readonly Key: string;
  readonly Version?: string;
}

async function definitionInBucket(call: DefinitionReader, { Bucket, Key, Version }: S3Location): Promise<string> {
  const input = { Bucket, Key, ...(Version === undefined ? {} : { VersionId: Version }) };
  const { Body } = (await call.bus.callNamed("s3", "GetObject", input, call.context)) as { Body?: unknown };
  if (!(Body instanceof Uint8Array))
    throw invalidDefinition(`The object ${Key} in the bucket ${Bucket} can not be read`);
  return new TextDecoder().decode(Body);
}

interface LoggingProperties {
  readonly Destinations?: readonly { readonly CloudWatchLogsLogGroup?: { readonly LogGroupArn?: string } }[];
  readonly IncludeExecutionData?: unknown;
  readonly Level?: string;
}

function loggingOf(properties: ResourceProperties): LoggingConfiguration {
  const {
    Destinations = [],
    IncludeExecutionData,
    Level,
  } = (properties.LoggingConfiguration ?? {}) as LoggingProperties;
  const destinations = Destinations.map(({ CloudWatchLogsLogGroup }) => ({
    cloudWatchLogsLogGroup: { logGroupArn: CloudWatchLogsLogGroup?.LogGroupArn },
  }));
  return {
    level: (Level ?? "OFF") as "OFF" | "ALL" | "ERROR" | "FATAL",
    includeExecutionData: isTrue(IncludeExecutionData),
    ...(destinations.length === 0 ? {} : { destinations }),
  };
}

/** CloudFormation's booleans may be texts. */
function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

function tagsOf(properties: ResourceProperties): Tag[] {
  const tags = (properties.Tags ?? []) as readonly { readonly Key: string; readonly Value: string }[];
  return tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
}

async function updateTags(call: ResourceCall, update: ResourceUpdate): Promise<void> {
  const resourceArn = update.physicalId;
  const tags = tagsOf(update.properties);
  const kept = new Set(tags.map(({ key }) => key));
  const tagKeys = tagsOf(update.previousProperties).flatMap(({ key }) => (key && !kept.has(key) ? [key] : []));
  if (tagKeys.length > 0) await call.bus.call("states", "UntagResource", { resourceArn, tagKeys }, call.context);
  if (tags.length > 0) await call.bus.call("states", "TagResource", { resourceArn, tags }, call.context);
}
