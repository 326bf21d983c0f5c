import { Collection } from "../../kernel/collection.ts";
import { key } from "../../kernel/keys.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import { EventSources } from "./event-sources/event-sources.ts";
import type { Trouble } from "./event-sources/trouble.ts";
import { EventQueue } from "./events/event-queue.ts";
import type { ConcurrencyLimits } from "./execution/concurrency.ts";
import { FunctionExecution } from "./execution/function-execution.ts";
import { unreservedConcurrency } from "./functions/concurrency.ts";
import type { Invoker } from "./invocation.ts";
import type { ProvisionedConcurrency, ProvisionedState } from "./model.ts";
import { LambdaState } from "./state.ts";

export interface RunningOptions {
  /** Runs functions in the place of execution environments. */
  readonly invoker?: Invoker;
  /** How many environments there are before idle ones have to go: as many as the machine has room for, unless told. */
  readonly mostEnvironments?: number;
}

/** Lambda with all that runs: its records, execution environments and the queue of asynchronous events. */
export class RunningLambda extends LambdaState {
  readonly invoker: Invoker;
  readonly events: EventQueue;
  readonly #eventSources: EventSources;
  readonly #execution: FunctionExecution | undefined;

  constructor(host: ServiceHost, { invoker, mostEnvironments }: RunningOptions = {}) {
    super(host);
    if (!invoker) {
      const limits: ConcurrencyLimits = {
        reserved: (place) => this.reservedConcurrency(this.reader, place),
        unreserved: (place) => unreservedConcurrency(this, this.reader, place),
      };
      this.#execution = new FunctionExecution(host, limits, mostEnvironments);
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

  /** How far the environments are that provisioned concurrency keeps ready. */
  provisionedState(config: ProvisionedConcurrency): ProvisionedState {
    const version = this.provisionedVersion(this.reader, config);
    if (!this.#execution || !version) return { status: "READY", available: config.requested };
    return this.#execution.provisioned(version);
  }

  /** What fails now, by the shards of a mapping's stream that are read. */
  troubles(mappingUuid: string): ReadonlyMap<string, readonly Trouble[]> {
    return this.#eventSources.troubles(mappingUuid);
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
