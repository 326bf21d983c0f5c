import type { AddPermissionRequest } from "@aws-sdk/client-lambda";
import { unlessGone } from "../../../kernel/resource-deletion.ts";
import type { ResourceType } from "../../../kernel/resource-type.ts";
import { isTrue } from "./properties.ts";

const longestStatementId = 100;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export const lambdaPermission: ResourceType = {
  properties: {
    Action: true,
    EventSourceToken: true,
    FunctionName: true,
    FunctionUrlAuthType: true,
    InvokedViaFunctionUrl: true,
    Principal: true,
    PrincipalOrgID: true,
    SourceAccount: true,
    SourceArn: true,
  },
  createOnly: [
    "Action",
    "EventSourceToken",
    "FunctionName",
    "FunctionUrlAuthType",
    "InvokedViaFunctionUrl",
    "Principal",
    "PrincipalOrgID",
    "SourceAccount",
    "SourceArn",
  ],
  async create(call, properties) {
    const StatementId = call.physicalName(longestStatementId);
    const { InvokedViaFunctionUrl, ...rest } = properties;
    const texts = Object.entries(rest).map(([name, value]) => [name, String(value)]);
    const input = {
      ...(Object.fromEntries(texts) as Omit<AddPermissionRequest, "StatementId">),
      StatementId,
      ...(InvokedViaFunctionUrl !== undefined && { InvokedViaFunctionUrl: isTrue(InvokedViaFunctionUrl) }),
    };
    await call.bus.call("lambda", "AddPermission", input, call.context);
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },
  async delete(call, StatementId, properties) {
    const input = { FunctionName: String(properties.FunctionName), StatementId };
    const deletion = call.bus.call("lambda", "RemovePermission", input, call.context);
    await unlessGone(deletion, "ResourceNotFoundException");
  },
};
