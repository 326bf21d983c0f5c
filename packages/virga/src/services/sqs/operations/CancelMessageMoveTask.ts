import type { CancelMessageMoveTaskCommandInput, CancelMessageMoveTaskCommandOutput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { onQueueArn } from "../access.ts";
import { invalidParameter, resourceNotFound } from "../errors.ts";
import { readTaskHandle } from "../move-task.ts";
import { taskSource } from "../move-tasks.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
export const CancelMessageMoveTask: Operation<
  SqsState,
  CancelMessageMoveTaskCommandInput,
  Omit<CancelMessageMoveTaskCommandOutput, "$metadata">
> = {
  authorize: (call, { TaskHandle = "" }) =>
    onQueueArn(call, "CancelMessageMoveTask", readTaskHandle(TaskHandle)?.sourceArn),
  handle(call, { TaskHandle: handle = "" }) {
    const named = readTaskHandle(handle);
    if (!named) throw invalidParameter("Value for parameter TaskHandle is invalid.");
    return call.state.transact((transaction) => {
      const { state } = call;
      const source = taskSource(state, transaction, call, named.sourceArn);
      const task = state.moveTasks(transaction, source).find(({ id }) => id === named.taskId);
      if (task?.status !== "RUNNING") throw resourceNotFound("Task does not exist.");
      state.putMoveTask(transaction, { ...task, status: "CANCELLING" });
      return { ApproximateNumberOfMessagesMoved: task.moved };
    });
  },
};
