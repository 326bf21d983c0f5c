import type { LoggingConfiguration } from "@aws-sdk/client-sfn";
import type { HistoryEvent } from "@virga/asl";
import { tryParseArn } from "../../../kernel/arns.ts";
import { errorMessage } from "../../../kernel/errors.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { HistorySink } from "./express-execution.ts";

/** Which events a log group gets at each level. */
const levelFilters: Readonly<Record<string, (type: string) => boolean>> = {
  ALL: () => true,
  ERROR: isFailure,
  FATAL: (type) => type.startsWith("Execution") && isFailure(type),
};
/** How many bytes of events one PutLogEvents call takes at most, with 26 bytes added per event. */
const mostBatchBytes = 1_000_000;

function isFailure(type: string): boolean {
  return (
    type.endsWith("Failed") ||
    type.endsWith("Aborted") ||
    type.endsWith("TimedOut") ||
    type.endsWith("FailStateEntered")
  );
}

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** Where an execution's events go. */
export interface LogTarget {
  readonly account: string;
  readonly region: string;
  readonly machineName: string;
  readonly group: string;
  readonly logging: LoggingConfiguration;
}

/** The log group of a logging configuration; undefined if nothing is logged. */
export function logTarget(
  logging: LoggingConfiguration,
  machine: { readonly account: string; readonly region: string; readonly machineName: string },
): LogTarget | undefined {
  const arn = logging.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  if ((logging.level ?? "OFF") === "OFF" || arn === undefined) return undefined;
  const group = /^log-group:([^:]+)/.exec(tryParseArn(arn)?.resource ?? "")?.[1];
  return group === undefined ? undefined : { ...machine, group, logging };
}

function wantsEvent({ logging }: LogTarget, type: string): boolean {
  return levelFilters[logging.level ?? "ALL"]?.(type) ?? false;
}

/** Brings history events to CloudWatch Logs, in batches and beside the executions: none of them waits for it. */
export class LogDelivery {
  readonly #host: ServiceHost;
  readonly #streams = new Map<string, string>();
  #waiting = new Map<string, { target: LogTarget; events: LogEvent[] }>();
  #scheduled = false;
  #isClosed = false;
  /** The deliveries under way, one after the other. */
  #delivered: Promise<void> = Promise.resolve();

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  /** What brings an execution's history to its log group, as far as the level asks for it. */
  sink(target: LogTarget, executionArn: string): HistorySink {
    return {
      wants: (type) => wantsEvent(target, type),
      add: (event) => this.add(target, executionArn, event),
    };
  }

  /** Takes an event of an execution for its log group, if the level asks for it. */
  add(target: LogTarget, executionArn: string, event: HistoryEvent): void {
    if (this.#isClosed || !wantsEvent(target, event.type)) return;
    const id = `${target.account} ${target.region} ${target.group} ${target.machineName}`;
    let batch = this.#waiting.get(id);
    if (!batch) {
      batch = { target, events: [] };
      this.#waiting.set(id, batch);
    }
    const message = logMessage(executionArn, event, target.logging.includeExecutionData ?? false);
    batch.events.push({ timestamp: event.timestamp, message });
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#host.clock.at(this.#host.clock.now(), () => void this.#host.activity.track(this.#flush()));
  }

  /** Takes no more events, and writes those that wait. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#flush();
  }

  #flush(): Promise<void> {
    this.#delivered = this.#delivered.then(() => this.#deliverAll());
    return this.#delivered;
  }

  async #deliverAll(): Promise<void> {
    this.#scheduled = false;
    const batches = this.#waiting;
    this.#waiting = new Map();
    for (const [id, { target, events }] of batches) {
      try {
        await this.#deliver(id, target, events);
      } catch (thrown) {
        this.#streams.delete(id);
        const message = `The log of state machine ${target.machineName} could not be written to ${target.group}: `;
        this.#host.report({ level: "warning", source: "states", message: message + errorMessage(thrown) });
      }
    }
  }

  async #deliver(id: string, target: LogTarget, events: readonly LogEvent[]): Promise<void> {
    const context = { principal: deliveryPrincipal(target), account: target.account, region: target.region };
    let stream = this.#streams.get(id);
    if (stream === undefined) {
      const logStreamName = this.#streamName(target);
      await this.#host.bus.callNamed("logs", "CreateLogStream", { logGroupName: target.group, logStreamName }, context);
      stream = logStreamName;
      this.#streams.set(id, stream);
    }
    for (const logEvents of batchesOf(events)) {
      const input = { logGroupName: target.group, logStreamName: stream, logEvents };
      await this.#host.bus.callNamed("logs", "PutLogEvents", input, context);
    }
  }

  /** `states/<state machine>/<yyyy-mm-dd-hh-mm>/<8 hexadecimal digits>` */
  #streamName(target: LogTarget): string {
    const minute = new Date(this.#host.clock.now()).toISOString().slice(0, 16).replace(/[T:]/g, "-");
    return `states/${target.machineName}/${minute}/${this.#host.ids.hex(8)}`;
  }
}

/** AWS's log delivery writes for the account, by a resource policy that it puts on the log group by itself. */
function deliveryPrincipal(target: LogTarget): Principal {
  return { kind: "root", account: target.account };
}

function* batchesOf(events: readonly LogEvent[]): Generator<LogEvent[]> {
  let batch: LogEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(event.message) + 26;
    if (bytes + size > mostBatchBytes && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** Members of event details that are execution data. */
const dataMembers = new Set(["input", "inputDetails", "output", "outputDetails", "parameters"]);

function logMessage(executionArn: string, event: HistoryEvent, includeData: boolean): string {
  const { timestamp, type, id, previousEventId, ...rest } = event;
  const [details = {}] = Object.values(rest) as Record<string, unknown>[];
  const shown = includeData
    ? details
    : Object.fromEntries(Object.entries(details).filter(([name]) => !dataMembers.has(name)));
  return JSON.stringify({
    id: String(id),
    type,
    details: shown,
    previous_event_id: String(previousEventId),
    event_timestamp: String(timestamp),
    execution_arn: executionArn,
    redrive_count: "0",
  });
}
