import type { SQS } from "@aws-sdk/client-sqs";
import { defineService } from "../../kernel/service.ts";
import { queue, queueInlinePolicy, queuePolicy } from "./cloudformation.ts";
import { carryMoveTasks } from "./move-tasks.ts";
import { AddPermission } from "./operations/AddPermission.ts";
import { CancelMessageMoveTask } from "./operations/CancelMessageMoveTask.ts";
import { ChangeMessageVisibility } from "./operations/ChangeMessageVisibility.ts";
import { ChangeMessageVisibilityBatch } from "./operations/ChangeMessageVisibilityBatch.ts";
import { CreateQueue } from "./operations/CreateQueue.ts";
import { DeleteMessage } from "./operations/DeleteMessage.ts";
import { DeleteMessageBatch } from "./operations/DeleteMessageBatch.ts";
import { DeleteQueue } from "./operations/DeleteQueue.ts";
import { GetQueueAttributes } from "./operations/GetQueueAttributes.ts";
import { GetQueueUrl } from "./operations/GetQueueUrl.ts";
import { ListDeadLetterSourceQueues } from "./operations/ListDeadLetterSourceQueues.ts";
import { ListMessageMoveTasks } from "./operations/ListMessageMoveTasks.ts";
import { ListQueues } from "./operations/ListQueues.ts";
import { ListQueueTags } from "./operations/ListQueueTags.ts";
import { PurgeQueue } from "./operations/PurgeQueue.ts";
import { ReceiveMessage } from "./operations/ReceiveMessage.ts";
import { RemovePermission } from "./operations/RemovePermission.ts";
import { SendMessage } from "./operations/SendMessage.ts";
import { SendMessageBatch } from "./operations/SendMessageBatch.ts";
import { SetQueueAttributes } from "./operations/SetQueueAttributes.ts";
import { StartMessageMoveTask } from "./operations/StartMessageMoveTask.ts";
import { TagQueue } from "./operations/TagQueue.ts";
import { UntagQueue } from "./operations/UntagQueue.ts";
import { SqsState } from "./state.ts";

declare module "../../kernel/service-clients.ts" {
  interface ServiceClients {
    sqs: SQS;
  }
}

/** Amazon Simple Queue Service. */
export const sqs = defineService<SqsState>({
  name: "sqs",
  anonymousCallers: true,
  open(host) {
    const state = new SqsState(host);
    carryMoveTasks(state);
    return state;
  },
  operations: {
    AddPermission,
    CancelMessageMoveTask,
    ChangeMessageVisibility,
    ChangeMessageVisibilityBatch,
    CreateQueue,
    DeleteMessage,
    DeleteMessageBatch,
    DeleteQueue,
    GetQueueAttributes,
    GetQueueUrl,
    ListDeadLetterSourceQueues,
    ListMessageMoveTasks,
    ListQueueTags,
    ListQueues,
    PurgeQueue,
    ReceiveMessage,
    RemovePermission,
    SendMessage,
    SendMessageBatch,
    SetQueueAttributes,
    StartMessageMoveTask,
    TagQueue,
    UntagQueue,
  },
  resourceTypes: {
    "AWS::SQS::Queue": queue,
    "AWS::SQS::QueueInlinePolicy": queueInlinePolicy,
    "AWS::SQS::QueuePolicy": queuePolicy,
  },
  recover: (state) => state.recover(),
  close: (state) => state.close(),
});
