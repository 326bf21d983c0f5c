export interface Cancellable {
  cancel(): void;
}

/** The only source of time. Instants are whole milliseconds since 1970 (UTC). */
export interface Clock {
  now(): number;
  /** A monotonic reading in milliseconds with fractions, for durations (spans); it moves on a virtual clock too. */
  elapsed(): number;
  /** Runs `action` once at `instant` (at once, but later, if it has passed). Not kept over a restart: see `Timers`. */
  at(instant: number, action: () => void): Cancellable;
}

/** A clock that tests move. It stands still in between. */
export interface VirtualClock extends Clock {
  /** Moves to `instant`, running all that is due on the way in order, each after the system has become idle. */
  advanceTo(instant: number): Promise<void>;
  /** Moves on by `milliseconds`. */
  advance(milliseconds: number): Promise<void>;
}
