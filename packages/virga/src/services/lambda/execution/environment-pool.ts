import { isDeepStrictEqual } from "node:util";
import type { Span } from "../../../kernel/trace.ts";
import type { FunctionVersion } from "../model.ts";
import type { ExecutionEnvironment, InitFailure } from "./environment.ts";

/** An invocation that waits for an environment. */
export interface Waiter {
  /** A reading of the machine's clock. */
  readonly since: number;
  readonly span: Span;
  /** Gives it an environment, or the failure of one that was to become its own. */
  settle(result: ExecutionEnvironment | InitFailure | Error): void;
}

/** The execution environments of a function's version, as long as its code and configuration stay as they are. */
export class EnvironmentPool {
  #version: FunctionVersion;
  readonly environments = new Set<ExecutionEnvironment>();
  /** The last one was used last. */
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #waiting: Waiter[] = [];
  /** How many environments are on their way. */
  starting = 0;
  /** How many environments are kept ready. */
  provisioned = 0;
  /** When that was asked for last, and why it could not be done. */
  provisionedAt = 0;
  provisionFailure: InitFailure | Error | undefined;
  /** The version has other code or another configuration now: what is idle ends. */
  isRetired = false;

  constructor(version: FunctionVersion) {
    this.#version = version;
  }

  get version(): FunctionVersion {
    return this.#version;
  }

  /** Whether the environments are of this version's code and configuration: permissions give it another revision, too. */
  runs(version: FunctionVersion): boolean {
    const { revisionId } = this.#version;
    if (revisionId === version.revisionId) return true;
    if (!isDeepStrictEqual(this.#version, { ...version, revisionId })) return false;
    this.#version = version;
    return true;
  }

  /** Takes the idle environment that was used last: the others may become superfluous. */
  takeIdle(): ExecutionEnvironment | undefined {
    for (;;) {
      const environment = this.#idle.pop();
      if (!environment || environment.isGood) return environment;
      environment.end();
    }
  }

  get idle(): readonly ExecutionEnvironment[] {
    return this.#idle;
  }

  get waiting(): readonly Waiter[] {
    return this.#waiting;
  }

  wait(waiter: Waiter): void {
    this.#waiting.push(waiter);
  }

  nextWaiter(): Waiter | undefined {
    return this.#waiting.shift();
  }

  /** Whether more invocations wait than environments are on their way. */
  get needsMore(): boolean {
    return this.#waiting.length > this.starting || this.lacksProvisioned;
  }

  /** Whether less environments are there or on their way than are to be kept ready, which could be started so far. */
  get lacksProvisioned(): boolean {
    return !this.provisionFailure && this.environments.size + this.starting < this.provisioned;
  }

  becomeIdle(environment: ExecutionEnvironment): void {
    const waiter = environment.isGood ? this.#waiting.shift() : undefined;
    if (waiter) waiter.settle(environment);
    else if (this.isRetired || !environment.isGood) environment.end();
    else this.#idle.push(environment);
  }

  remove(environment: ExecutionEnvironment): void {
    this.environments.delete(environment);
    const index = this.#idle.indexOf(environment);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  retire(): void {
    this.isRetired = true;
    this.provisioned = 0;
    for (const environment of Array.from(this.#idle)) environment.end();
  }
}
