import { createHash } from "node:crypto";
import {
  advance,
  type Effect,
  type ExecutionEvent,
  type ExecutionState,
  type HistoryEvent,
  type Host,
  openTasks,
  renderJson,
  type TaskCall,
} from "@virga/asl";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { Transaction } from "../../../kernel/store.ts";
import type { Span } from "../../../kernel/trace.ts";
import { parseExecutionArn } from "../model.ts";
import type { ExecutionRecord, Revision, TaskReference } from "../records.ts";
import type { StatesState } from "../state.ts";
import { childResult } from "./child-executions.ts";
import { countEnd } from "./execution-metrics.ts";
import { type LogDelivery, type LogTarget, logTarget } from "./log-delivery.ts";
import type { Programs } from "./programs.ts";
import type { RoleSessions } from "./role-sessions.ts";
import type { TaskOutcome } from "./task-outcome.ts";
import type { TaskRunner } from "./task-runner.ts";

/** The kind of the durable timers of executions. */
const timerKind = "states.execution";

interface TimerData {
  readonly executionArn: string;
  readonly timer: string;
}

export interface StandardSetup {
  readonly state: StatesState;
  readonly house: ServiceHost;
  readonly aslHost: Host;
  readonly programs: Programs;
  readonly runner: TaskRunner;
  readonly sessions: RoleSessions;
  readonly logs: LogDelivery;
}

/** What is left to do when a step of an execution is committed. */
interface Committed {
  readonly record: ExecutionRecord;
  readonly calls: readonly TaskCall[];
  /** Whether it is to go on after others had their turn. */
  readonly paused: boolean;
}

interface RunningExecution {
  readonly record: ExecutionRecord;
  readonly revision: Revision;
  readonly progress: ExecutionState;
}

/**
 * Runs STANDARD executions. Every step is one transaction: where the execution stands, its history and its timers
 * change together, and only then are its tasks performed. So an execution goes on after a restart where it was.
 */
export class StandardExecutions {
  readonly #setup: StandardSetup;
  #isClosed = false;

  constructor(setup: StandardSetup) {
    this.#setup = setup;
    setup.house.timers.handle<TimerData>(timerKind, ({ data }) => {
      const now = setup.house.clock.now();
      this.feed(data.executionArn, { type: "timer", now, timer: data.timer });
    });
  }

  /** Starts an execution whose record was put in the same transaction. The caller calls `proceed` after its commit. */
  begin(transaction: Transaction, record: ExecutionRecord, revision: Revision, progress: ExecutionState): Committed {
    const event = { type: "start", now: record.startedAt, inputText: record.input } as const;
    return this.#step(transaction, { record, revision, progress }, event);
  }

  /** Lets something happen to an execution; nothing if it is not running any more. False if it is not. */
  feed(executionArn: string, event: ExecutionEvent, span?: Span): boolean {
    if (this.#isClosed) return false;
    const { state } = this.#setup;
    const committed = state.store.transact((transaction) => {
      const progress = state.progress(transaction, executionArn);
      if (!progress) return undefined;
      const record = state.requireExecution(executionArn, transaction);
      return this.#step(transaction, { record, revision: state.revision(record, transaction), progress }, event);
    });
    if (!committed) return false;
    this.proceed(committed, span);
    return true;
  }

  /** Does what is left after the commit of a step. */
  proceed({ record, calls, paused }: Committed, span?: Span): void {
    if (paused) this.#resumeLater(record.arn);
    for (const call of calls) void this.#perform(record, call, span);
    if (record.status !== "RUNNING" && record.waiter) this.#answerWaiter(record, record.waiter);
  }

  /** Goes on with the executions that were running when the process ended. */
  recover(): void {
    const { state, programs, runner } = this.#setup;
    for (const arn of state.runningExecutions()) {
      const record = state.requireExecution(arn);
      const progress = state.progress(state.store, arn)!;
      const program = programs.compile(state.revision(record).definition, "STANDARD");
      if (progress.ready.length > 0) this.#resumeLater(arn);
      for (const { call, submitted } of openTasks(program, progress)) {
        if (submitted) this.#recoverSubmitted(record, call);
        else if (runner.isRepeatable(call.resource)) void this.#perform(record, call);
        else this.#settle(record, call, runner.lostAnswer(call.resource));
      }
    }
  }

  /** Lets nothing happen any more: the executions stay where they are for the next start. */
  close(): void {
    this.#isClosed = true;
  }

  #step(transaction: Transaction, execution: RunningExecution, event: ExecutionEvent): Committed {
    const { state, aslHost, programs } = this.#setup;
    const { record, revision, progress } = execution;
    const { account, region, machine } = parseExecutionArn(record.arn);
    const log = logTarget(revision.loggingConfiguration, { account, region, machineName: machine });
    const calls: TaskCall[] = [];
    let changed = record;
    let paused = false;
    for (const effect of advance(programs.compile(revision.definition, "STANDARD"), progress, event, aslHost)) {
      if (effect.type === "call") calls.push(effect.call);
      else if (effect.type === "ended") changed = endedRecord(record, effect, event.now);
      else if (effect.type === "pause") paused = true;
      else if (effect.type === "history") this.#addEvent(transaction, record, effect.event, log);
      else this.#setTimer(transaction, record, effect);
    }
    for (const { token, task } of calls) {
      if (token !== undefined) state.putToken(transaction, token, { executionArn: record.arn, task });
    }
    if (changed !== record) {
      state.putExecution(transaction, changed);
      countEnd(this.#setup.house, record.machineArn, changed.status, event.now - record.startedAt);
    }
    state.putProgress(transaction, progress);
    return { record: changed, calls, paused };
  }

  #setTimer(transaction: Transaction, record: ExecutionRecord, effect: Effect): void {
    const { timers } = this.#setup.house;
    if (effect.type === "startTimer") {
      const data: TimerData = { executionArn: record.arn, timer: effect.timer };
      timers.set(transaction, { kind: timerKind, id: `${record.arn} ${effect.timer}`, at: effect.at, data });
    } else if (effect.type === "cancelTimer") {
      timers.cancel(transaction, timerKind, `${record.arn} ${effect.timer}`);
    }
  }

  #addEvent(transaction: Transaction, record: ExecutionRecord, event: HistoryEvent, log: LogTarget | undefined): void {
    const { state, logs } = this.#setup;
    state.addEvent(transaction, record.arn, event);
    if (log) logs.add(log, record.arn, event);
  }

  #resumeLater(executionArn: string): void {
    const { clock } = this.#setup.house;
    clock.at(clock.now(), () => {
      this.#guard(executionArn, () => void this.feed(executionArn, { type: "resume", now: clock.now() }));
    });
  }

  /** Keeps a defect from taking the process down; the execution stays where it was. */
  #guard(executionArn: string, work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.#setup.runner.reportDefect(executionArn, thrown);
    }
  }

  async #perform(record: ExecutionRecord, call: TaskCall, span?: Span): Promise<void> {
    const { runner, sessions, house } = this.#setup;
    const { account, region } = parseExecutionArn(record.arn);
    const ownSpan = span ?? house.tracer.start(`execution ${record.machineName}:${record.name}`);
    const context = {
      account,
      region,
      session: sessions.forExecution(record.roleArn, record.machineArn, { account, region }),
      span: ownSpan,
      idempotencyToken: taskToken(record.arn, call.task),
    };
    const outcome = await runner.perform(call, context);
    this.#guard(record.arn, () => this.#settle(record, call, outcome));
    if (!span) ownSpan.end();
  }

  #settle(record: ExecutionRecord, call: TaskCall, outcome: TaskOutcome): void {
    const { house } = this.#setup;
    const base = { now: house.clock.now(), task: call.task };
    switch (outcome.type) {
      case "succeeded":
        this.feed(record.arn, { ...base, type: "taskSucceeded", output: outcome.output });
        break;
      case "failed":
        this.feed(record.arn, { ...base, type: "taskFailed", error: outcome.error, cause: outcome.cause });
        break;
      case "submitted":
        this.feed(record.arn, { ...base, type: "taskSubmitted", output: outcome.output });
        this.#awaitChild(record, call, outcome.output);
    }
  }

  /** A `.sync` task waits for the execution it started. */
  #awaitChild(record: ExecutionRecord, call: TaskCall, output: unknown): void {
    if (this.#isClosed || !isSync(call)) return;
    const childArn = String((output as { ExecutionArn?: unknown }).ExecutionArn);
    const { state } = this.#setup;
    const waiter: TaskReference = { executionArn: record.arn, task: call.task };
    const child = state.store.transact((transaction) => {
      const found = state.requireExecution(childArn, transaction);
      state.putExecution(transaction, { ...found, waiter });
      return found;
    });
    if (child.status !== "RUNNING") this.#answerWaiter(child, waiter);
  }

  #answerWaiter(child: ExecutionRecord, waiter: TaskReference): void {
    const { state, house, programs } = this.#setup;
    const parent = state.execution(parseExecutionArn(waiter.executionArn));
    const progress = parent && state.progress(state.store, parent.arn);
    if (!parent || !progress) return;
    const program = programs.compile(state.revision(parent).definition, "STANDARD");
    const open = openTasks(program, progress).find(({ call }) => call.task === waiter.task);
    if (!open) return;
    const result = childResult(child, isSync(open.call) === "sync:2");
    const base = { now: house.clock.now(), task: waiter.task };
    if (child.status === "SUCCEEDED") this.feed(parent.arn, { ...base, type: "taskSucceeded", output: result });
    else this.feed(parent.arn, { ...base, type: "taskFailed", error: "States.TaskFailed", cause: renderJson(result) });
  }

  #recoverSubmitted(parent: ExecutionRecord, call: TaskCall): void {
    if (!isSync(call)) return;
    for (const child of this.#childrenOf(parent, call.task)) {
      if (child.status !== "RUNNING") this.#answerWaiter(child, { executionArn: parent.arn, task: call.task });
    }
  }

  *#childrenOf(parent: ExecutionRecord, task: string): Generator<ExecutionRecord> {
    const { state } = this.#setup;
    const place = parseExecutionArn(parent.arn);
    for (const machine of state.machines(place)) {
      for (const child of state.executions({ ...place, name: machine.name })) {
        if (child.waiter?.executionArn === parent.arn && child.waiter.task === task) yield child;
      }
    }
  }
}

function isSync(call: TaskCall): "sync" | "sync:2" | undefined {
  const { resource } = call;
  if (resource.kind === "lambda" || resource.kind === "activity") return undefined;
  return resource.pattern === "sync" || resource.pattern === "sync:2" ? resource.pattern : undefined;
}

function endedRecord(
  record: ExecutionRecord,
  effect: Extract<Effect, { type: "ended" }>,
  now: number,
): ExecutionRecord {
  return {
    ...record,
    status: effect.status,
    stoppedAt: now,
    ...(effect.output === undefined ? {} : { output: renderJson(effect.output) }),
    ...(effect.error === undefined ? {} : { error: effect.error }),
    ...(effect.cause === undefined ? {} : { cause: effect.cause }),
  };
}

/** A text of 36 characters that names a task among all tasks of an account. */
function taskToken(executionArn: string, task: string): string {
  return createHash("sha256").update(`${executionArn} ${task}`).digest("hex").slice(0, 36);
}
