import type { Readable } from "node:stream";
import type { Cancellable } from "../../../kernel/clock.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { FunctionVersion } from "../model.ts";
import type { Channel, ChannelListener, Delivery } from "./channel.ts";
import type { EnvironmentLog, PhaseReport } from "./environment-log.ts";
import {
  errorPayload,
  errorTypeOf,
  exitText,
  largestResponse,
  type ProgramExit,
  responseTooLarge,
  timeoutText,
} from "./invocation-errors.ts";
import type { ProcessListener, ProgramProcess } from "./program-process.ts";
import { ResidentMemory } from "./resident-memory.ts";

/** How an invocation ended. */
export interface Outcome {
  readonly payload: Uint8Array;
  readonly isError: boolean;
  /** Milliseconds. */
  readonly duration: number;
  /** The invocation's log, the last 4 KB. */
  readonly logTail: Uint8Array;
}

/** Why an environment did not start: what its caller gets. */
export interface InitFailure {
  readonly errorType: string;
  readonly payload: (requestId: string) => Uint8Array;
  readonly status: "error" | "timeout";
}

export interface EnvironmentOptions {
  readonly host: ServiceHost;
  readonly version: FunctionVersion;
  readonly log: EnvironmentLog;
  /** Epoch milliseconds: the environment is of no use after. */
  readonly credentialsExpireAt: number;
  readonly isProvisioned: boolean;
  /** Told when it waits for an invocation, and when it has ended. */
  readonly onIdle: (environment: ExecutionEnvironment) => void;
  readonly onEnd: (environment: ExecutionEnvironment) => void;
}

interface Running {
  readonly requestId: string;
  readonly startedAt: number;
  readonly timer: Cancellable;
  readonly resolve: (outcome: Outcome) => void;
}

type State = "starting" | "idle" | "busy" | "ended";

const megabyte = 1_048_576;

/** A process that runs one function's version, one invocation at a time. */
export class ExecutionEnvironment implements ChannelListener, ProcessListener {
  readonly version: FunctionVersion;
  readonly isProvisioned: boolean;
  readonly log: EnvironmentLog;
  /** Resolves when the program waits for its first event, or with the reason why it never will. */
  readonly started: Promise<InitFailure | undefined>;
  /** When it last became idle: a reading of the machine's clock. */
  idleSince = 0;
  readonly #options: EnvironmentOptions;
  readonly #startedAt: number;
  #resolveStarted!: (failure: InitFailure | undefined) => void;
  #state: State = "starting";
  #process: ProgramProcess | undefined;
  #channel: Channel | undefined;
  #memory: ResidentMemory | undefined;
  #running: Running | undefined;
  /** Milliseconds of the start, until it is reported. */
  #initDuration: number | undefined;
  /** The program says when it waits for an event; the one for Node.js waits once it has answered. */
  #isReady = false;
  #isPaused = false;
  #isFrozen = false;
  #heapIsFull = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.version = options.version;
    this.isProvisioned = options.isProvisioned;
    this.log = options.log;
    this.#startedAt = options.host.machineClock.elapsed();
    this.started = new Promise((resolve) => {
      this.#resolveStarted = resolve;
    });
  }

  /** Gives the environment its program, which has been started. */
  attach(process: ProgramProcess, channel: Channel): void {
    this.#process = process;
    this.#channel = channel;
    if (process.pid !== undefined) this.#memory = new ResidentMemory(process.pid);
    if (this.#state === "ended") this.#release();
  }

  /** Whether it has served no invocation yet. */
  get isNew(): boolean {
    return this.#initDuration !== undefined;
  }

  /** Whether its program waits for an invocation or serves one. */
  get isAvailable(): boolean {
    return this.#state === "idle" || this.#state === "busy";
  }

  get hasEnded(): boolean {
    return this.#state === "ended";
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** Whether its credentials last for one more invocation. */
  get isGood(): boolean {
    const needed = this.version.timeout * 1_000 + 60_000;
    return this.#state !== "ended" && this.#options.credentialsExpireAt - this.#options.host.clock.now() > needed;
  }

  /** Runs an invocation. The environment must be idle. */
  run(delivery: Delivery): Promise<Outcome> {
    const { machineClock } = this.#options.host;
    this.#state = "busy";
    this.#isReady = false;
    if (this.#isFrozen) this.freeze(false);
    this.log.begin(delivery.requestId);
    return new Promise((resolve) => {
      const timer = machineClock.at(machineClock.now() + delivery.timeout, () => this.#timeOut());
      this.#running = { requestId: delivery.requestId, startedAt: machineClock.elapsed(), timer, resolve };
      this.#channel!.deliver(delivery);
    });
  }

  /** The program does nothing while it waits for an event; programs that see to it themselves are left alone. */
  freeze(isFrozen: boolean): void {
    if (this.#channel?.streams.length !== 0) return;
    this.#isFrozen = isFrozen;
    this.#process?.freeze(isFrozen);
  }

  /** Looks at the memory in use and ends the environment if it is more than the function may have. */
  checkMemory(): void {
    const bytes = this.#memory?.read();
    if (bytes === undefined || bytes <= this.version.memorySize * megabyte || this.#state === "ended") return;
    const text = exitText({ code: null, signal: "SIGKILL" });
    this.#fail("Runtime.ExitError", text, "Runtime.OutOfMemory");
  }

  /** Ends the process, whatever it does. */
  end(): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#release();
    this.#options.onEnd(this);
    this.#resolveStarted({ errorType: "Runtime.ExitError", status: "error", payload: exitPayload("Runtime exited") });
  }

  #release(): void {
    this.#process?.kill();
    this.#channel?.close();
    this.#memory?.close();
  }

  // What the program says

  ready(): void {
    this.#isReady = true;
    if (this.#state === "starting") {
      this.#initDuration = this.#elapsed();
      this.#becomeIdle();
      this.#resolveStarted(undefined);
    } else if (this.#state === "busy" && !this.#running) this.#becomeIdle();
  }

  initError(error: Buffer): void {
    const payload = Buffer.from(error);
    this.#failStart({ errorType: errorTypeOf(payload), status: "error", payload: () => payload });
  }

  response(requestId: string, payload: Buffer): void {
    if (payload.byteLength > largestResponse) this.#finish(requestId, responseTooLarge(), true);
    else this.#finish(requestId, Buffer.from(payload), false);
  }

  error(requestId: string, error: Buffer, isLast = false): void {
    this.#finish(requestId, Buffer.from(error), true, isLast);
  }

  output(line: string): void {
    if (line.includes("JavaScript heap out of memory")) this.#heapIsFull = true;
    this.log.line(line);
    this.#holdBack();
  }

  logLine(message: string, level?: string): void {
    this.log.line(message, level);
    this.#holdBack();
  }

  failed(error: NodeJS.ErrnoException): void {
    const reason = error.code === "EACCES" ? "permission denied" : startProblem(error);
    const text = `fork/exec ${this.#options.version.handler}: ${reason}`;
    this.#fail("Runtime.InvalidEntrypoint", text);
  }

  ended(exit: ProgramExit): void {
    if (this.#state === "ended") return;
    // V8 ends the program when its heap is full; on Linux the limit of the whole program is mostly noticed before.
    const asKilled: ProgramExit = { code: null, signal: "SIGKILL" };
    this.#fail(
      "Runtime.ExitError",
      exitText(this.#heapIsFull ? asKilled : exit),
      this.#heapIsFull ? "Runtime.OutOfMemory" : undefined,
    );
  }

  /** There is no program that could be started. */
  cannotStart(problem: string): void {
    this.#fail("Runtime.InvalidEntrypoint", problem);
  }

  /** The time that an environment may take to start is over. */
  startTimedOut(seconds: number): void {
    if (this.#state !== "starting") return;
    this.#failStart({
      errorType: "Sandbox.Timedout",
      status: "timeout",
      payload: (requestId) =>
        errorPayload("Sandbox.Timedout", `RequestId: ${requestId} Error: ${timeoutText(seconds)}`),
    });
  }

  // How things end

  #timeOut(): void {
    const running = this.#running;
    if (!running) return;
    const text = timeoutText(this.version.timeout);
    this.log.timedOut(running.requestId, text);
    const payload = errorPayload("Sandbox.Timedout", `RequestId: ${running.requestId} Error: ${text}`);
    this.#settle(running, payload, { status: "timeout" });
    this.end();
  }

  /** The program is gone or has to go. */
  #fail(errorType: string, text: string, reportedType = errorType): void {
    const running = this.#running;
    if (this.#state === "starting") {
      this.#failStart({ errorType: reportedType, status: "error", payload: exitPayload(text, errorType) });
    } else if (running) {
      const payload = exitPayload(text, errorType)(running.requestId);
      this.#settle(running, payload, { status: "error", errorType: reportedType }, () =>
        this.log.problem(`RequestId: ${running.requestId} Error: ${text}\n${errorType}\n`),
      );
    }
    this.end();
  }

  #failStart(failure: InitFailure): void {
    if (this.#state !== "starting") return;
    this.#initDuration = this.#elapsed();
    this.#resolveStarted(failure);
    this.end();
  }

  /** Milliseconds that the start took, and what came of it, for the log. */
  startReport(failure: InitFailure): PhaseReport {
    const { status, errorType } = failure;
    return { duration: this.#initDuration ?? 0, memoryUsed: 0, status, errorType };
  }

  /** Reports the invocation that this environment was started for and could not serve. */
  failInvocation(requestId: string, failure: InitFailure, duration: number): Outcome {
    const { status, errorType } = failure;
    this.log.begin(requestId);
    if (status === "timeout") this.log.timedOut(requestId, timeoutText(this.version.timeout));
    this.log.end(requestId, { duration, memoryUsed: this.#memory?.peak ?? 0, status, errorType });
    return { payload: failure.payload(requestId), isError: true, duration, logTail: this.log.tail() };
  }

  #finish(requestId: string, payload: Uint8Array, isError: boolean, isLast = false): void {
    const running = this.#running;
    if (running?.requestId !== requestId) return;
    // Lines that the program wrote before its answer are read in this turn of the event loop.
    setImmediate(() => {
      if (this.#running !== running) return;
      this.#memory?.read();
      this.#settle(running, payload, { status: isError && isLast ? "error" : "success" }, undefined, isError);
      if (isLast) this.end();
      else if (this.#isReady || this.#channel?.streams.length !== 0) this.#becomeIdle();
    });
  }

  #settle(
    running: Running,
    payload: Uint8Array,
    ending: Pick<PhaseReport, "status" | "errorType">,
    afterReport?: () => void,
    isError = true,
  ): void {
    this.#running = undefined;
    running.timer.cancel();
    const duration = this.#options.host.machineClock.elapsed() - running.startedAt;
    const memoryUsed = this.#memory?.peak ?? 0;
    const initDuration = this.isProvisioned ? undefined : this.#initDuration;
    this.#initDuration = undefined;
    this.log.end(running.requestId, {
      duration,
      memoryUsed,
      ...ending,
      ...(initDuration === undefined ? {} : { initDuration }),
    });
    afterReport?.();
    running.resolve({ payload, isError, duration, logTail: this.log.tail() });
  }

  #becomeIdle(): void {
    this.#state = "idle";
    this.idleSince = this.#options.host.machineClock.elapsed();
    this.#options.onIdle(this);
  }

  #elapsed(): number {
    return this.#options.host.machineClock.elapsed() - this.#startedAt;
  }

  /** A program that writes faster than its log can be kept has to wait. */
  #holdBack(): void {
    const { stream } = this.log;
    if (this.#isPaused || !stream.isFull) return;
    this.#isPaused = true;
    for (const held of this.#streams()) held.pause();
    stream.whenRoom(() => {
      this.#isPaused = false;
      for (const held of this.#streams()) held.resume();
    });
  }

  #streams(): readonly Readable[] {
    return [...(this.#process?.streams ?? []), ...(this.#channel?.streams ?? [])];
  }
}

function exitPayload(text: string, errorType = "Runtime.ExitError"): (requestId: string) => Uint8Array {
  return (requestId) => errorPayload(errorType, `RequestId: ${requestId} Error: ${text}`);
}

function startProblem({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return "no such file or directory";
  if (code === "ENOEXEC") return "exec format error";
  return message;
}
