import { createContext as createRealm, Script } from "node:vm";
import { Worker } from "node:worker_threads";
import {
  type MappingInput,
  type MappingTemplate,
  type PackedValue,
  packContext,
  RenderingInterrupted,
  unpackContext,
} from "@virga/vtl";
import type { Eventual } from "../../../kernel/eventual.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import { RenderingThreads } from "./rendering-threads.ts";
import { TurnBudget } from "./turn-budget.ts";

/** How long a template may render before it is moved to a thread of its own, milliseconds. */
const longestOnMainThread = 25;
/** How much of a processor it may use there, milliseconds. */
const longestInThread = 5_000;
/** How long it may take there at most, milliseconds, on a machine that does much else. */
const longestWait = 20_000;
/** How many render in threads at once; others wait. */
const mostThreads = 4;
/** Bodies from this size on make any template one that may take long. */
const largeBody = 64 * 1024;
/** Templates from this size on may take long by themselves. */
const largeTemplate = 16 * 1024;

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

/** When a turn of the event loop has rendered for so many milliseconds, other templates that may take long wait for the next. */
const turn = new TurnBudget(5);
const threads = new RenderingThreads(mostThreads);
const realm = createRealm({ work: undefined as (() => string) | undefined });
const runWork = new Script("work()");

/** Renders a template without keeping other requests waiting: one that takes long goes on in a thread of its own. */
export class BoundedRendering {
  readonly #source: string;
  readonly #template: MappingTemplate;

  constructor(source: string, template: MappingTemplate) {
    this.#source = source;
    this.#template = template;
  }

  /** @throws VtlRenderError, RenderingFailure */
  render(input: MappingInput, host: ServiceHost): Eventual<string> {
    const isLarge = this.#source.length > largeTemplate || input.body.length > largeBody;
    const reach = isLarge ? "unbounded" : this.#template.reach;
    if (reach === "short") return this.#template.render(input);
    if (!turn.isSpent) return this.#renderAtLength(input, host, reach === "loops");
    const later = turn.nextTurn().then(() => this.#renderAtLength(input, host, reach === "loops"));
    return host.activity.track(later);
  }

  #renderAtLength(input: MappingInput, host: ServiceHost, isOfLoops: boolean): Eventual<string> {
    const before = packContext(input.context);
    const begun = host.machineClock.now();
    try {
      const text = isOfLoops ? this.#renderUntilOverdue(input, host) : withinTime(() => this.#template.render(input));
      return text ?? this.#renderInThread(input, before, host);
    } finally {
      turn.spend(host.machineClock.now() - begun);
    }
  }

  /** Costs little, but ends only between steps. */
  #renderUntilOverdue(input: MappingInput, { machineClock }: ServiceHost): string | undefined {
    const end = machineClock.now() + longestOnMainThread;
    const before = process.threadCpuUsage();
    // A machine that does much else gives the thread little of that time: only what it got counts.
    const isOverdue = () => machineClock.now() > end && usedOf(process.threadCpuUsage(before)) > longestOnMainThread;
    try {
      return this.#template.render(input, isOverdue);
    } catch (thrown) {
      if (thrown instanceof RenderingInterrupted) return undefined;
      throw thrown;
    }
  }

  async #renderInThread(input: MappingInput, context: PackedValue, host: ServiceHost): Promise<string> {
    const { body, parameters, stageVariables } = input;
    const task = { template: this.#source, body, parameters, context, stageVariables: packContext(stageVariables) };
    const result = await host.activity.track(threads.run(() => runInThread(task, host)));
    if ("failure" in result) throw new RenderingFailure(result.failure);
    unpackContext(result.context, input.context);
    return result.text;
  }
}

/** What `work` returns, or undefined if it was not done in time. Ends wherever it is, at the price of a watching thread. */
function withinTime(work: () => string): string | undefined {
  realm.work = work;
  try {
    return runWork.runInContext(realm, { timeout: longestOnMainThread });
  } catch (thrown) {
    // The error is one of the other realm: no instance of this one's Error.
    if ((thrown as { readonly code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw thrown;
  } finally {
    realm.work = undefined;
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
      const used = isLate ? longestInThread : await worker.cpuUsage().then(usedOf, () => longestInThread);
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

/** Milliseconds. */
function usedOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}
