import type { Clock } from "../kernel/clock.ts";
import type { Terminal } from "./terminal.ts";

/** What the commands have of the process they run in. */
export interface CommandContext {
  /** For results; messages about what goes wrong go to `errors`. */
  readonly terminal: Terminal;
  readonly errors: Terminal;
  readonly clock: Clock;
  /** Resolves at the first Ctrl-C or request to end; at a second one the process ends at once. */
  whenToldToStop(): Promise<"stop">;
}
