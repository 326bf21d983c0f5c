import {
  advance,
  type Effect,
  type ExecutionEvent,
  type ExecutionState,
  type HistoryEvent,
  type Host,
  type Program,
  type RunOptions,
} from "@virga/asl";
import type { Cancellable, Clock } from "../../../kernel/clock.ts";
import { errorMessage } from "../../../kernel/errors.ts";
import type { TaskContext, TaskRunner } from "./task-runner.ts";

/** How an execution ended. */
export type Ended = Extract<Effect, { type: "ended" }>;

/** Who keeps an execution's history, or a part of it. */
export interface HistorySink {
  wants(type: string): boolean;
  add(event: HistoryEvent): void;
}

/** What an Express execution needs. */
export interface ExpressSetup {
  readonly program: Program;
  readonly state: ExecutionState;
  readonly host: Host;
  readonly clock: Clock;
  readonly runner: TaskRunner;
  readonly context: TaskContext;
  /** Gets the events of the history that it wants; without it none is made. */
  readonly history?: HistorySink;
  /** Tells of a defect of Virga's, which ends the execution. */
  readonly onDefect: (thrown: unknown) => void;
}

/** How long a busy execution pauses. Not at all would keep a loop without end from its time limit on a virtual clock. */
const pauseMilliseconds = 50;

/** An Express execution: in memory from its start to its end. */
export class ExpressExecution {
  readonly #setup: ExpressSetup;
  readonly #timers = new Map<string, Cancellable>();
  readonly #options: RunOptions;
  #end: (ended: Ended) => void = () => {};

  constructor(setup: ExpressSetup) {
    this.#setup = setup;
    const { history } = setup;
    this.#options = { history: history ? (type) => history.wants(type) : false };
  }

  /** Runs it; resolves when it has ended, however it ended. */
  run(inputText: string, now: number): Promise<Ended> {
    return new Promise((resolve) => {
      this.#end = resolve;
      this.#feed({ type: "start", now, inputText });
    });
  }

  #feed(event: ExecutionEvent): void {
    const { program, state, host, onDefect } = this.#setup;
    try {
      for (const effect of advance(program, state, event, host, this.#options)) this.#perform(effect);
    } catch (thrown) {
      onDefect(thrown);
      for (const timer of this.#timers.values()) timer.cancel();
      this.#end({ type: "ended", status: "FAILED", error: "States.Runtime", cause: errorMessage(thrown) });
    }
  }

  #perform(effect: Effect): void {
    const { clock, history } = this.#setup;
    switch (effect.type) {
      case "history":
        history?.add(effect.event);
        break;
      case "call":
        void this.#call(effect.call);
        break;
      case "pause":
        clock.at(clock.now() + pauseMilliseconds, () => this.#feed({ type: "resume", now: clock.now() }));
        break;
      case "startTimer": {
        const { timer, at } = effect;
        this.#timers.set(
          timer,
          clock.at(at, () => this.#feed({ type: "timer", now: clock.now(), timer })),
        );
        break;
      }
      case "cancelTimer":
        this.#timers.get(effect.timer)?.cancel();
        this.#timers.delete(effect.timer);
        break;
      case "ended":
        this.#end(effect);
        break;
      case "cancelTask":
        // Its answer will find no task to answer.
        break;
    }
  }

  async #call(call: Parameters<TaskRunner["perform"]>[0]): Promise<void> {
    const { runner, context, clock } = this.#setup;
    const { task } = call;
    const outcome = await runner.perform(call, context);
    const now = clock.now();
    if (outcome.type === "failed") this.#feed({ ...outcome, type: "taskFailed", now, task });
    else this.#feed({ type: "taskSucceeded", now, task, output: outcome.output });
  }
}
