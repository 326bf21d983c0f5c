import { unlessGone } from "../../kernel/resource-deletion.ts";
import type { CreatedResource, ResourceCall, ResourceProperties, ResourceType } from "../../kernel/resource-type.ts";
import { logGroupArn } from "./model.ts";

/** A tag as CloudFormation writes it. */
interface TagProperty {
  readonly Key: string;
  readonly Value: string;
}

function tagsOf(properties: ResourceProperties): Record<string, string> {
  const tags = (properties.Tags ?? []) as readonly TagProperty[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function createdGroup(call: ResourceCall, name: string): CreatedResource {
  const { region, account } = call.context;
  return { physicalId: name, attributes: { Arn: `${logGroupArn({ region, account, name })}:*` } };
}

async function setRetention(call: ResourceCall, logGroupName: string, days: unknown): Promise<void> {
  if (days === undefined) await call.bus.call("logs", "DeleteRetentionPolicy", { logGroupName }, call.context);
  else {
    const input = { logGroupName, retentionInDays: Number(days) };
    await call.bus.call("logs", "PutRetentionPolicy", input, call.context);
  }
}

async function setKey(call: ResourceCall, logGroupName: string, key: unknown): Promise<void> {
  if (key === undefined) await call.bus.call("logs", "DisassociateKmsKey", { logGroupName }, call.context);
  else await call.bus.call("logs", "AssociateKmsKey", { logGroupName, kmsKeyId: String(key) }, call.context);
}

/** `AWS::Logs::LogGroup`; `Ref` is the group's name. */
export const logGroup: ResourceType = {
  properties: {
    // Nothing is encrypted; the group shows the key's ARN.
    KmsKeyId: true,
    LogGroupClass: true,
    LogGroupName: true,
    RetentionInDays: true,
    Tags: true,
  },
  createOnly: ["LogGroupName", "LogGroupClass"],
  check(properties) {
    const { LogGroupClass: kind = "STANDARD" } = properties;
    const known = kind === "STANDARD" || kind === "INFREQUENT_ACCESS";
    return known ? [] : [`LogGroupClass ${String(kind)} is not supported`];
  },
  async create(call, properties) {
    const logGroupName = (properties.LogGroupName as string | undefined) ?? call.physicalName(512);
    const tags = tagsOf(properties);
    const input = {
      logGroupName,
      logGroupClass: properties.LogGroupClass as "STANDARD" | undefined,
      kmsKeyId: properties.KmsKeyId as string | undefined,
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
    };
    await call.bus.call("logs", "CreateLogGroup", input, call.context);
    call.created(logGroupName);
    if (properties.RetentionInDays !== undefined) {
      await setRetention(call, logGroupName, properties.RetentionInDays);
    }
    return createdGroup(call, logGroupName);
  },
  async update(call, { physicalId, properties, previousProperties }) {
    if (properties.RetentionInDays !== previousProperties.RetentionInDays) {
      await setRetention(call, physicalId, properties.RetentionInDays);
    }
    if (properties.KmsKeyId !== previousProperties.KmsKeyId) await setKey(call, physicalId, properties.KmsKeyId);
    const { region, account } = call.context;
    const resourceArn = logGroupArn({ region, account, name: physicalId });
    const tags = tagsOf(properties);
    const tagKeys = Object.keys(tagsOf(previousProperties)).filter((key) => !(key in tags));
    if (tagKeys.length > 0) await call.bus.call("logs", "UntagResource", { resourceArn, tagKeys }, call.context);
    if (Object.keys(tags).length > 0) await call.bus.call("logs", "TagResource", { resourceArn, tags }, call.context);
    return createdGroup(call, physicalId);
  },
  delete(call, physicalId) {
    return unlessGone(
      call.bus.call("logs", "DeleteLogGroup", { logGroupName: physicalId }, call.context),
      "ResourceNotFoundException",
    );
  },
};

/** `AWS::Logs::LogStream`; `Ref` is the stream's name. */
export const logStream: ResourceType = {
  properties: { LogGroupName: true, LogStreamName: true },
  createOnly: ["LogGroupName", "LogStreamName"],
  async create(call, properties) {
    const logStreamName = (properties.LogStreamName as string | undefined) ?? call.physicalName(512);
    const input = { logGroupName: properties.LogGroupName as string, logStreamName };
    await call.bus.call("logs", "CreateLogStream", input, call.context);
    return { physicalId: logStreamName, attributes: {} };
  },
  delete(call, physicalId, properties) {
    const input = { logGroupName: properties.LogGroupName as string, logStreamName: physicalId };
    return unlessGone(call.bus.call("logs", "DeleteLogStream", input, call.context), "ResourceNotFoundException");
  },
};

/** `AWS::Logs::ResourcePolicy`; `Ref` is the policy's name. */
export const resourcePolicy: ResourceType = {
  properties: { PolicyDocument: true, PolicyName: true },
  createOnly: ["PolicyName"],
  create: (call, properties) => putPolicy(call, properties.PolicyName as string, properties),
  update: (call, { physicalId, properties }) => putPolicy(call, physicalId, properties),
  delete(call, physicalId) {
    return unlessGone(
      call.bus.call("logs", "DeleteResourcePolicy", { policyName: physicalId }, call.context),
      "ResourceNotFoundException",
    );
  },
};

async function putPolicy(
  call: ResourceCall,
  policyName: string,
  properties: ResourceProperties,
): Promise<CreatedResource> {
  const document = properties.PolicyDocument;
  const policyDocument = typeof document === "string" ? document : JSON.stringify(document);
  await call.bus.call("logs", "PutResourcePolicy", { policyName, policyDocument }, call.context);
  return { physicalId: policyName, attributes: {} };
}
