import type { Json, JsonObject } from "../json/value.ts";

/** How an execution stands. */
export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** Who and what an execution is; part of the context object. */
export interface ExecutionIdentity {
  executionArn: string;
  executionName: string;
  roleArn: string;
  stateMachineArn: string;
  stateMachineName: string;
  region: string;
  type: "STANDARD" | "EXPRESS";
}

/**
 * Everything there is to know of an execution between two steps. It is plain JSON data: write it with
 * `serializeExecution` and read it back with `restoreExecution`, and the execution goes on where it was.
 * Instants are milliseconds since 1970.
 */
export interface ExecutionState {
  readonly identity: ExecutionIdentity;
  readonly input: Json;
  readonly startedAt: number;
  status: ExecutionStatus;
  /** The id of the last history event. */
  lastEventId: number;
  /** The lines of work by number: 0 is the state machine's own, the others are branches and iterations. */
  threads: Record<string, Thread>;
  nextThread: number;
  /** The threads that can go on at once, in their order. */
  ready: number[];
  /** How many timers and tasks were started; makes their ids unique in the execution. */
  serial: number;
  /** The timer of the state machine's own timeout. */
  deadlineTimer?: string | undefined;
  endedAt?: number;
  output?: Json;
  error?: string;
  cause?: string;
}

/** What a thread does when its turn comes, or what it waits for. */
export type ThreadPhase = "enter" | "execute" | "start" | "task" | "wait" | "retry" | "children";

/** One line of work: it is in one state at a time. */
export interface Thread {
  readonly id: number;
  readonly block: number;
  readonly parent?: number;
  /** The number of the branch or iteration among its siblings. */
  readonly index: number;
  /** The item of the nearest enclosing Map iteration. */
  readonly item?: { index: number; value: Json };
  state: string;
  /** The state's input as it came. */
  input: Json;
  /** The input's text where it is not the compact one: the execution's first state shows the text as given. */
  inputText?: string | undefined;
  phase: ThreadPhase;
  /** The event that the thread's next event follows. */
  previousEventId: number;
  enteredEventId: number;
  enteredAt: number;
  /** How often each retrier of the state was used. */
  retries: number[];
  /** How often the state was retried in all. */
  retryCount: number;
  /** The variables assigned in this thread. */
  variables: JsonObject;
  /** The timer of a wait or of a retry's delay. */
  timer?: string | undefined;
  task?: RunningTask | undefined;
  children?: Children | undefined;
}

/** A task that was started. */
export interface RunningTask {
  id: string;
  token?: string;
  parameters: Json;
  credentials?: Json;
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
  timeoutTimer?: string;
  heartbeatTimer?: string;
  /** Whether the call was answered and the task now waits for its callback or job. */
  submitted?: boolean;
}

/** The branches or iterations that a thread waits for. */
export interface Children {
  /** The running threads' numbers. */
  running: number[];
  results: Json[];
  finished: number;
  /** How many there are in all. */
  length: number;
  /** How many were started. */
  started: number;
  /** A Map's items, its effective input and how many iterations may run at once. */
  items?: Json[];
  input?: Json;
  concurrency?: number;
}
