import type { Clock } from "../../../kernel/clock.ts";

/** Waits on the clock that can all be ended at once. */
export class Pauses {
  readonly #clock: Clock;
  readonly #ends = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves at an instant (epoch milliseconds), or when all waits are ended. */
  until(instant: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        timer.cancel();
        this.#ends.delete(end);
        resolve();
      };
      const timer = this.#clock.at(instant, end);
      this.#ends.add(end);
    });
  }

  endAll(): void {
    for (const end of Array.from(this.#ends)) end();
  }
}
