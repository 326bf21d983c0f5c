import { errorMessage } from "../../../kernel/errors.ts";
import type { Destinations } from "../events/destinations.ts";
import type { LambdaState } from "../state.ts";
import type { FunctionCaller } from "./function-caller.ts";
import { MappingMetrics } from "./mapping-metrics.ts";
import type { EventSourceMapping } from "./model.ts";
import type { Trouble } from "./trouble.ts";

/** Reads from one mapping's source and gives its function what comes. */
export interface SourceReader {
  start(): void;
  /**
   * Begins nothing any more; resolves when what is under way is done and stored. Abandoned, it resolves at once, and what is
   * under way is neither stored nor told.
   */
  end(abandon: boolean): Promise<void>;
  /** What fails now, by shard, of those that are read; only streams have shards. */
  readonly troubles?: ReadonlyMap<string, readonly Trouble[]>;
}

/** What readers work with. */
export class ReaderHost {
  readonly state: LambdaState;
  readonly caller: FunctionCaller;
  readonly destinations: Destinations;
  readonly metrics: MappingMetrics;

  constructor(state: LambdaState, caller: FunctionCaller, destinations: Destinations) {
    this.state = state;
    this.caller = caller;
    this.destinations = destinations;
    this.metrics = new MappingMetrics(state.host);
  }

  /** Turns a mapping off whose function is gone: nothing is lost, and it can be turned on again. */
  functionIsGone(mapping: EventSourceMapping): void {
    const { state } = this;
    state.transact((transaction) => {
      const found = state.mappings.find(transaction, mapping, mapping.uuid);
      if (!found?.enabled) return;
      state.mappings.put(transaction, { ...found, enabled: false, transitionReason: "Function not found" });
    });
  }

  /** Keeps how a stream's reading went last. */
  setLastResult(mapping: EventSourceMapping, result: string): void {
    const { state } = this;
    if (state.mappings.lastResult(state.reader, mapping.uuid) === result) return;
    state.transact((transaction) => {
      if (state.mappings.find(transaction, mapping, mapping.uuid)) {
        state.mappings.putLastResult(transaction, mapping.uuid, result);
      }
    });
  }

  /** Tells the person of a defect. */
  reportDefect(mapping: EventSourceMapping, thrown: unknown): void {
    const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : errorMessage(thrown);
    const message = `event source mapping ${mapping.uuid}: ${detail}`;
    this.state.host.report({ level: "error", source: "lambda", message });
  }

  warn(message: string): void {
    this.state.host.report({ level: "warning", source: "lambda", message });
  }
}
