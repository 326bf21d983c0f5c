import { StateFailure } from "../errors.ts";
import type { Host } from "../host.ts";
import { renderJson } from "../json/text.ts";
import type { Json, JsonObject } from "../json/value.ts";
import type { Assignment, Catcher, FailState, Program, ResultBase, State, TaskState } from "../program.ts";
import { abortChildren, completeChildren, finishChild, startBranches, startIterations } from "./children.ts";
import type { Effect, ExecutionEvent } from "./events.ts";
import { Execution, type RunOptions } from "./execution.ts";
import { inputDetails, outputDetails } from "./history.ts";
import { findCatcher, takeRetry } from "./recovery.ts";
import type { ExecutionState, Thread } from "./state.ts";
import {
  checkTaskResult,
  failTask,
  scheduleTask,
  startHeartbeat,
  startTask,
  submitTask,
  succeedTask,
} from "./tasks.ts";

/** The longest an EXPRESS execution runs: five minutes. */
const EXPRESS_LIMIT_SECONDS = 300;
/** The longest a STANDARD execution runs: one year. */
const STANDARD_LIMIT_SECONDS = 31_536_000;

/** How many steps an execution takes before it lets others work. */
const STEPS_AT_ONCE = 1000;

/**
 * Lets an execution take in an event and go on as far as it can. Its state is changed in place; what is given back is
 * for the host to do, in that order. Events that no longer matter (a cancelled timer, a late answer) change nothing.
 */
export function advance(
  program: Program,
  state: ExecutionState,
  event: ExecutionEvent,
  host: Host,
  options: RunOptions = { history: true },
): Effect[] {
  const interpreter = new Interpreter(new Execution(program, state, host, options, event.now));
  interpreter.take(event);
  return interpreter.run.effects;
}

class Interpreter {
  readonly run: Execution;

  constructor(run: Execution) {
    this.run = run;
  }

  take(event: ExecutionEvent): void {
    if (!this.run.running) {
      return;
    }
    switch (event.type) {
      case "start":
        this.start(event.inputText);
        break;
      case "timer":
        this.timerFired(event.timer);
        break;
      case "stop":
        this.run.interrupt("ABORTED", event.error, event.cause);
        break;
      case "resume":
        break;
      default:
        this.taskEvent(event);
    }
    this.runReady();
  }

  private start(inputText: string): void {
    const { run } = this;
    run.record("ExecutionStarted", 0, () => [
      "executionStartedEventDetails",
      { ...inputDetails(inputText), roleArn: run.state.identity.roleArn },
    ]);
    const longest = run.state.identity.type === "EXPRESS" ? EXPRESS_LIMIT_SECONDS : STANDARD_LIMIT_SECONDS;
    const timeoutSeconds = Math.min(run.program.timeoutSeconds ?? longest, longest);
    run.state.deadlineTimer = run.startTimer("deadline", run.now + timeoutSeconds * 1000);
    run.addThread({ block: 0, index: 0, input: run.state.input, inputText, previousEventId: 0 });
  }

  private runReady(): void {
    const { run } = this;
    for (let steps = 0; run.running; steps++) {
      if (steps === STEPS_AT_ONCE && run.state.ready.length > 0) {
        run.effects.push({ type: "pause" });
        return;
      }
      const id = run.state.ready.shift();
      if (id === undefined) {
        return;
      }
      const thread = run.thread(id);
      if (thread !== undefined) {
        this.guarded(thread, () => this.step(thread));
      }
    }
  }

  /** Runs a piece of a thread; what fails in it fails the thread's state. */
  private guarded(thread: Thread, work: () => void): void {
    const failure = attempt(work);
    if (failure !== undefined) {
      this.run.release(thread);
      this.failState(thread, failure.error, causeOf(thread, failure));
    }
  }

  private step(thread: Thread): void {
    const state = this.run.stateOf(thread);
    if (thread.phase === "enter") {
      this.enter(thread, state);
    }
    if (!this.run.running) {
      return;
    }
    if (thread.phase === "start") {
      startTask(this.run, thread, state as TaskState);
    } else {
      this.execute(thread, state);
    }
  }

  private enter(thread: Thread, state: State): void {
    thread.enteredAt = this.run.now;
    thread.retries = [];
    thread.retryCount = 0;
    const text = thread.inputText;
    thread.inputText = undefined;
    this.run.recordNext(thread, `${state.type}StateEntered`, () => [
      "stateEnteredEventDetails",
      { name: state.name, ...inputDetails(text ?? renderJson(thread.input)) },
    ]);
    thread.enteredEventId = thread.previousEventId;
    thread.phase = "execute";
  }

  private execute(thread: Thread, state: State): void {
    const { run } = this;
    switch (state.type) {
      case "Pass": {
        const scope = run.scope(thread, state.input(run.scope(thread, thread.input), run.host));
        const result = state.result ?? state.parameters?.(scope, run.host) ?? scope.input;
        this.complete(thread, state, result);
        break;
      }
      case "Succeed": {
        const input = state.input(run.scope(thread, thread.input), run.host);
        this.leave(thread, state, state.output(run.scope(thread, input), run.host), undefined);
        break;
      }
      case "Fail":
        this.failExplicitly(thread, state);
        break;
      case "Wait": {
        const input = state.input(run.scope(thread, thread.input), run.host);
        thread.phase = "wait";
        thread.timer = run.startTimer("wait", state.until(run.scope(thread, input), run.now));
        break;
      }
      case "Choice":
        this.choose(thread, state);
        break;
      case "Task":
        scheduleTask(run, thread, state);
        break;
      case "Parallel":
        startBranches(run, thread, state);
        break;
      case "Map":
        if (startIterations(run, thread, state)) {
          this.complete(thread, state, completeChildren(run, thread, state));
        }
    }
  }

  private failExplicitly(thread: Thread, state: FailState): void {
    const scope = this.run.scope(thread, thread.input);
    const error = state.error?.(scope, this.run.host) as string | undefined;
    this.failThread(thread, error, state.cause?.(scope, this.run.host) as string | undefined);
  }

  private choose(thread: Thread, state: State & { type: "Choice" }): void {
    const { run } = this;
    const scope = run.scope(thread, state.input(run.scope(thread, thread.input), run.host));
    const rule = state.rules.find((candidate) => candidate.matches(scope));
    const next = rule?.next ?? state.otherwise;
    if (next === undefined) {
      const reason = "Failed to transition out of the state. The state does not point to a next state.";
      throw new StateFailure("States.Runtime", reason);
    }
    const output = state.output(scope, run.host);
    this.leave(thread, state, output, next, rule === undefined ? state.assign : rule.assign, scope.input);
  }

  /** Makes a state's output from its result and leaves it. */
  private complete(thread: Thread, state: State & ResultBase, result: Json): void {
    const { run } = this;
    const kept = state.select?.(run.scope(thread, result), run.host) ?? result;
    const placed = state.place(thread.input, kept);
    const output = state.output(run.scope(thread, placed), run.host);
    this.leave(thread, state, output, state.next, state.assign, kept);
  }

  private leave(
    thread: Thread,
    state: State,
    output: Json,
    next: string | undefined,
    assignment?: Assignment,
    assignInput: Json = output,
  ): void {
    const { run } = this;
    run.checkSize(output, state.name);
    const assigned = run.assign(thread, assignment, assignInput);
    run.recordNext(thread, `${state.type}StateExited`, () => [
      "stateExitedEventDetails",
      { name: state.name, ...outputDetails(renderJson(output)), ...assignedDetails(assigned) },
    ]);
    if (next !== undefined) {
      thread.state = next;
      thread.input = output;
      thread.enteredEventId = 0;
      thread.task = undefined;
      run.wake(thread, "enter");
    } else {
      this.finish(thread, output);
    }
  }

  private finish(thread: Thread, output: Json): void {
    const parent = this.run.parentOf(thread);
    if (parent === undefined) {
      this.run.succeed(thread, output);
      return;
    }
    this.guarded(parent, () => {
      if (finishChild(this.run, parent, thread, output)) {
        const state = this.run.stateOf(parent) as State & ResultBase;
        this.complete(parent, state, completeChildren(this.run, parent, state));
      }
    });
  }

  /** A state failed: it is retried, or caught, or its thread fails. */
  private failState(
    thread: Thread,
    error: string | undefined,
    cause: string | undefined,
    kind: string | undefined = error,
  ): void {
    const state = this.run.stateOf(thread);
    if ("retriers" in state) {
      const delay = takeRetry(state.retriers, thread.retries, kind, this.run.host);
      if (delay !== undefined) {
        thread.retryCount++;
        thread.phase = "retry";
        thread.timer = this.run.startTimer("retry", this.run.now + delay);
        return;
      }
      if (state.type !== "Task" && thread.previousEventId > thread.enteredEventId) {
        this.run.recordNext(thread, `${state.type}StateFailed`);
      }
      const catcher = findCatcher(state.catchers, kind);
      if (catcher !== undefined) {
        this.goToCatcher(thread, state, catcher, { Error: error ?? null, Cause: cause ?? null });
        return;
      }
    }
    this.failThread(thread, error, cause);
  }

  private goToCatcher(thread: Thread, state: State, catcher: Catcher, errorOutput: JsonObject): void {
    const failure = attempt(() => {
      const output = catcher.place(thread.input, errorOutput);
      this.leave(thread, state, output, catcher.next, catcher.assign, errorOutput);
    });
    if (failure !== undefined) {
      this.failThread(thread, failure.error, causeOf(thread, failure));
    }
  }

  private failThread(thread: Thread, error: string | undefined, cause: string | undefined): void {
    const parent = this.run.parentOf(thread);
    if (parent === undefined) {
      this.run.fail(thread.previousEventId, error, cause);
      return;
    }
    abortChildren(this.run, parent, thread);
    if (this.run.running) {
      this.failState(parent, error, cause);
    }
  }

  private taskEvent(event: Exclude<ExecutionEvent, { type: "start" | "timer" | "resume" | "stop" }>): void {
    const thread = Object.values(this.run.state.threads).find(
      (candidate) => candidate.phase === "task" && candidate.task?.id === event.task,
    );
    if (thread === undefined) {
      return;
    }
    const state = this.run.stateOf(thread) as TaskState;
    switch (event.type) {
      case "taskSucceeded":
        this.taskSucceeded(thread, state, event.output);
        break;
      case "taskFailed":
        this.taskFailed(thread, state, event.error, event.cause);
        break;
      case "taskSubmitted":
        submitTask(this.run, thread, state, event.output);
        break;
      case "taskHeartbeat":
        startHeartbeat(this.run, thread.task!);
    }
  }

  private taskSucceeded(thread: Thread, state: TaskState, output: Json): void {
    const failure = attempt(() => checkTaskResult(this.run, state, output));
    if (failure !== undefined) {
      this.taskFailed(thread, state, failure.error, failure.message);
      return;
    }
    this.guarded(thread, () => {
      succeedTask(this.run, thread, state, output);
      this.complete(thread, state, output);
    });
  }

  private taskFailed(thread: Thread, state: TaskState, error: string | undefined, cause: string | undefined): void {
    failTask(this.run, thread, state, "Failed", error, cause);
    this.failState(thread, error, cause);
  }

  private timerFired(timer: string): void {
    if (timer === this.run.state.deadlineTimer) {
      this.run.interrupt("TIMED_OUT");
      return;
    }
    const thread = Object.values(this.run.state.threads).find((candidate) => waitsFor(candidate, timer));
    if (thread === undefined) {
      return;
    }
    if (thread.timer !== timer) {
      this.taskTimedOut(thread, timer);
      return;
    }
    thread.timer = undefined;
    if (thread.phase === "retry") {
      this.run.wake(thread, "execute");
    } else {
      this.guarded(thread, () => this.endWait(thread));
    }
  }

  private taskTimedOut(thread: Thread, timer: string): void {
    const kind = timer === thread.task?.heartbeatTimer ? "States.HeartbeatTimeout" : "States.Timeout";
    const state = this.run.stateOf(thread) as TaskState;
    failTask(this.run, thread, state, "TimedOut", "States.Timeout", undefined);
    this.failState(thread, "States.Timeout", undefined, kind);
  }

  private endWait(thread: Thread): void {
    const { run } = this;
    const state = run.stateOf(thread);
    const input = state.input(run.scope(thread, thread.input), run.host);
    const output = state.output(run.scope(thread, input), run.host);
    this.leave(thread, state, output, state.next, state.assign, input);
  }
}

/** The failure of a piece of work; data nested beyond what can be handled is one, too. */
function attempt(work: () => void): StateFailure | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof StateFailure) {
      return error;
    }
    if (error instanceof RangeError) {
      return new StateFailure("States.Runtime", "The data is nested too deeply.");
    }
    throw error;
  }
}

function waitsFor(thread: Thread, timer: string): boolean {
  return thread.timer === timer || thread.task?.timeoutTimer === timer || thread.task?.heartbeatTimer === timer;
}

/** The cause as executions show it: with the state and when it was entered, except where the service leaves that out. */
function causeOf(thread: Thread, failure: StateFailure): string {
  if (failure.error === "States.DataLimitExceeded") {
    return failure.message;
  }
  const place = `the state '${thread.state}' (entered at the event id #${thread.enteredEventId})`;
  return `An error occurred while executing ${place}. ${failure.message}`;
}

function assignedDetails(assigned: JsonObject | undefined): Record<string, unknown> {
  if (assigned === undefined) {
    return {};
  }
  const texts = Object.entries(assigned).map(([name, value]) => [name, renderJson(value)]);
  return { assignedVariables: Object.fromEntries(texts), assignedVariablesDetails: { truncated: false } };
}
