import type { ParameterTier, ParameterType } from "@aws-sdk/client-ssm";
import { unlessGone } from "../../kernel/resource-deletion.ts";
import type { CreatedResource, ResourceCall, ResourceProperties, ResourceType } from "../../kernel/resource-type.ts";

function putInput(properties: ResourceProperties) {
  return {
    Type: properties.Type as ParameterType,
    Value: String(properties.Value),
    Description: properties.Description as string | undefined,
    AllowedPattern: properties.AllowedPattern as string | undefined,
    Tier: properties.Tier as ParameterTier | undefined,
    DataType: properties.DataType as string | undefined,
  };
}

function tagsOf(properties: ResourceProperties): Readonly<Record<string, string>> {
  return (properties.Tags ?? {}) as Readonly<Record<string, string>>;
}

function result(name: string, properties: ResourceProperties): CreatedResource {
  return { physicalId: name, attributes: { Type: properties.Type, Value: String(properties.Value) } };
}

/** Brings the tags of a parameter from what they were to what they are to be. */
async function retag(
  call: ResourceCall,
  name: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Promise<void> {
  const resource = { ResourceType: "Parameter" as const, ResourceId: name };
  const TagKeys = Object.keys(before).filter((tag) => !(tag in after));
  if (TagKeys.length > 0) await call.bus.call("ssm", "RemoveTagsFromResource", { ...resource, TagKeys }, call.context);
  const Tags = Object.entries(after).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length > 0) await call.bus.call("ssm", "AddTagsToResource", { ...resource, Tags }, call.context);
}

/** `AWS::SSM::Parameter`; `Ref` is the parameter's name. */
export const parameter: ResourceType = {
  properties: {
    AllowedPattern: true,
    DataType: true,
    Description: true,
    Name: true,
    Tags: true,
    Tier: true,
    Type: true,
    Value: true,
  },
  createOnly: ["Name"],
  check(properties) {
    // CloudFormation itself makes no SecureStrings: their values would stand in the template.
    return properties.Type === "SecureString" ? ["Type SecureString cannot be created by CloudFormation"] : [];
  },
  async create(call, properties) {
    const name = (properties.Name as string | undefined) ?? `CFN-${call.logicalId}-${call.ids.text(12)}`;
    const Tags = Object.entries(tagsOf(properties)).map(([Key, Value]) => ({ Key, Value }));
    const input = { ...putInput(properties), Name: name, ...(Tags.length > 0 && { Tags }) };
    await call.bus.call("ssm", "PutParameter", input, call.context);
    return result(name, properties);
  },
  async update(call, { physicalId, properties, previousProperties }) {
    const input = { ...putInput(properties), Name: physicalId, Overwrite: true };
    await call.bus.call("ssm", "PutParameter", input, call.context);
    await retag(call, physicalId, tagsOf(previousProperties), tagsOf(properties));
    return result(physicalId, properties);
  },
  delete(call, physicalId) {
    return unlessGone(call.bus.call("ssm", "DeleteParameter", { Name: physicalId }, call.context), "ParameterNotFound");
  },
};
