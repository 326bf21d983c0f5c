import type { Cancellable, Clock } from "../../kernel/clock.ts";

/** What one attempt to receive gave; without a result it says when time alone may bring one. */
export interface Attempt<T> {
  readonly result?: T;
  /** Epoch milliseconds. */
  readonly nextDue?: number | undefined;
}

interface Poll {
  attempt(): boolean;
  end(): void;
}

/** Receives that wait for messages: those of one queue are served in the order in which they came. */
export class LongPolls {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Set<Poll>>();
  readonly #woken = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Attempts until there is a result, but not longer than until `deadline` (epoch milliseconds); then gives
   * `undefined`. It attempts whenever the queue is woken or what an attempt named as due has come.
   */
  wait<T>(queue: string, deadline: number, attempt: () => Attempt<T>, nextDue?: number): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const polls = this.#waiting.get(queue) ?? new Set();
      this.#waiting.set(queue, polls);
      let timer: Cancellable | undefined;
      const settle = (finish: () => void): boolean => {
        timer?.cancel();
        polls.delete(poll);
        if (polls.size === 0 && this.#waiting.get(queue) === polls) this.#waiting.delete(queue);
        finish();
        return true;
      };
      const arm = (due: number | undefined): void => {
        timer?.cancel();
        timer = this.#clock.at(Math.min(due ?? deadline, deadline), () => {
          if (poll.attempt() || this.#clock.now() < deadline) return;
          poll.end();
        });
      };
      const poll: Poll = {
        attempt: () => {
          try {
            const { result, nextDue: due } = attempt();
            if (result !== undefined) return settle(() => resolve(result));
            arm(due);
            return false;
          } catch (thrown) {
            return settle(() => reject(thrown));
          }
        },
        end: () => void settle(() => resolve(undefined)),
      };
      polls.add(poll);
      arm(nextDue);
    });
  }

  /** Serves a queue's waiting receives, after whoever wakes has come to an end. */
  wake(queue: string): void {
    if (!this.#waiting.has(queue) || this.#woken.has(queue)) return;
    this.#woken.add(queue);
    queueMicrotask(() => {
      this.#woken.delete(queue);
      for (const poll of Array.from(this.#waiting.get(queue) ?? [])) if (!poll.attempt()) return;
    });
  }

  /** Ends all waiting receives. */
  close(): void {
    for (const polls of Array.from(this.#waiting.values())) for (const poll of Array.from(polls)) poll.end();
  }
}
