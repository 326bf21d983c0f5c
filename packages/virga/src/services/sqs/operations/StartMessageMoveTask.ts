import type { StartMessageMoveTaskCommandInput, StartMessageMoveTaskCommandOutput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { onQueueArn } from "../access.ts";
import { invalidParameter, invalidValue, missingParameter, resourceNotFound } from "../errors.ts";
import { writeTaskHandle } from "../move-task.ts";
import { startMoveTask, taskSource } from "../move-tasks.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
export const StartMessageMoveTask: Operation<
  SqsState,
  StartMessageMoveTaskCommandInput,
  Omit<StartMessageMoveTaskCommandOutput, "$metadata">
> = {
  authorize: (call, { SourceArn }) => onQueueArn(call, "StartMessageMoveTask", SourceArn),
  handle(call, input) {
    const { SourceArn: sourceArn, DestinationArn: destinationArn, MaxNumberOfMessagesPerSecond: perSecond } = input;
    if (sourceArn === undefined || sourceArn === "") throw missingParameter("SourceArn");
    if (perSecond !== undefined && !(Number.isInteger(perSecond) && perSecond >= 1 && perSecond <= 500)) {
      throw invalidValue(perSecond, "MaxNumberOfMessagesPerSecond", "Must be between 1 and 500, if provided.");
    }
    const id = call.host.ids.uuid();
    call.state.transact((transaction) => {
      const { state } = call;
      const source = taskSource(state, transaction, call, sourceArn);
      const isDeadLetterQueue = !state.sourcesOf(transaction, source).next().done;
      if (!isDeadLetterQueue) throw invalidParameter("Source queue must be configured as a Dead Letter Queue.");
      if (destinationArn !== undefined && !state.findByArn(transaction, destinationArn, source)) {
        throw resourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
      }
      if (state.moveTasks(transaction, source).some(({ status }) => status === "RUNNING" || status === "CANCELLING")) {
        throw invalidParameter(
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        );
      }
      const { account, region, name } = source;
      startMoveTask(state, transaction, {
        id,
        source: { account, region, name },
        ...(destinationArn !== undefined && { destinationArn }),
        ...(perSecond !== undefined && { perSecond }),
        status: "RUNNING",
        started: call.now,
        moved: 0,
        toMove: state.messages.count(transaction, source, call.now).visible,
      });
    });
    return { TaskHandle: writeTaskHandle(id, sourceArn) };
  },
};
