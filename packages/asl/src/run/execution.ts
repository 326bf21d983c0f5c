import { StateFailure } from "../errors.ts";
import type { Host } from "../host.ts";
import { exceedsBytes, parseJson, renderJson } from "../json/text.ts";
import type { Json, JsonObject } from "../json/value.ts";
import type { Scope } from "../paths/scope.ts";
import type { Assignment, Program, State } from "../program.ts";
import { contextObject } from "./context-object.ts";
import type { Effect } from "./events.ts";
import { type EventDetails, errorDetails, outputDetails } from "./history.ts";
import type { ExecutionIdentity, ExecutionState, ExecutionStatus, Thread } from "./state.ts";

/** The largest input or output of a state, task or execution, in bytes of UTF-8. */
export const DATA_LIMIT_BYTES = 262_144;
/** The most events in the history of a STANDARD execution. */
const MAX_HISTORY_EVENTS = 25_000;

/** How the interpreter is to work. */
export interface RunOptions {
  /** Whether history events are wanted, or which types of them; without them executions are faster. */
  readonly history: boolean | ((type: string) => boolean);
}

/** The state of an execution that has not started yet. */
export function newExecution(identity: ExecutionIdentity, input: Json, startedAt: number): ExecutionState {
  return {
    identity,
    input,
    startedAt,
    status: "RUNNING",
    lastEventId: 0,
    threads: {},
    nextThread: 0,
    ready: [],
    serial: 0,
  };
}

/** An execution's state as text. */
export function serializeExecution(state: ExecutionState): string {
  return JSON.stringify(state);
}

/** Reads back what {@link serializeExecution} wrote. */
export function restoreExecution(text: string): ExecutionState {
  return parseJson(text, Number.POSITIVE_INFINITY) as unknown as ExecutionState;
}

/** One advance of an execution: its state, what it is run with, and the effects it has so far. */
export class Execution {
  readonly program: Program;
  readonly state: ExecutionState;
  readonly host: Host;
  readonly now: number;
  readonly effects: Effect[] = [];
  private readonly options: RunOptions;

  constructor(program: Program, state: ExecutionState, host: Host, options: RunOptions, now: number) {
    this.program = program;
    this.state = state;
    this.host = host;
    this.options = options;
    this.now = now;
  }

  get running(): boolean {
    return this.state.status === "RUNNING";
  }

  /** The state a thread is in. */
  stateOf(thread: Thread): State {
    return this.program.blocks[thread.block]!.states.get(thread.state)!;
  }

  thread(id: number): Thread | undefined {
    return this.state.threads[id];
  }

  /** Makes a thread that is about to enter its block's first state. */
  addThread(made: Pick<Thread, "block" | "index" | "input" | "previousEventId"> & Partial<Thread>): Thread {
    const id = this.state.nextThread++;
    const thread: Thread = {
      ...made,
      id,
      state: this.program.blocks[made.block]!.startAt,
      phase: "enter",
      enteredEventId: 0,
      enteredAt: this.now,
      retries: [],
      retryCount: 0,
      variables: {},
      // Members that come and go are there from the start: the engine then knows one form of threads.
      timer: undefined,
      task: undefined,
      children: undefined,
    };
    this.state.threads[id] = thread;
    this.state.ready.push(id);
    return thread;
  }

  /** Lets a thread go on when its turn comes. */
  wake(thread: Thread, phase: Thread["phase"]): void {
    thread.phase = phase;
    this.state.ready.push(thread.id);
  }

  /** Records a history event; gives its id. Details are only made if history is wanted. */
  record(type: string, previousEventId: number, details?: () => EventDetails): number {
    if (this.reachesEventLimit(type)) {
      this.endAtEventLimit();
      return this.state.lastEventId;
    }
    const id = ++this.state.lastEventId;
    const { history } = this.options;
    if (history === true || (history !== false && history(type))) {
      const made = details?.();
      const event = { timestamp: this.now, type, id, previousEventId };
      this.effects.push({
        type: "history",
        event: made === undefined ? event : { ...event, [made[0]]: made[1] },
      });
    }
    return id;
  }

  /** Records an event of a thread and makes it the one that the thread's next event follows. */
  recordNext(thread: Thread, type: string, details?: () => EventDetails): void {
    thread.previousEventId = this.record(type, thread.previousEventId, details);
  }

  /** What expressions of a thread's state see; `input` is what `$` stands for. */
  scope(thread: Thread, input: Json, context?: () => JsonObject): Scope {
    let made: JsonObject | undefined;
    const make = context ?? (() => contextObject(this.state, thread, this.stateOf(thread)));
    return {
      input,
      context: () => {
        made ??= make();
        return made;
      },
      variable: (name) => this.variable(thread, name),
    };
  }

  private variable(thread: Thread, name: string): Json | undefined {
    for (let current: Thread | undefined = thread; current !== undefined; current = this.parentOf(current)) {
      if (Object.hasOwn(current.variables, name)) {
        return current.variables[name];
      }
    }
    return undefined;
  }

  parentOf(thread: Thread): Thread | undefined {
    return thread.parent === undefined ? undefined : this.thread(thread.parent);
  }

  /** Evaluates assignments, keeps them for the following states, and gives them for the history event. */
  assign(thread: Thread, assignment: Assignment | undefined, value: Json): JsonObject | undefined {
    const assigned = assignment?.(this.scope(thread, value), this.host);
    if (assigned !== undefined) {
      thread.variables = { ...thread.variables, ...assigned };
    }
    return assigned;
  }

  /** Refuses data beyond the limit. @throws StateFailure */
  checkSize(value: Json, origin: string): void {
    if (exceedsBytes(value, DATA_LIMIT_BYTES)) {
      throw new StateFailure(
        "States.DataLimitExceeded",
        `The state/task '${origin}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      );
    }
  }

  startTimer(kind: string, at: number): string {
    const timer = `${kind}-${++this.state.serial}`;
    this.effects.push({ type: "startTimer", timer, at });
    return timer;
  }

  cancelTimer(timer: string | undefined): void {
    if (timer !== undefined) {
      this.effects.push({ type: "cancelTimer", timer });
    }
  }

  /** Ends the execution well. */
  succeed(thread: Thread, output: Json): void {
    this.record("ExecutionSucceeded", thread.previousEventId, () => [
      "executionSucceededEventDetails",
      outputDetails(renderJson(output)),
    ]);
    this.end("SUCCEEDED", { output });
  }

  /** Ends the execution with an error. */
  fail(previousEventId: number, error: string | undefined, cause: string | undefined): void {
    this.record("ExecutionFailed", previousEventId, () => ["executionFailedEventDetails", errorDetails(error, cause)]);
    this.end("FAILED", { error, cause });
  }

  /** Ends the execution from outside: stopped or out of time. */
  interrupt(status: "ABORTED" | "TIMED_OUT", error?: string, cause?: string): void {
    const [type, member] =
      status === "ABORTED"
        ? ["ExecutionAborted", "executionAbortedEventDetails"]
        : ["ExecutionTimedOut", "executionTimedOutEventDetails"];
    this.record(type!, 0, () => [member!, errorDetails(error, cause)]);
    this.end(status, { error, cause });
  }

  private end(
    status: ExecutionStatus,
    outcome: { output?: Json; error?: string | undefined; cause?: string | undefined },
  ): void {
    if (!this.running) {
      return;
    }
    this.releaseAll();
    const { state } = this;
    state.status = status;
    state.endedAt = this.now;
    state.threads = {};
    state.ready = [];
    if (outcome.output !== undefined) {
      state.output = outcome.output;
    }
    Object.assign(state, errorDetails(outcome.error, outcome.cause));
    this.effects.push({ type: "ended", status, ...outcome });
  }

  private releaseAll(): void {
    for (const thread of Object.values(this.state.threads)) {
      this.release(thread);
    }
    this.cancelTimer(this.state.deadlineTimer);
    this.state.deadlineTimer = undefined;
  }

  /** Lets go of what a thread waits for: its timers and its task. */
  release(thread: Thread): void {
    this.cancelTimer(thread.timer);
    thread.timer = undefined;
    if (thread.task !== undefined) {
      this.cancelTimer(thread.task.timeoutTimer);
      this.cancelTimer(thread.task.heartbeatTimer);
      if (thread.phase === "task") {
        this.effects.push({ type: "cancelTask", task: thread.task.id });
      }
      thread.task = undefined;
    }
  }

  private reachesEventLimit(type: string): boolean {
    return (
      this.state.identity.type === "STANDARD" &&
      this.state.lastEventId >= MAX_HISTORY_EVENTS - 1 &&
      !type.startsWith("Execution")
    );
  }

  private endAtEventLimit(): void {
    if (this.running) {
      const cause = `The execution reached the maximum number of history events (${MAX_HISTORY_EVENTS}).`;
      this.fail(this.state.lastEventId, "States.Runtime", cause);
    }
  }
}
