import type { Activity } from "./activity.ts";
import type { Cancellable, VirtualClock } from "./clock.ts";
import { VirgaError } from "./errors.ts";
import { OrderedMap } from "./store/change-set.ts";

export interface VirtualClockOptions {
  /** The instant it starts at, epoch milliseconds. */
  readonly now: number;
  readonly activity: Activity;
}

interface Planned {
  readonly instant: number;
  readonly order: number;
  readonly action: () => void;
}

class ControlledClock implements VirtualClock {
  readonly #activity: Activity;
  readonly #startedAt: number;
  readonly #planned = new OrderedMap<Planned, undefined>(
    undefined,
    (left, right) => left.instant - right.instant || left.order - right.order,
  );
  #now: number;
  #order = 0;
  #runsDueSoon = false;
  /** Advances one after the other. */
  #advancing: Promise<void> = Promise.resolve();

  constructor(options: VirtualClockOptions) {
    this.#now = options.now;
    this.#startedAt = options.now;
    this.#activity = options.activity;
  }

  now(): number {
    return this.#now;
  }

  /** Virtual time passed plus the machine's, so that a wait and a computation both take their time. */
  elapsed(): number {
    return this.#now - this.#startedAt + performance.now();
  }

  at(instant: number, action: () => void): Cancellable {
    const planned = { instant, order: this.#order++, action };
    this.#planned.set(planned, undefined);
    if (instant <= this.#now) this.#runDueSoon();
    return { cancel: () => void this.#planned.delete(planned) };
  }

  advanceTo(instant: number): Promise<void> {
    if (!Number.isSafeInteger(instant) || instant < this.#now) {
      const message = `the clock stands at ${this.#now} and cannot go to ${instant}`;
      return Promise.reject(new VirgaError("ClockGoesForward", message));
    }
    return this.#enqueue(() => this.#goTo(instant));
  }

  advance(milliseconds: number): Promise<void> {
    if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
      const message = `the clock advances by whole milliseconds, not by ${milliseconds}`;
      return Promise.reject(new VirgaError("ClockGoesForward", message));
    }
    return this.#enqueue(() => this.#goTo(this.#now + milliseconds));
  }

  #enqueue(advance: () => Promise<void>): Promise<void> {
    const advanced = this.#advancing.then(advance);
    this.#advancing = advanced.catch(() => undefined);
    return advanced;
  }

  async #goTo(instant: number): Promise<void> {
    await this.#activity.whenIdle();
    for (let next = this.#planned.minKey(); next && next.instant <= instant; next = this.#planned.minKey()) {
      this.#now = Math.max(this.#now, next.instant);
      this.#runDue();
      await this.#activity.whenIdle();
    }
    this.#now = Math.max(this.#now, instant);
    await this.#activity.whenIdle();
  }

  /** What is planned for now or the past runs without an advance, but not inside the call that plans it. */
  #runDueSoon(): void {
    if (this.#runsDueSoon) return;
    this.#runsDueSoon = true;
    queueMicrotask(() => {
      this.#runsDueSoon = false;
      this.#runDue();
    });
  }

  /** Runs what is due; what the actions themselves plan for now comes after a turn of promises. */
  #runDue(): void {
    const planned = this.#order;
    for (;;) {
      const next = this.#planned.minKey();
      if (!next || next.instant > this.#now || next.order >= planned) return;
      this.#planned.delete(next);
      next.action();
    }
  }
}

/** Makes a clock that stands still until it is advanced. */
export function createVirtualClock(options: VirtualClockOptions): VirtualClock {
  return new ControlledClock(options);
}
