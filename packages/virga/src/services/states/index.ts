import type { SFN } from "@aws-sdk/client-sfn";
import { defineService } from "../../kernel/service.ts";
import { stateMachine } from "./cloudformation.ts";
import { StatesEngine } from "./engine/engine.ts";
import { CreateStateMachine } from "./operations/CreateStateMachine.ts";
import { CreateStateMachineAlias } from "./operations/CreateStateMachineAlias.ts";
import { DeleteStateMachine } from "./operations/DeleteStateMachine.ts";
import { DeleteStateMachineAlias } from "./operations/DeleteStateMachineAlias.ts";
import { DeleteStateMachineVersion } from "./operations/DeleteStateMachineVersion.ts";
import { DescribeExecution } from "./operations/DescribeExecution.ts";
import { DescribeStateMachine } from "./operations/DescribeStateMachine.ts";
import { DescribeStateMachineAlias } from "./operations/DescribeStateMachineAlias.ts";
import { DescribeStateMachineForExecution } from "./operations/DescribeStateMachineForExecution.ts";
import { GetExecutionHistory } from "./operations/GetExecutionHistory.ts";
import { ListExecutions } from "./operations/ListExecutions.ts";
import { ListStateMachineAliases } from "./operations/ListStateMachineAliases.ts";
import { ListStateMachines } from "./operations/ListStateMachines.ts";
import { ListStateMachineVersions } from "./operations/ListStateMachineVersions.ts";
import { ListTagsForResource } from "./operations/ListTagsForResource.ts";
import { PublishStateMachineVersion } from "./operations/PublishStateMachineVersion.ts";
import { SendTaskFailure } from "./operations/SendTaskFailure.ts";
import { SendTaskHeartbeat } from "./operations/SendTaskHeartbeat.ts";
import { SendTaskSuccess } from "./operations/SendTaskSuccess.ts";
import { StartExecution } from "./operations/StartExecution.ts";
import { StartSyncExecution } from "./operations/StartSyncExecution.ts";
import { StopExecution } from "./operations/StopExecution.ts";
import { TagResource } from "./operations/TagResource.ts";
import { UntagResource } from "./operations/UntagResource.ts";
import { UpdateStateMachine } from "./operations/UpdateStateMachine.ts";
import { UpdateStateMachineAlias } from "./operations/UpdateStateMachineAlias.ts";
import { ValidateStateMachineDefinition } from "./operations/ValidateStateMachineDefinition.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    states: SFN;
  }
}

/** AWS Step Functions. */
export const states = defineService<StatesEngine>({
  name: "states",
  open: (host) => new StatesEngine(host),
  operations: {
    UpdateStateMachineAlias,
    ListStateMachineAliases,
    DescribeStateMachineAlias,
    DeleteStateMachineAlias,
    CreateStateMachineAlias,
    CreateStateMachine,
    DeleteStateMachine,
    DeleteStateMachineVersion,
    DescribeExecution,
    DescribeStateMachine,
    DescribeStateMachineForExecution,
    GetExecutionHistory,
    ListExecutions,
    ListStateMachineVersions,
    ListStateMachines,
    ListTagsForResource,
    PublishStateMachineVersion,
    SendTaskFailure,
    SendTaskHeartbeat,
    SendTaskSuccess,
    StartExecution,
    StartSyncExecution,
    StopExecution,
    TagResource,
    UntagResource,
    UpdateStateMachine,
    ValidateStateMachineDefinition,
  },
  resourceTypes: { "AWS::StepFunctions::StateMachine": stateMachine },
  recover: (engine) => engine.recover(),
  close: (engine) => engine.close(),
});
