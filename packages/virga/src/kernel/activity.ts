import { setImmediate } from "node:timers/promises";

/**
 * Knows whether the system is busy: work that waits for something other than the clock (a thread, a socket, the disk)
 * is announced here, so that a virtual clock moves on only when nothing is under way.
 */
export class Activity {
  #busy = 0;

  get busy(): boolean {
    return this.#busy > 0;
  }

  /** Announces work; the returned function says that it is over (calling it again does nothing). */
  begin(): () => void {
    this.#busy++;
    let over = false;
    return () => {
      if (!over) this.#busy--;
      over = true;
    };
  }

  /** Announces a promise's work. */
  async track<T>(work: Promise<T>): Promise<T> {
    const end = this.begin();
    try {
      return await work;
    } finally {
      end();
    }
  }

  /** Resolves when nothing is announced and all promises that could go on have gone on. */
  async whenIdle(): Promise<void> {
    // A turn of the event loop runs every promise callback that is ready; some start further work, hence several.
    let quietTurns = 0;
    while (quietTurns < 3) {
      await setImmediate();
      quietTurns = this.busy ? 0 : quietTurns + 1;
    }
  }
}
