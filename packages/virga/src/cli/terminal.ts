import type { Writable } from "node:stream";
import { VirgaError } from "../kernel/errors.ts";

/** A stream to print on; terminals tell that they are some, and how wide. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

const colors = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Color = keyof typeof colors;

/** Prints lines, and on a terminal keeps one line of status below them. */
export class Terminal {
  readonly isInteractive: boolean;
  readonly #output: Output;
  readonly #colored: boolean;
  #status = "";

  constructor(output: Output, environment: NodeJS.ProcessEnv) {
    this.#output = output;
    this.isInteractive = output.isTTY === true && environment.TERM !== "dumb";
    this.#colored = this.isInteractive && (environment.NO_COLOR ?? "") === "";
  }

  line(text = ""): void {
    this.#clearStatus();
    this.#output.write(`${text}\n`);
    this.#showStatus();
  }

  /** Prints a text as it is; a terminal gets the end of its last line. */
  text(text: string): void {
    this.#clearStatus();
    this.#output.write(this.isInteractive && !text.endsWith("\n") ? `${text}\n` : text);
    this.#showStatus();
  }

  /** Shows what is under way below the last line; empty for nothing. Without a terminal it is not shown. */
  status(text: string): void {
    if (!this.isInteractive || text === this.#status) return;
    this.#clearStatus();
    this.#status = text;
    this.#showStatus();
  }

  paint(color: Color, text: string): string {
    return this.#colored ? `\u001b[${colors[color]}m${text}\u001b[0m` : text;
  }

  #clearStatus(): void {
    if (this.#status !== "") this.#output.write("\r\u001b[2K");
  }

  #showStatus(): void {
    if (this.#status === "") return;
    const width = (this.#output.columns ?? 80) - 1;
    this.#output.write(this.paint("dim", this.#status.slice(0, width)));
  }
}

/** Prints an error for the person: what, where, what to do; where in the code only if asked for. */
export function printError(terminal: Terminal, thrown: unknown, verbose: boolean): void {
  terminal.status("");
  if (thrown instanceof VirgaError) {
    terminal.line(`${terminal.paint("red", "✖")} ${thrown.message}`);
    if (thrown.where !== undefined) terminal.line(`  where: ${thrown.where}`);
    if (thrown.hint !== undefined) terminal.line(`  hint: ${thrown.hint}`);
  } else {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    terminal.line(`${terminal.paint("red", "✖")} a defect in Virga: ${message}`);
    if (!verbose) terminal.line("  hint: run it again with --verbose and report what it says");
  }
  if (verbose && thrown instanceof Error) terminal.line(terminal.paint("dim", stackOf(thrown)));
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}

/** `0.42 s`, `1 min 5 s` */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 0)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Whole seconds as `59 s`, `2 min`, `3 h 5 min`, `2 d 4 h`. */
export function formatAge(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const join = (whole: string, rest: number, unit: string) => (rest === 0 ? whole : `${whole} ${rest} ${unit}`);
  if (hours < 48) return join(`${hours} h`, minutes % 60, "min");
  return join(`${Math.floor(hours / 24)} d`, hours % 24, "h");
}
