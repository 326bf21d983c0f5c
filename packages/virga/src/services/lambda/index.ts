import type { Lambda } from "@aws-sdk/client-lambda";
import { defineService } from "../../kernel/service.ts";
import { codeEndpoint } from "./code-endpoint.ts";
import { shardsEndpoint } from "./event-sources/shards-endpoint.ts";
import { AddLayerVersionPermission } from "./operations/AddLayerVersionPermission.ts";
import { AddPermission } from "./operations/AddPermission.ts";
import { CreateAlias } from "./operations/CreateAlias.ts";
import { CreateEventSourceMapping } from "./operations/CreateEventSourceMapping.ts";
import { CreateFunction } from "./operations/CreateFunction.ts";
import { CreateFunctionUrlConfig } from "./operations/CreateFunctionUrlConfig.ts";
import { DeleteAlias } from "./operations/DeleteAlias.ts";
import { DeleteEventSourceMapping } from "./operations/DeleteEventSourceMapping.ts";
import { DeleteFunction } from "./operations/DeleteFunction.ts";
import { DeleteFunctionConcurrency } from "./operations/DeleteFunctionConcurrency.ts";
import { DeleteFunctionEventInvokeConfig } from "./operations/DeleteFunctionEventInvokeConfig.ts";
import { DeleteFunctionUrlConfig } from "./operations/DeleteFunctionUrlConfig.ts";
import { DeleteLayerVersion } from "./operations/DeleteLayerVersion.ts";
import { DeleteProvisionedConcurrencyConfig } from "./operations/DeleteProvisionedConcurrencyConfig.ts";
import { GetAccountSettings } from "./operations/GetAccountSettings.ts";
import { GetAlias } from "./operations/GetAlias.ts";
import { GetEventSourceMapping } from "./operations/GetEventSourceMapping.ts";
import { GetFunction } from "./operations/GetFunction.ts";
import { GetFunctionCodeSigningConfig } from "./operations/GetFunctionCodeSigningConfig.ts";
import { GetFunctionConcurrency } from "./operations/GetFunctionConcurrency.ts";
import { GetFunctionConfiguration } from "./operations/GetFunctionConfiguration.ts";
import { GetFunctionEventInvokeConfig } from "./operations/GetFunctionEventInvokeConfig.ts";
import { GetFunctionRecursionConfig } from "./operations/GetFunctionRecursionConfig.ts";
import { GetFunctionUrlConfig } from "./operations/GetFunctionUrlConfig.ts";
import { GetLayerVersion } from "./operations/GetLayerVersion.ts";
import { GetLayerVersionByArn } from "./operations/GetLayerVersionByArn.ts";
import { GetLayerVersionPolicy } from "./operations/GetLayerVersionPolicy.ts";
import { GetPolicy } from "./operations/GetPolicy.ts";
import { GetProvisionedConcurrencyConfig } from "./operations/GetProvisionedConcurrencyConfig.ts";
import { GetRuntimeManagementConfig } from "./operations/GetRuntimeManagementConfig.ts";
import { Invoke } from "./operations/Invoke.ts";
import { InvokeAsync } from "./operations/InvokeAsync.ts";
import { ListAliases } from "./operations/ListAliases.ts";
import { ListEventSourceMappings } from "./operations/ListEventSourceMappings.ts";
import { ListFunctionEventInvokeConfigs } from "./operations/ListFunctionEventInvokeConfigs.ts";
import { ListFunctions } from "./operations/ListFunctions.ts";
import { ListFunctionUrlConfigs } from "./operations/ListFunctionUrlConfigs.ts";
import { ListLayers } from "./operations/ListLayers.ts";
import { ListLayerVersions } from "./operations/ListLayerVersions.ts";
import { ListProvisionedConcurrencyConfigs } from "./operations/ListProvisionedConcurrencyConfigs.ts";
import { ListTags } from "./operations/ListTags.ts";
import { ListVersionsByFunction } from "./operations/ListVersionsByFunction.ts";
import { PublishLayerVersion } from "./operations/PublishLayerVersion.ts";
import { PublishVersion } from "./operations/PublishVersion.ts";
import { PutFunctionConcurrency } from "./operations/PutFunctionConcurrency.ts";
import { PutFunctionEventInvokeConfig } from "./operations/PutFunctionEventInvokeConfig.ts";
import { PutFunctionRecursionConfig } from "./operations/PutFunctionRecursionConfig.ts";
import { PutProvisionedConcurrencyConfig } from "./operations/PutProvisionedConcurrencyConfig.ts";
import { PutRuntimeManagementConfig } from "./operations/PutRuntimeManagementConfig.ts";
import { RemoveLayerVersionPermission } from "./operations/RemoveLayerVersionPermission.ts";
import { RemovePermission } from "./operations/RemovePermission.ts";
import { TagResource } from "./operations/TagResource.ts";
import { UntagResource } from "./operations/UntagResource.ts";
import { UpdateAlias } from "./operations/UpdateAlias.ts";
import { UpdateEventSourceMapping } from "./operations/UpdateEventSourceMapping.ts";
import { UpdateFunctionCode } from "./operations/UpdateFunctionCode.ts";
import { UpdateFunctionConfiguration } from "./operations/UpdateFunctionConfiguration.ts";
import { UpdateFunctionEventInvokeConfig } from "./operations/UpdateFunctionEventInvokeConfig.ts";
import { UpdateFunctionUrlConfig } from "./operations/UpdateFunctionUrlConfig.ts";
import { resourceTypes } from "./resources/index.ts";
import { RunningLambda } from "./running-lambda.ts";
import { functionUrl } from "./urls/function-urls.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    lambda: Lambda;
  }
}

/** AWS Lambda. */
export const lambda = defineService<RunningLambda>({
  name: "lambda",
  open: (host) => new RunningLambda(host),
  operations: {
    AddLayerVersionPermission,
    AddPermission,
    CreateAlias,
    CreateEventSourceMapping,
    DeleteEventSourceMapping,
    GetEventSourceMapping,
    ListEventSourceMappings,
    UpdateEventSourceMapping,
    CreateFunction,
    CreateFunctionUrlConfig,
    DeleteAlias,
    DeleteFunction,
    DeleteFunctionConcurrency,
    DeleteFunctionEventInvokeConfig,
    DeleteFunctionUrlConfig,
    DeleteLayerVersion,
    DeleteProvisionedConcurrencyConfig,
    GetAccountSettings,
    GetAlias,
    GetFunction,
    GetFunctionCodeSigningConfig,
    GetFunctionConcurrency,
    GetFunctionConfiguration,
    GetFunctionEventInvokeConfig,
    GetFunctionRecursionConfig,
    GetFunctionUrlConfig,
    GetLayerVersion,
    GetLayerVersionByArn,
    GetLayerVersionPolicy,
    GetPolicy,
    GetProvisionedConcurrencyConfig,
    GetRuntimeManagementConfig,
    ListAliases,
    ListFunctionEventInvokeConfigs,
    ListFunctionUrlConfigs,
    ListFunctions,
    ListLayerVersions,
    ListLayers,
    ListProvisionedConcurrencyConfigs,
    ListTags,
    ListVersionsByFunction,
    PublishLayerVersion,
    Invoke,
    InvokeAsync,
    PublishVersion,
    PutFunctionConcurrency,
    PutFunctionEventInvokeConfig,
    PutFunctionRecursionConfig,
    PutProvisionedConcurrencyConfig,
    PutRuntimeManagementConfig,
    RemoveLayerVersionPermission,
    RemovePermission,
    TagResource,
    UntagResource,
    UpdateAlias,
    UpdateFunctionCode,
    UpdateFunctionConfiguration,
    UpdateFunctionEventInvokeConfig,
    UpdateFunctionUrlConfig,
  },
  resourceTypes,
  endpoints: [codeEndpoint, functionUrl, shardsEndpoint],
  recover: (state) => state.recover(),
  close: (state) => state.close(),
});
