import type { Key } from "../keys.ts";

type Listener = (keys: readonly Key[]) => void;

/** Those who watch a store, by the prefix they watch. */
export class Watchers {
  readonly #byPrefix = new Map<Key, Set<Listener>>();

  /** Returns the function that ends the watch. */
  add(prefix: Key, listener: Listener): () => void {
    // A function of its own, so that a listener that watches twice is called twice.
    const watching: Listener = (keys) => listener(keys);
    const listeners = this.#byPrefix.get(prefix) ?? new Set();
    this.#byPrefix.set(prefix, listeners.add(watching));
    return () => {
      listeners.delete(watching);
      if (listeners.size === 0 && this.#byPrefix.get(prefix) === listeners) this.#byPrefix.delete(prefix);
    };
  }

  /** Tells those whose prefix a commit touched, each once and in a microtask of its own. */
  notify(keys: readonly Key[]): void {
    for (const [prefix, listeners] of this.#byPrefix) {
      const touched =
        keys.length === 1 ? (keys[0]!.startsWith(prefix) ? keys : []) : keys.filter((key) => key.startsWith(prefix));
      if (touched.length > 0) this.#call(listeners, touched);
    }
  }

  /** Tells everyone at once that anything may have changed, by a call without keys: nobody is to see what was before. */
  notifyAll(): void {
    for (const listeners of this.#byPrefix.values()) for (const listener of [...listeners]) listener([]);
  }

  clear(): void {
    for (const listeners of this.#byPrefix.values()) listeners.clear();
    this.#byPrefix.clear();
  }

  #call(listeners: Set<Listener>, keys: readonly Key[]): void {
    for (const listener of listeners) {
      queueMicrotask(() => {
        if (listeners.has(listener)) listener(keys);
      });
    }
  }
}
