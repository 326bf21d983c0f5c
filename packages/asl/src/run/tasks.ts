import { StateFailure } from "../errors.ts";
import { renderJson } from "../json/text.ts";
import { isObject, type Json } from "../json/value.ts";
import type { Program, TaskState } from "../program.ts";
import type { TaskResource } from "../resource.ts";
import type { TaskCall } from "./events.ts";
import type { Execution } from "./execution.ts";
import { type EventDetails, errorDetails, inputDetails, outputDetails } from "./history.ts";
import type { ExecutionState, RunningTask, Thread } from "./state.ts";

/** Evaluates a task's parameters and schedules it. @throws StateFailure */
export function scheduleTask(run: Execution, thread: Thread, state: TaskState): void {
  const task: RunningTask = { id: `task-${++run.state.serial}`, parameters: null };
  if (needsToken(state.resource)) {
    task.token = run.host.uuid();
  }
  thread.task = task;
  const scope = run.scope(thread, state.input(run.scope(thread, thread.input), run.host));
  task.parameters = state.parameters?.(scope, run.host) ?? scope.input;
  const refusal = run.host.checkTask?.(state.resource, task.parameters);
  if (refusal !== undefined) {
    throw new StateFailure("States.Runtime", refusal);
  }
  const credentials = state.credentials?.(scope, run.host);
  if (credentials !== undefined) {
    task.credentials = credentials;
  }
  const timeout = state.timeoutSeconds?.(scope, run.host);
  if (typeof timeout === "number") {
    task.timeoutSeconds = timeout;
  }
  const heartbeat = state.heartbeatSeconds?.(scope, run.host);
  if (typeof heartbeat === "number") {
    task.heartbeatSeconds = heartbeat;
  }
  run.recordNext(thread, `${eventPrefix(state.resource)}Scheduled`, () => scheduledDetails(run, state.resource, task));
  run.wake(thread, "start");
}

function needsToken(resource: TaskResource): boolean {
  return resource.kind === "activity" || (resource.kind !== "lambda" && resource.pattern === "waitForTaskToken");
}

/** Starts a scheduled task: hands it to the host and starts its timers. */
export function startTask(run: Execution, thread: Thread, state: TaskState): void {
  const task = thread.task!;
  if (state.resource.kind !== "activity") {
    run.recordNext(thread, `${eventPrefix(state.resource)}Started`, startedDetails(state.resource));
  }
  if (!run.running) {
    return;
  }
  thread.phase = "task";
  if (task.timeoutSeconds !== undefined) {
    task.timeoutTimer = run.startTimer("timeout", run.now + task.timeoutSeconds * 1000);
  }
  startHeartbeat(run, task);
  run.effects.push({ type: "call", call: taskCall(thread, state) });
}

/** What the host needs to know to perform a thread's task. */
function taskCall(thread: Thread, state: TaskState): TaskCall {
  const task = thread.task!;
  return {
    task: task.id,
    state: thread.state,
    resource: state.resource,
    parameters: task.parameters,
    retryCount: thread.retryCount,
    ...(task.credentials === undefined ? {} : { credentials: task.credentials }),
    ...(task.token === undefined ? {} : { token: task.token }),
    ...(task.heartbeatSeconds === undefined ? {} : { heartbeatSeconds: task.heartbeatSeconds }),
  };
}

/** The tasks that were handed to the host and are not answered yet: what a host finds open when it comes back. */
export function openTasks(program: Program, state: ExecutionState): OpenTask[] {
  return Object.values(state.threads).flatMap((thread) => {
    if (thread.phase !== "task") {
      return [];
    }
    const task = program.blocks[thread.block]!.states.get(thread.state) as TaskState;
    return [{ call: taskCall(thread, task), submitted: thread.task!.submitted ?? false }];
  });
}

/** A task without an answer. */
export interface OpenTask {
  readonly call: TaskCall;
  /** Whether its call was answered, so that it waits for a callback or job. */
  readonly submitted: boolean;
}

/** Starts the time to the next heartbeat anew. */
export function startHeartbeat(run: Execution, task: RunningTask): void {
  if (task.heartbeatSeconds !== undefined) {
    run.cancelTimer(task.heartbeatTimer);
    task.heartbeatTimer = run.startTimer("heartbeat", run.now + task.heartbeatSeconds * 1000);
  }
}

/** Records that a call was answered whose task goes on. */
export function submitTask(run: Execution, thread: Thread, state: TaskState, output: Json): void {
  thread.task!.submitted = true;
  run.recordNext(thread, "TaskSubmitted", () => [
    "taskSubmittedEventDetails",
    { ...integrationDetails(state.resource), ...outputDetails(renderJson(output)) },
  ]);
}

/** Refuses a task's result beyond the data limit. @throws StateFailure */
export function checkTaskResult(run: Execution, state: TaskState, output: Json): void {
  const { resource } = state;
  run.checkSize(
    output,
    resource.kind === "lambda" || resource.kind === "activity" ? resource.arn : resource.resourceType,
  );
}

/** Records a task's success. */
export function succeedTask(run: Execution, thread: Thread, state: TaskState, output: Json): void {
  const { resource } = state;
  run.release(settled(thread));
  run.recordNext(thread, `${eventPrefix(resource)}Succeeded`, () => [
    `${detailsPrefix(resource)}SucceededEventDetails`,
    { ...integrationDetails(resource), ...outputDetails(renderJson(output)) },
  ]);
}

/** Records a task's failure or timeout. */
export function failTask(
  run: Execution,
  thread: Thread,
  state: TaskState,
  ending: "Failed" | "TimedOut",
  error: string | undefined,
  cause: string | undefined,
): void {
  const { resource } = state;
  if (ending === "Failed") {
    settled(thread);
  }
  run.release(thread);
  run.recordNext(thread, `${eventPrefix(resource)}${ending}`, () => [
    `${detailsPrefix(resource)}${ending}EventDetails`,
    { ...integrationDetails(resource), ...errorDetails(error, cause) },
  ]);
}

/** Marks a thread's task as answered, so that letting go of it does not cancel it. */
function settled(thread: Thread): Thread {
  thread.phase = "execute";
  return thread;
}

function eventPrefix(resource: TaskResource): string {
  switch (resource.kind) {
    case "lambda":
      return "LambdaFunction";
    case "activity":
      return "Activity";
    default:
      return "Task";
  }
}

function detailsPrefix(resource: TaskResource): string {
  const prefix = eventPrefix(resource);
  return prefix[0]!.toLowerCase() + prefix.slice(1);
}

function integrationDetails(resource: TaskResource): { resourceType?: string; resource?: string } {
  return resource.kind === "lambda" || resource.kind === "activity"
    ? {}
    : { resourceType: resource.resourceType, resource: resource.resource };
}

function startedDetails(resource: TaskResource): (() => EventDetails) | undefined {
  return resource.kind === "lambda" || resource.kind === "activity"
    ? undefined
    : () => ["taskStartedEventDetails", integrationDetails(resource)];
}

function scheduledDetails(run: Execution, resource: TaskResource, task: RunningTask): EventDetails {
  const limits = {
    ...(task.timeoutSeconds === undefined ? {} : { timeoutInSeconds: task.timeoutSeconds }),
    ...(task.heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: task.heartbeatSeconds }),
    ...taskCredentials(task.credentials),
  };
  const parameters = renderJson(task.parameters);
  if (resource.kind === "lambda" || resource.kind === "activity") {
    return [
      `${detailsPrefix(resource)}ScheduledEventDetails`,
      { ...inputDetails(parameters), resource: resource.arn, ...limits },
    ];
  }
  return [
    "taskScheduledEventDetails",
    { ...integrationDetails(resource), region: run.state.identity.region, parameters, ...limits },
  ];
}

function taskCredentials(credentials: Json | undefined): { taskCredentials?: { roleArn: Json } } {
  return isObject(credentials) && credentials.RoleArn !== undefined
    ? { taskCredentials: { roleArn: credentials.RoleArn } }
    : {};
}
