import type { Json, JsonObject } from "../json/value.ts";
import type { State } from "../program.ts";
import type { ExecutionState, Thread } from "./state.ts";

/**
 * The context object (`$$`) of a thread.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextObject(execution: ExecutionState, thread: Thread, state: State): JsonObject {
  const { identity } = execution;
  const startTime = isoTime(execution.startedAt);
  const enteredTime = thread.enteredAt === execution.startedAt ? startTime : isoTime(thread.enteredAt);
  const context: JsonObject = {
    Execution: {
      Id: identity.executionArn,
      Input: execution.input,
      StartTime: startTime,
      Name: identity.executionName,
      RoleArn: identity.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
    State: { Name: thread.state, EnteredTime: enteredTime, ...retryCount(thread, state) },
  };
  if (thread.task?.token !== undefined) {
    context.Task = { Token: thread.task.token };
  }
  if (thread.item !== undefined) {
    context.Map = mapContext(thread.item.index, thread.item.value);
  }
  return context;
}

/** The context object's part on the item of a Map iteration. */
export function mapContext(index: number, value: Json): JsonObject {
  return { Item: { Index: index, Value: value } };
}

function retryCount(thread: Thread, state: State): JsonObject {
  return "retriers" in state ? { RetryCount: thread.retryCount } : {};
}

function isoTime(instant: number): string {
  return new Date(instant).toISOString();
}
