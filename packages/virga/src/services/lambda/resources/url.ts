import type { Cors, FunctionUrlAuthType, InvokeMode } from "@aws-sdk/client-lambda";
import { unlessGone } from "../../../kernel/resource-deletion.ts";
import type { ResourceProperties, ResourceType } from "../../../kernel/resource-type.ts";
import { isTrue, numberOf } from "./properties.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html */
export const lambdaUrl: ResourceType = {
  properties: {
    AuthType: true,
    Cors: {
      AllowCredentials: true,
      AllowHeaders: true,
      AllowMethods: true,
      AllowOrigins: true,
      ExposeHeaders: true,
      MaxAge: true,
    },
    InvokeMode: true,
    Qualifier: true,
    TargetFunctionArn: true,
  },
  createOnly: ["Qualifier", "TargetFunctionArn"],
  async create(call, properties) {
    const input = { ...targetOf(properties), ...settingsOf(properties) };
    const made = await call.bus.call("lambda", "CreateFunctionUrlConfig", input, call.context);
    const { FunctionArn, FunctionUrl } = made;
    return { physicalId: FunctionArn!, attributes: { FunctionArn, FunctionUrl } };
  },
  async update(call, { physicalId, attributes, properties }) {
    const input = { ...targetOf(properties), Cors: {}, ...settingsOf(properties) };
    await call.bus.call("lambda", "UpdateFunctionUrlConfig", input, call.context);
    return { physicalId, attributes };
  },
  async delete(call, _physicalId, properties) {
    const deletion = call.bus.call("lambda", "DeleteFunctionUrlConfig", targetOf(properties), call.context);
    await unlessGone(deletion, "ResourceNotFoundException");
  },
};

function targetOf({ TargetFunctionArn, Qualifier }: ResourceProperties) {
  return { FunctionName: String(TargetFunctionArn), ...(Qualifier !== undefined && { Qualifier: String(Qualifier) }) };
}

function settingsOf({ AuthType, Cors, InvokeMode = "BUFFERED" }: ResourceProperties) {
  const { AllowCredentials, MaxAge, ...lists } = (Cors ?? {}) as Record<string, unknown>;
  const age = numberOf(MaxAge);
  return {
    AuthType: AuthType as FunctionUrlAuthType,
    InvokeMode: InvokeMode as InvokeMode,
    ...(Cors !== undefined && {
      Cors: {
        ...(lists as Cors),
        ...(AllowCredentials !== undefined && { AllowCredentials: isTrue(AllowCredentials) }),
        ...(age !== undefined && { MaxAge: age }),
      },
    }),
  };
}
