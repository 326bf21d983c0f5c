/** Counts what a turn of the event loop has been used for, so that what takes long can leave turns to others in between. */
export class TurnBudget {
  readonly #most: number;
  #spent = 0;

  /** @param most milliseconds of one turn */
  constructor(most: number) {
    this.#most = most;
  }

  get isSpent(): boolean {
    return this.#spent >= this.#most;
  }

  /** Notes work of so many milliseconds in this turn. */
  spend(milliseconds: number): void {
    if (this.#spent === 0 && milliseconds > 0) setImmediate(() => this.#renew());
    this.#spent += milliseconds;
  }

  /** Resolves in a turn that has something left. */
  async nextTurn(): Promise<void> {
    do await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.isSpent);
  }

  #renew(): void {
    this.#spent = 0;
  }
}
