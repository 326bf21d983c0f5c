import { type ChildProcess, spawn } from "node:child_process";
import { on, once } from "node:events";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../bin/virga.mjs", import.meta.url));

export interface Result {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** What was started and has not ended: a test that fails must not leave a process behind, which would keep this one. */
const underWay = new Set<ChildProcess>();
after(() => {
  for (const child of underWay) child.kill("SIGKILL");
});

/** A run of the command line, with its output as it comes. */
export class Run {
  readonly child: ChildProcess;
  output = "";
  errors = "";

  constructor(words: readonly string[]) {
    const environment = { ...process.env, NODE_OPTIONS: "", AWS_PROFILE: "elsewhere" };
    this.child = spawn(process.execPath, [program, ...words], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout!.on("data", (text) => (this.output += text));
    this.child.stderr!.on("data", (text) => (this.errors += text));
    underWay.add(this.child);
    this.#closed = once(this.child, "close");
    this.#closed.then(() => underWay.delete(this.child));
  }

  readonly #closed: Promise<unknown>;

  /** Waits until it has printed what fits, on its output or among its errors: the two come in no order. */
  async printed(pattern: RegExp, where: "output" | "errors" = "output"): Promise<RegExpExecArray> {
    const stream = where === "output" ? this.child.stdout! : this.child.stderr!;
    const chunks = on(stream, "data", { close: ["end"] });
    for (;;) {
      const match = pattern.exec(this[where]);
      if (match) return match;
      if (stream.readableEnded || (await chunks.next()).done) break;
    }
    throw new Error(`it has ended:\n${this.output}\n${this.errors}`);
  }

  async ended(): Promise<Result> {
    await this.#closed;
    return { code: this.child.exitCode, output: this.output, errors: this.errors };
  }
}

export const run = (...words: readonly string[]) => new Run(words).ended();
