/** A durable timer: it fires at or after `at`, also when the process was down then. */
export interface Timer<Data = unknown> {
  /** Who handles it, e.g. `states.wait`; a handler of that kind must be there before the runtime is ready. */
  readonly kind: string;
  /** Identifies the timer within its kind; setting it again replaces it. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** JSON. */
  readonly data: Data;
}
