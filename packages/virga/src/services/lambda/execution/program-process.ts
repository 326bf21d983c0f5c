import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { Clock } from "../../../kernel/clock.ts";
import type { ProgramExit } from "./invocation-errors.ts";
import { readLines } from "./lines.ts";
import type { ProcessWarden } from "./process-warden.ts";
import type { RuntimeProgram } from "./runtimes.ts";

/** Milliseconds that output is waited for after a program has ended. */
const outputPatience = 200;

export interface ProcessListener {
  /** A line of standard output or error. */
  output(line: string): void;
  /** The program and its output have ended. */
  ended(exit: ProgramExit): void;
  /** The program could not be started. */
  failed(error: NodeJS.ErrnoException): void;
}

export interface ProcessOptions {
  readonly program: RuntimeProgram;
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly warden: ProcessWarden;
  readonly machineClock: Clock;
}

/** A program in a process group of its own, which ends with all that it started. */
export class ProgramProcess {
  readonly child: ChildProcess;
  readonly #warden: ProcessWarden;
  readonly #listener: ProcessListener;
  #hasEnded = false;

  constructor({ program, folder, variables, warden, machineClock }: ProcessOptions, listener: ProcessListener) {
    this.#warden = warden;
    this.#listener = listener;
    this.child = spawn(program.command, program.arguments, {
      cwd: folder,
      env: { ...variables },
      detached: true,
      stdio: program.speaks === "node" ? ["ignore", "pipe", "pipe", "pipe", "pipe"] : ["ignore", "pipe", "pipe"],
    });
    this.child.on("error", (error) => {
      if (this.pid === undefined) listener.failed(error);
    });
    if (this.pid === undefined) return;
    warden.add(this.pid);
    for (const stream of this.streams) readLines(stream, (line) => listener.output(line));
    this.child.on("exit", () => {
      // What the program started ends with it, also because it may hold the output open.
      this.#kill();
      machineClock.at(machineClock.now() + outputPatience, () => this.#end());
    });
    this.child.on("close", () => this.#end());
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get streams(): readonly Readable[] {
    return [this.child.stdout!, this.child.stderr!];
  }

  /** Stops the program where it is, or lets it go on. */
  freeze(isFrozen: boolean): void {
    this.#signal(isFrozen ? "SIGSTOP" : "SIGCONT");
  }

  kill(): void {
    if (!this.#hasEnded) this.#kill();
  }

  #kill(): void {
    this.#signal("SIGKILL");
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#warden.remove(this.pid!);
    const { exitCode: code, signalCode: signal } = this.child;
    this.#listener.ended({ code, signal });
  }
}
