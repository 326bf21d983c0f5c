import type { UpdateRuntimeOn } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../kernel/errors.ts";
import { unlessGone } from "../../../kernel/resource-deletion.ts";
import type { ResourceCall, ResourceProperties, ResourceType } from "../../../kernel/resource-type.ts";
import { textOf } from "./properties.ts";
import { provision } from "./provisioning.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
export const lambdaVersion: ResourceType = {
  properties: {
    CodeSha256: true,
    Description: true,
    FunctionName: true,
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: true },
    RuntimePolicy: { RuntimeVersionArn: true, UpdateRuntimeOn: true },
  },
  createOnly: ["CodeSha256", "Description", "FunctionName", "RuntimePolicy"],
  async create(call, properties) {
    const FunctionName = String(properties.FunctionName);
    const CodeSha256 = textOf(properties.CodeSha256);
    const Description = textOf(properties.Description);
    const input = {
      FunctionName,
      ...(CodeSha256 !== undefined && { CodeSha256 }),
      ...(Description !== undefined && { Description }),
    };
    const { FunctionArn, Version, State } = await call.bus.call("lambda", "PublishVersion", input, call.context);
    // Only a version that was there before is not pending.
    if (State !== "Pending") {
      const message = `A version for this Lambda function exists ( ${Version} ). Modify the function to create a new version.`;
      throw new AwsError("AlreadyExists", message, { status: 409 });
    }
    call.created(FunctionArn!);
    await setRuntimePolicy(call, FunctionName, Version!, properties);
    await provision(call, FunctionName, Version!, properties, {});
    return { physicalId: FunctionArn!, attributes: { Version, FunctionArn } };
  },
  async update(call, { physicalId, attributes, properties, previousProperties }) {
    const FunctionName = String(properties.FunctionName);
    await provision(call, FunctionName, String(attributes.Version), properties, previousProperties);
    return { physicalId, attributes };
  },
  async delete(call, FunctionName) {
    const deletion = call.bus.call("lambda", "DeleteFunction", { FunctionName }, call.context);
    await unlessGone(deletion, "ResourceNotFoundException");
  },
};

async function setRuntimePolicy(
  { bus, context }: ResourceCall,
  FunctionName: string,
  Qualifier: string,
  { RuntimePolicy }: ResourceProperties,
): Promise<void> {
  if (RuntimePolicy === undefined) return;
  const { UpdateRuntimeOn, RuntimeVersionArn } = RuntimePolicy as {
    UpdateRuntimeOn: UpdateRuntimeOn;
    RuntimeVersionArn?: string;
  };
  const input = {
    FunctionName,
    Qualifier,
    UpdateRuntimeOn,
    ...(RuntimeVersionArn !== undefined && { RuntimeVersionArn }),
  };
  await bus.call("lambda", "PutRuntimeManagementConfig", input, context);
}
