import type { CloudFormation as CloudFormationApi } from "@aws-sdk/client-cloudformation";
import type { ResourceType } from "../../kernel/resource-type.ts";
import { defineService, type ServiceDefinition } from "../../kernel/service.ts";
import { cdkMetadata, waitConditionHandle } from "./cloudformation.ts";
import type { CloudFormation } from "./context.ts";
import { ResourceTypes } from "./custom-resources/custom-resource-type.ts";
import { responseEndpoint } from "./custom-resources/response-endpoint.ts";
import { ResponseUrls } from "./custom-resources/response-urls.ts";
import { Engine } from "./engine/engine.ts";
import { nestedStack } from "./engine/nested-stacks.ts";
import { stackType } from "./model.ts";
import { ContinueUpdateRollback } from "./operations/ContinueUpdateRollback.ts";
import { CreateChangeSet } from "./operations/CreateChangeSet.ts";
import { CreateStack } from "./operations/CreateStack.ts";
import { DeleteChangeSet } from "./operations/DeleteChangeSet.ts";
import { DeleteStack } from "./operations/DeleteStack.ts";
import { DescribeChangeSet } from "./operations/DescribeChangeSet.ts";
import { DescribeStackEvents } from "./operations/DescribeStackEvents.ts";
import { DescribeStackResource } from "./operations/DescribeStackResource.ts";
import { DescribeStackResources } from "./operations/DescribeStackResources.ts";
import { DescribeStacks } from "./operations/DescribeStacks.ts";
import { ExecuteChangeSet } from "./operations/ExecuteChangeSet.ts";
import { GetTemplate } from "./operations/GetTemplate.ts";
import { GetTemplateSummary } from "./operations/GetTemplateSummary.ts";
import { ListChangeSets } from "./operations/ListChangeSets.ts";
import { ListExports } from "./operations/ListExports.ts";
import { ListImports } from "./operations/ListImports.ts";
import { ListStackResources } from "./operations/ListStackResources.ts";
import { ListStacks } from "./operations/ListStacks.ts";
import { RollbackStack } from "./operations/RollbackStack.ts";
import { UpdateStack } from "./operations/UpdateStack.ts";
import { UpdateTerminationProtection } from "./operations/UpdateTerminationProtection.ts";
import { ValidateTemplate } from "./operations/ValidateTemplate.ts";
import { CloudFormationState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    cloudformation: CloudFormationApi;
  }
}

/**
 * CloudFormation: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/
 * It provisions the resource types of all services, which the composition root tells it.
 */
export function createCloudFormation(
  resourceTypes: () => ReadonlyMap<string, ResourceType>,
): ServiceDefinition<CloudFormation> {
  return defineService<CloudFormation>({
    name: "cloudformation",
    open(host) {
      const state = new CloudFormationState(host);
      const nested = nestedStack(state, () => engine);
      const responseUrls = new ResponseUrls(host);
      const allTypes = () => new ResourceTypes([...resourceTypes(), [stackType, nested]], host, responseUrls);
      const engine = new Engine(state, allTypes);
      return { state, engine, responseUrls, resourceTypes: allTypes };
    },
    operations: {
      ContinueUpdateRollback,
      CreateChangeSet,
      CreateStack,
      DeleteChangeSet,
      DeleteStack,
      DescribeChangeSet,
      DescribeStackEvents,
      DescribeStackResource,
      DescribeStackResources,
      DescribeStacks,
      ExecuteChangeSet,
      GetTemplate,
      GetTemplateSummary,
      ListChangeSets,
      ListExports,
      ListImports,
      ListStackResources,
      ListStacks,
      RollbackStack,
      UpdateStack,
      UpdateTerminationProtection,
      ValidateTemplate,
    },
    resourceTypes: {
      "AWS::CDK::Metadata": cdkMetadata,
      "AWS::CloudFormation::WaitConditionHandle": waitConditionHandle,
    },
    endpoints: [responseEndpoint],
    recover({ state, engine }) {
      for (const stack of state.recover(state.host.clock.now())) {
        void engine.resumeCleanUp(stack, { kind: "root", account: stack.account });
      }
    },
  });
}
