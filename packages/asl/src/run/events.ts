import type { Json } from "../json/value.ts";
import type { TaskResource } from "../resource.ts";
import type { HistoryEvent } from "./history.ts";
import type { ExecutionStatus } from "./state.ts";

/** What happens to an execution from outside. `now` is the instant it happens at, in milliseconds since 1970. */
export type ExecutionEvent =
  | { type: "start"; now: number; inputText: string }
  | { type: "taskSucceeded"; now: number; task: string; output: Json }
  | { type: "taskFailed"; now: number; task: string; error?: string | undefined; cause?: string | undefined }
  /** The call was answered; the task goes on until its callback or its job ends. */
  | { type: "taskSubmitted"; now: number; task: string; output: Json }
  /** A callback task's worker says that it is still at it. */
  | { type: "taskHeartbeat"; now: number; task: string }
  | { type: "timer"; now: number; timer: string }
  /** The host had its pause. */
  | { type: "resume"; now: number }
  | { type: "stop"; now: number; error?: string | undefined; cause?: string | undefined };

/** A task the host is to start. It answers with a `taskSucceeded`, `taskFailed` or `taskSubmitted` event. */
export interface TaskCall {
  /** The task's id, unique in the execution. */
  task: string;
  state: string;
  resource: TaskResource;
  parameters: Json;
  /** What `Credentials` of the state came to. */
  credentials?: Json;
  /** The token with which the task can be answered, for callbacks and activities. */
  token?: string;
  heartbeatSeconds?: number;
  /** How often the state was retried before this call. */
  retryCount: number;
}

/** What the host is to do. Persist the execution's state before performing any of it. */
export type Effect =
  | { type: "history"; event: HistoryEvent }
  | { type: "call"; call: TaskCall }
  /** The task's answer no longer matters. */
  | { type: "cancelTask"; task: string }
  /** The execution could go on, but has done much at once: let others work, then resume it. */
  | { type: "pause" }
  | { type: "startTimer"; timer: string; at: number }
  | { type: "cancelTimer"; timer: string }
  | { type: "ended"; status: ExecutionStatus; output?: Json; error?: string | undefined; cause?: string | undefined };
