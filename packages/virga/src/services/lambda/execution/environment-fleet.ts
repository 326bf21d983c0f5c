import { availableParallelism, totalmem } from "node:os";
import type { Cancellable } from "../../../kernel/clock.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import { type FunctionVersion, functionArn, type ProvisionedState, type ProvisionedVersion } from "../model.ts";
import type { ExecutionEnvironment, InitFailure } from "./environment.ts";
import { EnvironmentPool, type Waiter } from "./environment-pool.ts";
import { EnvironmentStarter } from "./environment-starter.ts";

/** All times are milliseconds of the machine's time. */
const idleTime = 5 * 60_000;
const freezeAfter = 1_000;
const sweepEvery = 500;
/** A start is done with most of its work by then, or waits for something. */
const startingTurn = 250;
/** An invocation that waited so long gets an environment even if there are many. */
const longestWait = 1_000;
const memoryCheckEvery = 20;
/** What an environment that does little takes. */
const usualMemory = 96 * 1_048_576;

/** How many environments there are before idle ones have to go: what half of the memory can hold. */
function usualMost(): number {
  return Math.min(1_000, Math.max(16, Math.floor(totalmem() / 2 / usualMemory)));
}

/**
 * All execution environments. Each serves one invocation at a time; invocations that come together get environments of their own, unless
 * one becomes free while a new one still starts.
 */
export class EnvironmentFleet {
  readonly starter: EnvironmentStarter;
  readonly #host: ServiceHost;
  readonly #pools = new Map<string, EnvironmentPool>();
  readonly #most: number;
  readonly #mostStarting = Math.max(2, availableParallelism());
  readonly #living = new Set<ExecutionEnvironment>();
  /** How many have no process yet. */
  #coming = 0;
  #starting = 0;
  #sweeping: Cancellable | undefined;
  #checking: Cancellable | undefined;
  #isClosed = false;
  /** Environments that are not idle: their memory is watched. */
  readonly #watched = new Set<ExecutionEnvironment>();

  /** Idle environments go when there are `most`. */
  constructor(host: ServiceHost, most = usualMost()) {
    this.#host = host;
    this.#most = most;
    this.starter = new EnvironmentStarter(host);
  }

  /** An environment for one invocation, which is idle; or why none could be started. */
  async take(version: FunctionVersion, span: Span): Promise<ExecutionEnvironment | InitFailure> {
    const pool = this.#pool(version);
    const idle = pool.takeIdle();
    if (idle) {
      this.#watch(idle);
      return idle;
    }
    const result = await new Promise<Parameters<Waiter["settle"]>[0]>((settle) => {
      pool.wait({ since: this.#host.machineClock.elapsed(), span, settle });
      this.#pump(pool);
    });
    if (result instanceof Error) throw result;
    if ("run" in result) this.#watch(result);
    return result;
  }

  /**
   * A second try after a start that failed, as part of the invocation: its time limit is the one that counts.
   * The environment is idle, and only the caller knows it yet.
   */
  async startAgain(
    version: FunctionVersion,
    span: Span,
  ): Promise<{ environment: ExecutionEnvironment; failure: InitFailure | undefined }> {
    const pool = this.#pool(version);
    let isMine = true;
    const owner = {
      onIdle: (environment: ExecutionEnvironment) => {
        if (!isMine) this.#becomeIdle(pool, environment);
        isMine = false;
      },
      onEnd: (environment: ExecutionEnvironment) => this.#ended(pool, environment),
    };
    const environment = await this.starter.start(version, owner, { span, within: version.timeout });
    this.#add(pool, environment);
    const failure = await environment.started;
    if (failure) environment.log.initReport("invoke", environment.startReport(failure));
    return { environment, failure };
  }

  #add(pool: EnvironmentPool, environment: ExecutionEnvironment): void {
    if (environment.hasEnded) return;
    this.#living.add(environment);
    pool.environments.add(environment);
    this.#watch(environment);
  }

  /** Keeps so many environments of these versions ready, and of no others. */
  provision(wanted: readonly ProvisionedVersion[]): void {
    const pools = new Map(wanted.map((one) => [this.#pool(one.version), one]));
    for (const pool of this.#pools.values()) {
      const { count, at } = pools.get(pool) ?? { count: 0, at: 0 };
      if (count === pool.provisioned && at === pool.provisionedAt) continue;
      pool.provisioned = count;
      pool.provisionedAt = at;
      pool.provisionFailure = undefined;
      this.#pump(pool);
    }
  }

  /** How far the environments are that are to be kept ready; more than the machine has room for are not waited for. */
  provisioned(version: FunctionVersion): ProvisionedState {
    const pool = this.#pools.get(poolKey(version));
    if (!pool) return { status: "IN_PROGRESS", available: 0 };
    const environments = Array.from(pool.environments).filter(({ isAvailable }) => isAvailable).length;
    const isReady = environments >= Math.min(pool.provisioned, this.#most);
    const available = isReady ? pool.provisioned : environments;
    if (pool.provisionFailure) return { status: "FAILED", available };
    return { status: isReady ? "READY" : "IN_PROGRESS", available };
  }

  /** The state of the cloud was put back: credentials that were issued since are void. */
  endAll(): void {
    this.starter.sessions.forget();
    for (const pool of this.#pools.values()) pool.retire();
    this.#pools.clear();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#sweeping?.cancel();
    this.#checking?.cancel();
    for (const environment of Array.from(this.#living)) environment.end();
    await this.starter.close();
  }

  /** The pool of a version's code and configuration; environments of earlier ones end when their invocations have. */
  #pool(version: FunctionVersion): EnvironmentPool {
    const key = poolKey(version);
    const known = this.#pools.get(key);
    if (known?.runs(version)) return known;
    known?.retire();
    const pool = new EnvironmentPool(version);
    this.#pools.set(key, pool);
    return pool;
  }

  #pump(pool: EnvironmentPool): void {
    while (pool.needsMore && !this.#isClosed && this.#mayStart(pool)) this.#start(pool);
    if (pool.needsMore) this.#sweepSoon();
  }

  #mayStart(pool: EnvironmentPool): boolean {
    if (this.#starting >= this.#mostStarting) return false;
    if (this.#living.size + this.#coming < this.#most || this.#endLeastUsed()) return true;
    const [first] = pool.waiting;
    return first !== undefined && this.#host.machineClock.elapsed() - first.since > longestWait;
  }

  /** Ends the idle environment that was not used for longest. */
  #endLeastUsed(): boolean {
    let least: ExecutionEnvironment | undefined;
    for (const pool of this.#pools.values()) {
      if (pool.environments.size <= pool.provisioned) continue;
      const [oldest] = pool.idle;
      if (oldest && (!least || oldest.idleSince < least.idleSince)) least = oldest;
    }
    least?.end();
    return least !== undefined;
  }

  #start(pool: EnvironmentPool): void {
    const { machineClock, activity, tracer } = this.#host;
    const isProvisioned = pool.lacksProvisioned;
    const span = pool.waiting[pool.starting]?.span ?? tracer.start("lambda.environment");
    pool.starting++;
    this.#starting++;
    this.#coming++;
    const endTurn = this.#startingTurn();
    const turn = machineClock.at(machineClock.now() + startingTurn, endTurn);
    const owner = {
      onIdle: (environment: ExecutionEnvironment) => this.#becomeIdle(pool, environment),
      onEnd: (environment: ExecutionEnvironment) => this.#ended(pool, environment),
    };
    const starting = this.starter
      .start(pool.version, owner, { span, isProvisioned })
      .finally(() => this.#coming--)
      .then(
        async (environment) => {
          this.#add(pool, environment);
          const failure = await environment.started;
          pool.starting--;
          if (!failure) return;
          environment.log.initReport("init", environment.startReport(failure));
          this.#couldNotStart(pool, failure, isProvisioned);
        },
        (thrown: Error) => {
          pool.starting--;
          this.#couldNotStart(pool, thrown, isProvisioned);
        },
      );
    void activity.track(starting).finally(() => {
      turn.cancel();
      endTurn();
    });
  }

  /** The function to be called when a start has done most of its work: others may follow. */
  #startingTurn(): () => void {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#starting--;
      for (const pool of this.#pools.values()) if (pool.needsMore) this.#pump(pool);
    };
  }

  /** One who waits is told; environments ahead of invocations are not tried again and again. */
  #couldNotStart(pool: EnvironmentPool, reason: InitFailure | Error, isProvisioned: boolean): void {
    if (isProvisioned) pool.provisionFailure = reason;
    pool.nextWaiter()?.settle(reason);
  }

  #becomeIdle(pool: EnvironmentPool, environment: ExecutionEnvironment): void {
    this.#watched.delete(environment);
    pool.becomeIdle(environment);
    this.#sweepSoon();
  }

  #ended(pool: EnvironmentPool, environment: ExecutionEnvironment): void {
    this.#watched.delete(environment);
    this.#living.delete(environment);
    pool.remove(environment);
    if (pool.needsMore) this.#pump(pool);
  }

  #watch(environment: ExecutionEnvironment): void {
    this.#watched.add(environment);
    if (this.#checking) return;
    const { machineClock } = this.#host;
    const check = () => {
      this.#checking = undefined;
      for (const watched of this.#watched) watched.checkMemory();
      if (this.#watched.size > 0 && !this.#isClosed) {
        this.#checking = machineClock.at(machineClock.now() + memoryCheckEvery, check);
      }
    };
    this.#checking = machineClock.at(machineClock.now() + memoryCheckEvery, check);
  }

  #sweepSoon(): void {
    if (this.#sweeping || this.#isClosed) return;
    const { machineClock } = this.#host;
    this.#sweeping = machineClock.at(machineClock.now() + sweepEvery, () => {
      this.#sweeping = undefined;
      this.#sweep();
    });
  }

  #sweep(): void {
    const now = this.#host.machineClock.elapsed();
    let goesOn = false;
    for (const [key, pool] of this.#pools) {
      for (const environment of Array.from(pool.idle)) {
        const idleFor = now - environment.idleSince;
        if (idleFor > idleTime && pool.environments.size > pool.provisioned) environment.end();
        else if (idleFor > freezeAfter && !environment.isFrozen) environment.freeze(true);
      }
      if (pool.needsMore) this.#pump(pool);
      if (pool.environments.size > 0 || pool.waiting.length > 0) goesOn = true;
      else if (pool.starting === 0 && pool.provisioned === 0) this.#pools.delete(key);
    }
    if (goesOn) this.#sweepSoon();
  }
}

function poolKey(version: FunctionVersion): string {
  return functionArn(version, version.version);
}
