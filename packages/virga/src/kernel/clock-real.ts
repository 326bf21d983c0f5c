import type { Cancellable, Clock } from "./clock.ts";

/** The longest delay that `setTimeout` takes. */
const longestDelay = 2 ** 31 - 1;

class RealClock implements Clock {
  now(): number {
    return Date.now();
  }

  elapsed(): number {
    return performance.now();
  }

  at(instant: number, action: () => void): Cancellable {
    let timeout: NodeJS.Timeout | undefined;
    let immediate: NodeJS.Immediate | undefined;
    const arm = () => {
      const delay = instant - Date.now();
      if (delay <= 0) {
        immediate = setImmediate(action);
      } else {
        // Comes back early for far instants and where the timer was a little too fast.
        timeout = setTimeout(arm, Math.min(Math.ceil(delay), longestDelay));
        timeout.unref();
      }
    };
    arm();
    return {
      cancel() {
        clearTimeout(timeout);
        clearImmediate(immediate);
      },
    };
  }
}

/** The machine's clock. What waits for it does not keep the process alive. */
export function createRealClock(): Clock {
  return new RealClock();
}
