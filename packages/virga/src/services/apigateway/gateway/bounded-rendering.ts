import { createContext as createRealm, type Context as Realm, Script } from "node:vm";
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
import { processorTime } from "./processor-time.ts";
import { RenderingFailure, RenderingThreads } from "./rendering-threads.ts";
import { TurnBudget } from "./turn-budget.ts";

/** How long a template may render before it is moved to a thread of its own, milliseconds. */
const longestOnMainThread = 25;
/** When a turn of the event loop has rendered for so many milliseconds, other templates that may take long wait for the next. */
const mostOfTurn = 5;
/** Bodies from this size on make any template one that may take long. */
const largeBody = 64 * 1024;
/** Templates from this size on may take long by themselves. */
const largeTemplate = 16 * 1024;

const runWork = new Script("work()");

/** A compiled template with its text, which a thread compiles again. */
export interface SourcedTemplate {
  readonly source: string;
  readonly template: MappingTemplate;
}

/** Renders templates without keeping other requests waiting: one that takes long goes on in a thread of its own. */
export class BoundedRendering {
  readonly #host: ServiceHost;
  readonly #turn = new TurnBudget(mostOfTurn);
  readonly #threads: RenderingThreads;
  /** Made when it is first needed: few APIs need it, and it takes memory of its own. */
  #realm: Realm | undefined;

  constructor(host: ServiceHost) {
    this.#host = host;
    this.#threads = new RenderingThreads(host);
  }

  /** @throws VtlRenderError, RenderingFailure */
  render(of: SourcedTemplate, input: MappingInput): Eventual<string> {
    const isLarge = of.source.length > largeTemplate || input.body.length > largeBody;
    const reach = isLarge ? "unbounded" : of.template.reach;
    if (reach === "short") return of.template.render(input);
    if (!this.#turn.isSpent) return this.#renderAtLength(of, input, reach === "loops");
    const later = this.#turn.nextTurn().then(() => this.#renderAtLength(of, input, reach === "loops"));
    return this.#host.activity.track(later);
  }

  #renderAtLength(of: SourcedTemplate, input: MappingInput, isOfLoops: boolean): Eventual<string> {
    const { machineClock } = this.#host;
    const before = packContext(input.context);
    const begun = machineClock.now();
    try {
      const render = () => this.#renderUntilOverdue(of.template, input);
      const text = isOfLoops ? render() : this.#withinTime(render);
      return text ?? this.#renderInThread(of.source, input, before);
    } finally {
      this.#turn.spend(machineClock.now() - begun);
    }
  }

  /** Costs little, but ends only between steps. */
  #renderUntilOverdue(template: MappingTemplate, input: MappingInput): string | undefined {
    const { machineClock } = this.#host;
    const end = machineClock.now() + longestOnMainThread;
    const before = process.threadCpuUsage();
    // A machine that does much else gives the thread little of that time: only what it got counts.
    const isOverdue = () =>
      machineClock.now() > end && processorTime(process.threadCpuUsage(before)) > longestOnMainThread;
    try {
      return template.render(input, isOverdue);
    } catch (thrown) {
      if (thrown instanceof RenderingInterrupted) return undefined;
      throw thrown;
    }
  }

  /** What `work` returns, or undefined if it was not done in time. Ends wherever it is, at the price of a watching thread. */
  #withinTime(work: () => string | undefined): string | undefined {
    this.#realm ??= createRealm();
    this.#realm.work = work;
    try {
      return runWork.runInContext(this.#realm, { timeout: longestOnMainThread });
    } catch (thrown) {
      // The error is one of the other realm: no instance of this one's Error.
      if ((thrown as { readonly code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
      throw thrown;
    } finally {
      this.#realm.work = undefined;
    }
  }

  async #renderInThread(template: string, input: MappingInput, context: PackedValue): Promise<string> {
    const { body, parameters, stageVariables } = input;
    const task = { template, body, parameters, context, stageVariables: packContext(stageVariables) };
    const result = await this.#host.activity.track(this.#threads.render(task));
    if ("failure" in result) throw new RenderingFailure(result.failure);
    unpackContext(result.context, input.context);
    return result.text;
  }
}
