import type { Lambda } from "@aws-sdk/client-lambda";
import { defineService } from "../../kernel/service.ts";
import { codeEndpoint } from "./code-endpoint.ts";
import { CreateFunction } from "./operations/CreateFunction.ts";
import { DeleteFunction } from "./operations/DeleteFunction.ts";
import { GetFunction } from "./operations/GetFunction.ts";
import { GetFunctionConfiguration } from "./operations/GetFunctionConfiguration.ts";
import { PublishVersion } from "./operations/PublishVersion.ts";
import { UpdateFunctionCode } from "./operations/UpdateFunctionCode.ts";
import { UpdateFunctionConfiguration } from "./operations/UpdateFunctionConfiguration.ts";
import { lambdaFunction } from "./resources/function.ts";
import { LambdaState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    lambda: Lambda;
  }
}

/** AWS Lambda. */
export const lambda = defineService<LambdaState>({
  name: "lambda",
  open: (host) => new LambdaState(host),
  operations: {
    CreateFunction,
    DeleteFunction,
    GetFunction,
    GetFunctionConfiguration,
    PublishVersion,
    UpdateFunctionCode,
    UpdateFunctionConfiguration,
  },
  resourceTypes: {
    "AWS::Lambda::Function": lambdaFunction,
  },
  endpoints: [codeEndpoint],
  recover: (state) => state.contents.sweep(),
});
