import { Worker } from "node:worker_threads";
import type { MappingInput, PackedValue } from "@virga/vtl";
import type { ServiceHost } from "../../../kernel/service.ts";
import { processorTime } from "./processor-time.ts";

/** How much of a processor a rendering may use in its thread, milliseconds. */
const longestInThread = 5_000;
/** How long it may take there at most, milliseconds, on a machine that does much else. */
const longestWait = 20_000;
/** How many render in threads at once; others wait. */
const mostThreads = 4;

/** What a rendering thread is given. */
export interface RenderingTask extends Omit<MappingInput, "context" | "stageVariables"> {
  readonly template: string;
  readonly context: PackedValue;
  readonly stageVariables: PackedValue;
}

/** What it answers: a text with the context as the template has left it, or why there is none. */
export type RenderingResult = { readonly text: string; readonly context: PackedValue } | { readonly failure: string };

/** A rendering failed in its thread, or was ended there. */
export class RenderingFailure extends Error {}

/** Renders in threads of their own, only so many at once, so that those that do get on; the others wait in turn. */
export class RenderingThreads {
  readonly #host: ServiceHost;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  /** @throws RenderingFailure if the thread ends by itself */
  async render(task: RenderingTask): Promise<RenderingResult> {
    if (this.#running >= mostThreads) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await runInThread(task, this.#host);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}

function runInThread(task: RenderingTask, { machineClock }: ServiceHost): Promise<RenderingResult> {
  const worker = new Worker(new URL("./rendering-thread.ts", import.meta.url), { workerData: task });
  return new Promise<RenderingResult>((resolve, reject) => {
    const end = machineClock.now() + longestWait;
    const watch = (milliseconds: number) =>
      machineClock.at(machineClock.now() + Math.max(100, milliseconds), () => void check());
    const check = async () => {
      const isLate = machineClock.now() >= end;
      // One that has ended in the meantime tells nothing.
      const used = isLate ? longestInThread : await worker.cpuUsage().then(processorTime, () => longestInThread);
      if (used < longestInThread) {
        timer = watch(longestInThread - used);
        return;
      }
      resolve({ failure: `The template takes longer than ${longestInThread / 1000} seconds` });
      await worker.terminate();
    };
    let timer = watch(longestInThread);
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => {
      timer.cancel();
      reject(new RenderingFailure("The rendering was ended"));
    });
  });
}
