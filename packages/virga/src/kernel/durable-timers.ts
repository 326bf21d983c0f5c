import type { Cancellable, Clock } from "./clock.ts";
import { Collection } from "./collection.ts";
import { errorMessage } from "./errors.ts";
import { afterPrefix } from "./keys.ts";
import type { Report, Timers } from "./service.ts";
import type { Store, Transaction } from "./store.ts";
import type { Timer } from "./timers.ts";

export interface DurableTimersOptions {
  readonly store: Store;
  readonly clock: Clock;
  report(report: Report): void;
}

/** Timers with the two ends of their life in a runtime. */
export interface DurableTimers extends Timers {
  /** Starts firing; called when all handlers are there. Timers that became due meanwhile fire at once, in order. */
  start(): void;
  /** Stops firing. Timers whose handlers are still at work fire again at the next start. */
  stop(): void;
}

/** A timer as stored; `order` is unique and tells timers of one instant apart by when they were set. */
interface StoredTimer extends Timer {
  readonly order: number;
}

type Handler = (timer: Timer) => void | Promise<void>;

/** How many handlers are at work at once; further timers wait for their turn. */
const mostRunning = 256;

class StoredTimers implements DurableTimers {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #report: (report: Report) => void;
  readonly #handlers = new Map<string, Handler>();
  /** All timers by kind and id. */
  readonly #timers = new Collection<StoredTimer>("kernel", "timers", "set");
  /** Those that are to fire, by instant and order; one whose handler failed is not here until the next start. */
  readonly #due = new Collection<StoredTimer>("kernel", "timers", "due");
  readonly #running = new Set<number>();
  #order: number;
  #armed: { readonly at: number; readonly wait: Cancellable } | undefined;
  #unwatch: (() => void) | undefined;

  constructor(options: DurableTimersOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#report = (report) => options.report(report);
    this.#order = Array.from(this.#timers.list(this.#store)).reduce((most, { order }) => Math.max(most, order + 1), 0);
  }

  set(transaction: Transaction, timer: Timer): void {
    this.cancel(transaction, timer.kind, timer.id);
    const { kind, id, data } = timer;
    const stored: StoredTimer = { kind, id, at: Math.max(0, Math.ceil(timer.at)), data, order: this.#order++ };
    this.#timers.put(transaction, [kind, id], stored);
    this.#due.put(transaction, [stored.at, stored.order], stored);
  }

  cancel(transaction: Transaction, kind: string, id: string): void {
    const stored = this.#timers.get(transaction, kind, id);
    if (stored) this.#remove(transaction, stored);
  }

  handle<Data>(kind: string, handler: (timer: Timer<Data>) => void | Promise<void>): void {
    this.#handlers.set(kind, handler as Handler);
  }

  start(): void {
    const kinds = new Set<string>();
    this.#store.transact((transaction) => {
      for (const timer of Array.from(this.#timers.list(transaction))) {
        const id = [timer.at, timer.order] as const;
        if (!this.#due.has(transaction, ...id)) this.#due.put(transaction, id, timer);
        kinds.add(timer.kind);
      }
    });
    for (const kind of kinds) if (!this.#handlers.has(kind)) this.#reportUnknown(kind);
    this.#unwatch ??= this.#due.watch(this.#store, () => this.#arm());
    this.#arm();
  }

  stop(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#armed?.wait.cancel();
    this.#armed = undefined;
  }

  /** Plans the next firing on the clock: for the earliest timer that no handler works at already. */
  #arm(): void {
    const next = this.#running.size < mostRunning ? this.#next(Number.MAX_SAFE_INTEGER) : undefined;
    if (this.#armed && this.#armed.at === next?.at) return;
    this.#armed?.wait.cancel();
    this.#armed = next && { at: next.at, wait: this.#clock.at(next.at, () => this.#fire()) };
  }

  #next(until: number): StoredTimer | undefined {
    const end = afterPrefix(this.#due.key(until));
    for (const [, text] of this.#store.range({ start: this.#due.prefix, end })) {
      const timer = JSON.parse(text) as StoredTimer;
      if (!this.#running.has(timer.order)) return timer;
    }
    return undefined;
  }

  #fire(): void {
    this.#armed = undefined;
    const now = this.#clock.now();
    while (this.#unwatch && this.#running.size < mostRunning) {
      const timer = this.#next(now);
      if (!timer) break;
      this.#run(timer);
    }
    if (this.#unwatch) this.#arm();
  }

  #run(timer: StoredTimer): void {
    const handler = this.#handlers.get(timer.kind);
    if (!handler) {
      this.#reportUnknown(timer.kind);
      this.#keep(timer);
      return;
    }
    const { kind, id, at, data } = timer;
    this.#running.add(timer.order);
    try {
      const work = handler({ kind, id, at, data });
      if (work instanceof Promise)
        work.then(
          () => this.#end(timer),
          (thrown) => this.#fail(timer, thrown),
        );
      else this.#end(timer);
    } catch (thrown) {
      this.#fail(timer, thrown);
    }
  }

  #end(timer: StoredTimer): void {
    this.#running.delete(timer.order);
    if (!this.#unwatch) return;
    this.#store.transact((transaction) => {
      // The handler may have cancelled the timer or set it anew.
      const stored = this.#timers.get(transaction, timer.kind, timer.id);
      if (stored?.order === timer.order) this.#remove(transaction, stored);
    });
    this.#arm();
  }

  #fail(timer: StoredTimer, thrown: unknown): void {
    this.#running.delete(timer.order);
    const message = `the timer ${timer.kind} '${timer.id}' failed and is kept for the next start: ${errorMessage(thrown)}`;
    this.#report({ level: "error", source: "timers", message });
    if (!this.#unwatch) return;
    this.#keep(timer);
    this.#arm();
  }

  /** Leaves a timer for the next start. */
  #keep(timer: StoredTimer): void {
    this.#store.transact((transaction) => this.#due.delete(transaction, timer.at, timer.order));
  }

  #remove(transaction: Transaction, timer: StoredTimer): void {
    this.#timers.delete(transaction, timer.kind, timer.id);
    this.#due.delete(transaction, timer.at, timer.order);
  }

  #reportUnknown(kind: string): void {
    const message = `nothing handles timers of the kind '${kind}'; those that are stored are kept`;
    this.#report({ level: "error", source: "timers", message });
  }
}

/** Makes the timers of a runtime: kept in its store, fired by its clock, each at least once. */
export function createDurableTimers(options: DurableTimersOptions): DurableTimers {
  return new StoredTimers(options);
}
