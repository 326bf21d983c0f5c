import type { DestinationConfig } from "@aws-sdk/client-lambda";
import { unlessGone } from "../../../kernel/resource-deletion.ts";
import type { CreatedResource, ResourceCall, ResourceProperties, ResourceType } from "../../../kernel/resource-type.ts";
import { numberOf } from "./properties.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
export const lambdaEventInvokeConfig: ResourceType = {
  properties: {
    DestinationConfig: { OnFailure: { Destination: true }, OnSuccess: { Destination: true } },
    FunctionName: true,
    MaximumEventAgeInSeconds: true,
    MaximumRetryAttempts: true,
    Qualifier: true,
  },
  createOnly: ["FunctionName", "Qualifier"],
  create: put,
  update: (call, { properties }) => put(call, properties),
  async delete(call, _physicalId, properties) {
    const deletion = call.bus.call("lambda", "DeleteFunctionEventInvokeConfig", targetOf(properties), call.context);
    await unlessGone(deletion, "ResourceNotFoundException");
  },
};

function targetOf({ FunctionName, Qualifier }: ResourceProperties) {
  return { FunctionName: String(FunctionName), Qualifier: String(Qualifier) };
}

async function put({ bus, context }: ResourceCall, properties: ResourceProperties): Promise<CreatedResource> {
  const target = targetOf(properties);
  const MaximumEventAgeInSeconds = numberOf(properties.MaximumEventAgeInSeconds);
  const MaximumRetryAttempts = numberOf(properties.MaximumRetryAttempts);
  const input = {
    ...target,
    DestinationConfig: (properties.DestinationConfig ?? {}) as DestinationConfig,
    ...(MaximumEventAgeInSeconds !== undefined && { MaximumEventAgeInSeconds }),
    ...(MaximumRetryAttempts !== undefined && { MaximumRetryAttempts }),
  };
  await bus.call("lambda", "PutFunctionEventInvokeConfig", input, context);
  return { physicalId: `${target.FunctionName}|${target.Qualifier}`, attributes: {} };
}
