import { createContext as createRealm, Script } from "node:vm";
import { Worker } from "node:worker_threads";
import { type MappingInput, type MappingTemplate, type PackedValue, packContext, unpackContext } from "@virga/vtl";
import type { Eventual } from "../../../kernel/eventual.ts";
import type { ServiceHost } from "../../../kernel/service.ts";

/** How long a template may render before it is moved to a thread of its own, milliseconds. */
const longestOnMainThread = 25;
/** How long it may render there, milliseconds. */
const longestInThread = 5_000;
/** Bodies from this size on make any template one that may take long. */
const largeBody = 64 * 1024;
/** Templates from this size on may take long by themselves. */
const largeTemplate = 16 * 1024;

/** What may take much longer than it is long: loops, blocks, regular expressions, and paths that search. */
const mayTakeLong = /#\{?(?:foreach|define)|matches|replaceAll|replaceFirst|split|\.\.|\?\(|\$\$/;

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

const realm = createRealm({ work: undefined as (() => string) | undefined });
const runWork = new Script("work()");

/** Renders a template without keeping other requests waiting: one that takes long goes on in a thread of its own. */
export class BoundedRendering {
  readonly #source: string;
  readonly #template: MappingTemplate;
  readonly #mayTakeLong: boolean;

  constructor(source: string, template: MappingTemplate) {
    this.#source = source;
    this.#template = template;
    this.#mayTakeLong = source.length > largeTemplate || mayTakeLong.test(source);
  }

  /** @throws VtlRenderError, RenderingFailure */
  render(input: MappingInput, host: ServiceHost): Eventual<string> {
    if (!this.#mayTakeLong && input.body.length < largeBody) return this.#template.render(input);
    const before = packContext(input.context);
    const text = withinTime(() => this.#template.render(input));
    return text ?? this.#renderInThread(input, before, host);
  }

  async #renderInThread(input: MappingInput, context: PackedValue, host: ServiceHost): Promise<string> {
    const { body, parameters, stageVariables } = input;
    const task = { template: this.#source, body, parameters, context, stageVariables: packContext(stageVariables) };
    const result = await host.activity.track(runInThread(task, host));
    if ("failure" in result) throw new RenderingFailure(result.failure);
    unpackContext(result.context, input.context);
    return result.text;
  }
}

/** What `work` returns, or undefined if it was not done in time. */
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
    const timer = machineClock.at(machineClock.now() + longestInThread, () => {
      resolve({ failure: `The template takes longer than ${longestInThread / 1000} seconds` });
      void worker.terminate();
    });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => {
      timer.cancel();
      reject(new RenderingFailure("The rendering was ended"));
    });
  });
}
