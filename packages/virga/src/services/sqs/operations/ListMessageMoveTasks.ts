import type {
  ListMessageMoveTasksCommandInput,
  ListMessageMoveTasksCommandOutput,
  ListMessageMoveTasksResultEntry,
} from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { onQueueArn } from "../access.ts";
import { invalidValue } from "../errors.ts";
import { type MoveTask, writeTaskHandle } from "../move-task.ts";
import { taskSource } from "../move-tasks.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
export const ListMessageMoveTasks: Operation<
  SqsState,
  ListMessageMoveTasksCommandInput,
  Omit<ListMessageMoveTasksCommandOutput, "$metadata">
> = {
  authorize: (call, { SourceArn }) => onQueueArn(call, "ListMessageMoveTasks", SourceArn),
  handle(call, { SourceArn: sourceArn = "", MaxResults: most = 1 }) {
    if (!(Number.isInteger(most) && most >= 1 && most <= 10)) {
      throw invalidValue(most, "MaxResults", "Must be between 1 and 10, if provided.");
    }
    const { state } = call;
    const source = taskSource(state, state.reader, call, sourceArn);
    const tasks = state.moveTasks(state.reader, source).slice(0, most);
    return tasks.length === 0 ? {} : { Results: tasks.map((task) => described(task, sourceArn)) };
  },
};

function described(task: MoveTask, sourceArn: string): ListMessageMoveTasksResultEntry {
  const { id, status, destinationArn, perSecond, moved, toMove, failureReason, started } = task;
  return {
    ...(status === "RUNNING" && { TaskHandle: writeTaskHandle(id, sourceArn) }),
    Status: status,
    SourceArn: sourceArn,
    ...(destinationArn !== undefined && { DestinationArn: destinationArn }),
    ...(perSecond !== undefined && { MaxNumberOfMessagesPerSecond: perSecond }),
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: toMove,
    ...(failureReason !== undefined && { FailureReason: failureReason }),
    StartedTimestamp: started,
  };
}
