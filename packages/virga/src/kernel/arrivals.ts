/** What hears of arrivals: `parts` names where in the resource they were (shards of a stream); undefined if they may be anywhere. */
export type ArrivalListener = (parts: ReadonlySet<string> | undefined) => void;

/**
 * Tells those who read from a resource (a queue, a stream) that something may have come to it, so that nobody needs to look
 * without cause. Resources are named by ARN. A signal promises nothing: whoever hears it looks.
 */
export class Arrivals {
  readonly #listeners = new Map<string, Set<ArrivalListener>>();
  readonly #announced = new Map<string, Set<string> | undefined>();

  /** Calls `listener` after arrivals at a resource: once for all that come together, in a microtask. Gives what ends it. */
  listen(resourceArn: string, listener: ArrivalListener): () => void {
    const listeners = this.#listeners.get(resourceArn) ?? new Set();
    this.#listeners.set(resourceArn, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(resourceArn) === listeners) this.#listeners.delete(resourceArn);
    };
  }

  /** Whether anybody listens, for those to whom finding out about arrivals is work. */
  isAwaited(resourceArn: string): boolean {
    return this.#listeners.has(resourceArn);
  }

  /** Says that something may have come: to these parts of the resource alone, if they are named. */
  announce(resourceArn: string, parts?: Iterable<string>): void {
    if (!this.#listeners.has(resourceArn)) return;
    if (this.#announced.has(resourceArn)) {
      const together = this.#announced.get(resourceArn);
      if (parts === undefined) this.#announced.set(resourceArn, undefined);
      else if (together) for (const part of parts) together.add(part);
      return;
    }
    this.#announced.set(resourceArn, parts && new Set(parts));
    queueMicrotask(() => {
      const announced = this.#announced.get(resourceArn);
      this.#announced.delete(resourceArn);
      for (const listener of Array.from(this.#listeners.get(resourceArn) ?? [])) listener(announced);
    });
  }
}
