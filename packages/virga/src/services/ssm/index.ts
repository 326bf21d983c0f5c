import type { SSM } from "@aws-sdk/client-ssm";
import { defineService } from "../../kernel/service.ts";
import { parameter } from "./cloudformation.ts";
import { AddTagsToResource } from "./operations/AddTagsToResource.ts";
import { DeleteParameter } from "./operations/DeleteParameter.ts";
import { DeleteParameters } from "./operations/DeleteParameters.ts";
import { DescribeParameters } from "./operations/DescribeParameters.ts";
import { GetParameter } from "./operations/GetParameter.ts";
import { GetParameterHistory } from "./operations/GetParameterHistory.ts";
import { GetParameters } from "./operations/GetParameters.ts";
import { GetParametersByPath } from "./operations/GetParametersByPath.ts";
import { LabelParameterVersion } from "./operations/LabelParameterVersion.ts";
import { ListTagsForResource } from "./operations/ListTagsForResource.ts";
import { PutParameter } from "./operations/PutParameter.ts";
import { RemoveTagsFromResource } from "./operations/RemoveTagsFromResource.ts";
import { UnlabelParameterVersion } from "./operations/UnlabelParameterVersion.ts";
import { SsmState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    ssm: SSM;
  }
}

/** AWS Systems Manager: its Parameter Store. */
export const ssm = defineService<SsmState>({
  name: "ssm",
  open: (host) => new SsmState(host),
  operations: {
    AddTagsToResource,
    DeleteParameter,
    DeleteParameters,
    DescribeParameters,
    GetParameter,
    GetParameterHistory,
    GetParameters,
    GetParametersByPath,
    LabelParameterVersion,
    ListTagsForResource,
    PutParameter,
    RemoveTagsFromResource,
    UnlabelParameterVersion,
  },
  resourceTypes: { "AWS::SSM::Parameter": parameter },
});
