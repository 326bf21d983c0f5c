import { Destinations } from "../events/destinations.ts";
import type { Invoker } from "../invocation.ts";
import type { LambdaState } from "../state.ts";
import { FunctionCaller } from "./function-caller.ts";
import { KinesisSource } from "./kinesis-source.ts";
import type { EventSourceMapping } from "./model.ts";
import { QueueReader } from "./queue-reader.ts";
import { ReaderHost, type SourceReader } from "./reader-host.ts";
import { StreamReader } from "./stream-reader.ts";
import type { Trouble } from "./trouble.ts";

/** A mapping that is read. */
interface Reading {
  readonly mapping: EventSourceMapping;
  readonly reader: SourceReader;
}

/** Reads the sources of all enabled mappings: readers follow the records. */
export class EventSources {
  readonly #state: LambdaState;
  readonly #host: ReaderHost;
  readonly #readings = new Map<string, Reading>();
  /** Mappings whose earlier reader still finishes what is under way. */
  readonly #finishing = new Map<string, Promise<void>>();
  #stopWatching: (() => void) | undefined;

  constructor(state: LambdaState, invoker: Invoker) {
    this.#state = state;
    this.#host = new ReaderHost(state, new FunctionCaller(state, invoker), new Destinations(state.host));
  }

  /** What fails now, by the shards of a mapping's stream that are read. */
  troubles(uuid: string): ReadonlyMap<string, readonly Trouble[]> {
    return this.#readings.get(uuid)?.reader.troubles ?? new Map();
  }

  recover(): void {
    this.#stopWatching = this.#state.mappings.watch(this.#state.host.store, (keys) => {
      if (keys.length === 0) this.#startOver();
      else this.#follow();
    });
    this.#follow();
  }

  /** What is under way is abandoned: sources give it again. */
  async close(): Promise<void> {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    await Promise.all(Array.from(this.#readings.values(), ({ reader }) => reader.end(true)));
    this.#readings.clear();
  }

  /** The store went back to an earlier state: nothing that is under way has happened. */
  #startOver(): void {
    for (const { reader } of this.#readings.values()) void reader.end(true);
    this.#readings.clear();
    this.#finishing.clear();
    this.#follow();
  }

  /** Brings the readers to what the records say. */
  #follow(): void {
    const enabled = new Map<string, EventSourceMapping>();
    for (const mapping of this.#state.mappings.all(this.#state.reader)) {
      if (mapping.enabled) enabled.set(mapping.uuid, mapping);
    }
    for (const [uuid, { mapping, reader }] of Array.from(this.#readings)) {
      const now = enabled.get(uuid);
      if (now && readsAlike(now, mapping)) continue;
      this.#readings.delete(uuid);
      this.#finish(uuid, reader);
    }
    for (const [uuid, mapping] of enabled) {
      if (!this.#readings.has(uuid) && !this.#finishing.has(uuid)) this.#start(mapping);
    }
  }

  #finish(uuid: string, reader: SourceReader): void {
    const finished = reader.end(false).then(() => {
      if (this.#finishing.get(uuid) !== finished) return;
      this.#finishing.delete(uuid);
      if (this.#stopWatching) this.#follow();
    });
    this.#finishing.set(uuid, finished);
  }

  #start(mapping: EventSourceMapping): void {
    const reader = this.#reader(mapping);
    this.#readings.set(mapping.uuid, { mapping, reader });
    reader.start();
  }

  #reader(mapping: EventSourceMapping): SourceReader {
    if (mapping.kind === "sqs") return new QueueReader(this.#host, mapping);
    return new StreamReader(this.#host, mapping, new KinesisSource(this.#state.host, mapping));
  }
}

/** Whether the difference between two states of a mapping means nothing to its reader. */
function readsAlike(one: EventSourceMapping, other: EventSourceMapping): boolean {
  const essence = ({ tags: _, lastModified: __, transitionReason: ___, ...rest }: EventSourceMapping) =>
    JSON.stringify(rest);
  return essence(one) === essence(other);
}
