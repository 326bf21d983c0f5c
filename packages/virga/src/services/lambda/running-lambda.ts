import { Collection } from "../../kernel/collection.ts";
import { key } from "../../kernel/keys.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import { EventSources } from "./event-sources/event-sources.ts";
import { EventQueue } from "./events/event-queue.ts";
import { FunctionExecution } from "./execution/function-execution.ts";
import { unreservedConcurrency } from "./functions/concurrency.ts";
import type { Invoker } from "./invocation.ts";
import { LambdaState } from "./state.ts";

/** Lambda with all that runs: its records, execution environments and the queue of asynchronous events. */
export class RunningLambda extends LambdaState {
  readonly invoker: Invoker;
  readonly events: EventQueue;
  readonly #eventSources: EventSources;
  readonly #execution: FunctionExecution | undefined;

  /** Functions run in execution environments, unless another invoker is given. */
  constructor(host: ServiceHost, invoker?: Invoker) {
    super(host);
    if (!invoker) {
      this.#execution = new FunctionExecution(host, {
        reserved: (place) => this.reservedConcurrency(this.reader, place),
        unreserved: (place) => unreservedConcurrency(this, this.reader, place),
      });
      this.#follow(host, this.#execution);
    }
    this.invoker = invoker ?? this.#execution!;
    this.events = new EventQueue(this, this.invoker);
    this.#eventSources = new EventSources(this, this.invoker);
  }

  /** Environments follow the records: provisioned concurrency, and a store that was put back to an earlier state. */
  #follow(host: ServiceHost, execution: FunctionExecution): void {
    const provision = () => execution.provision([...this.provisionedVersions(this.reader)]);
    for (const kind of ["provisioned-concurrency", "alias", "version"]) {
      new Collection("lambda", kind).watch(host.store, provision);
    }
    host.store.watch(key("lambda"), (keys) => {
      if (keys.length === 0) execution.startOver();
    });
  }

  recover(): void {
    this.contents.sweep();
    this.#execution?.provision([...this.provisionedVersions(this.reader)]);
    this.events.recover();
    this.#eventSources.recover();
  }

  async close(): Promise<void> {
    this.events.close();
    await this.#eventSources.close();
    await this.#execution?.close();
  }
}
