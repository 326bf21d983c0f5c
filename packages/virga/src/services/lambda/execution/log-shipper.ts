import type { InputLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import type { CallContext } from "../../../kernel/bus.ts";
import { AwsError, errorMessage } from "../../../kernel/errors.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const mostBytes = 1_048_576;
const mostEvents = 10_000;
const bytesPerEvent = 26;
/** UTF-8 takes no more than three bytes for each unit of a text. */
const longestMessage = 256 * 1024;
/** Milliseconds of the machine's time that events are collected for. */
const collectingTime = 50;
/** From so many bytes on, those who write wait. */
const fullAt = 256 * 1024;

/** Where a log stream is, and as whom it is written. */
export interface LogPlace {
  readonly group: string;
  readonly stream: string;
  readonly context: CallContext;
}

/** A log stream that events are put into in batches, off the way of what they tell of. */
export class LogStream {
  readonly place: LogPlace;
  readonly #shipper: LogShipper;
  #pending: InputLogEvent[] = [];
  #bytes = 0;
  #waiting: (() => void)[] = [];
  isCreated = false;
  /** What the events belong to: calls that bring them away are told of in its trace. */
  span: Span | undefined;

  constructor(place: LogPlace, shipper: LogShipper) {
    this.place = place;
    this.#shipper = shipper;
  }

  add(timestamp: number, message: string): void {
    // CloudWatch Logs takes no empty event.
    if (message === "") return;
    const text = message.length > longestMessage ? message.slice(0, longestMessage) : message;
    if (this.#pending.length === 0) this.#shipper.schedule(this);
    this.#pending.push({ timestamp, message: text });
    this.#bytes += text.length + bytesPerEvent;
  }

  /** Whether those who write should wait. */
  get isFull(): boolean {
    return this.#bytes >= fullAt;
  }

  /** Calls once when there is room again. */
  whenRoom(listener: () => void): void {
    this.#waiting.push(listener);
  }

  /** Takes all events out, in batches that one call may carry. */
  *take(): Generator<InputLogEvent[]> {
    const events = this.#pending;
    this.#pending = [];
    this.#bytes = 0;
    let batch: InputLogEvent[] = [];
    let bytes = 0;
    for (const event of events) {
      const size = Buffer.byteLength(event.message!) + bytesPerEvent;
      if (batch.length === mostEvents || (bytes + size > mostBytes && batch.length > 0)) {
        yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(event);
      bytes += size;
    }
    if (batch.length > 0) yield batch;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const listener of waiting) listener();
  }
}

/** Brings functions' logs to CloudWatch Logs. */
export class LogShipper {
  readonly #host: ServiceHost;
  readonly #scheduled = new Set<LogStream>();
  readonly #underWay = new Set<Promise<void>>();
  #endOfCollecting: (() => void) | undefined;

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  stream(place: LogPlace): LogStream {
    return new LogStream(place, this);
  }

  /** Events of this stream are to be brought away soon. */
  schedule(stream: LogStream): void {
    this.#scheduled.add(stream);
    if (this.#endOfCollecting) return;
    this.#endOfCollecting = this.#host.activity.begin();
    const { machineClock } = this.#host;
    machineClock.at(machineClock.now() + collectingTime, () => this.#ship());
  }

  /** Brings away what there is and resolves when it has arrived. */
  async flush(): Promise<void> {
    while (this.#scheduled.size > 0 || this.#underWay.size > 0) {
      this.#ship();
      await Promise.all(this.#underWay);
    }
  }

  #ship(): void {
    const streams = Array.from(this.#scheduled);
    this.#scheduled.clear();
    for (const stream of streams) {
      const shipping = this.#host.activity.track(this.#shipStream(stream)).finally(() => {
        this.#underWay.delete(shipping);
      });
      this.#underWay.add(shipping);
    }
    this.#endOfCollecting?.();
    this.#endOfCollecting = undefined;
  }

  /** A role that may not write logs writes none, as on AWS. */
  async #shipStream(stream: LogStream): Promise<void> {
    for (const logEvents of stream.take()) {
      try {
        await this.#put(stream, logEvents);
      } catch (thrown) {
        if (thrown instanceof AwsError && thrown.code.startsWith("AccessDenied")) continue;
        const message = `events of the log stream ${stream.place.stream} of ${stream.place.group} are lost: ${errorMessage(thrown)}`;
        this.#host.report({ level: "warning", source: "lambda", message });
      }
    }
  }

  async #put(stream: LogStream, logEvents: InputLogEvent[]): Promise<void> {
    const { group: logGroupName, stream: logStreamName } = stream.place;
    const context = contextOf(stream);
    const { bus } = this.#host;
    const put = () => bus.call("logs", "PutLogEvents", { logGroupName, logStreamName, logEvents }, context);
    if (!stream.isCreated) await this.#create(stream);
    try {
      await put();
    } catch (thrown) {
      // Somebody deleted the group or the stream meanwhile.
      if (!isCode(thrown, "ResourceNotFoundException")) throw thrown;
      await this.#create(stream);
      await put();
    }
  }

  async #create(stream: LogStream): Promise<void> {
    const { group: logGroupName, stream: logStreamName } = stream.place;
    const context = contextOf(stream);
    const { bus } = this.#host;
    const create = () => bus.call("logs", "CreateLogStream", { logGroupName, logStreamName }, context);
    try {
      await create();
    } catch (thrown) {
      if (isCode(thrown, "ResourceNotFoundException")) {
        await unlessThere(bus.call("logs", "CreateLogGroup", { logGroupName }, context));
        await unlessThere(create());
      } else if (!isCode(thrown, "ResourceAlreadyExistsException")) throw thrown;
    }
    stream.isCreated = true;
  }
}

function contextOf({ place, span }: LogStream): CallContext {
  return span ? { ...place.context, span } : place.context;
}

async function unlessThere(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (thrown) {
    if (!isCode(thrown, "ResourceAlreadyExistsException")) throw thrown;
  }
}

function isCode(thrown: unknown, code: string): boolean {
  return thrown instanceof AwsError && thrown.code === code;
}
