import type { ExecutionEvent } from "@virga/asl";
import type { Call } from "../../kernel/service.ts";
import type { StatesEngine } from "./engine/engine.ts";
import { invalidToken, taskTimedOut } from "./errors.ts";

/** A callback as it comes with a task's token: without the task's name. */
type Answer = ExecutionEvent extends infer Event
  ? Event extends { task: string }
    ? Omit<Event, "task" | "now">
    : never
  : never;

/**
 * Gives a task that waits with this token its answer, which is made when the token was found right.
 * @throws AwsError InvalidToken for no token of a task, TaskTimedOut if the task does not wait any more
 */
export function answerTask(call: Call<StatesEngine>, token: string, makeAnswer: () => Answer): void {
  const { state, standard } = call.state;
  const task = state.tokenTask(token);
  if (!task) throw invalidToken();
  if (!state.waitsFor(task)) throw taskTimedOut();
  const answer = makeAnswer();
  standard.feed(task.executionArn, { ...answer, task: task.task, now: call.now } as ExecutionEvent, call.span);
}
