/**
 * Tells those who read from a resource (a queue, a stream) that something may have come to it, so that nobody needs to look
 * without cause. Resources are named by ARN. A signal promises nothing: whoever hears it looks.
 */
export class Arrivals {
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #announced = new Set<string>();

  /** Calls `listener` after arrivals at a resource: once for all that come together, in a microtask. Gives what ends it. */
  listen(resourceArn: string, listener: () => void): () => void {
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

  /** Says that something may have come. */
  announce(resourceArn: string): void {
    if (!this.#listeners.has(resourceArn) || this.#announced.has(resourceArn)) return;
    this.#announced.add(resourceArn);
    queueMicrotask(() => {
      this.#announced.delete(resourceArn);
      for (const listener of Array.from(this.#listeners.get(resourceArn) ?? [])) listener();
    });
  }
}
