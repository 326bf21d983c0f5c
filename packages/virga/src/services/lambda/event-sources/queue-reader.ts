import type { Message } from "@aws-sdk/client-sqs";
import type { Cancellable } from "../../../kernel/clock.ts";
import { AwsError } from "../../../kernel/errors.ts";
import type { Span } from "../../../kernel/trace.ts";
import { roleContext } from "../execution-role-context.ts";
import { backOff, longestReadRetry, longestRetry, shortestReadRetry, shortestRetry } from "./back-off.ts";
import { batchOutcome, failedCount } from "./batch-responses.ts";
import { concurrentBatches } from "./concurrency-scaling.ts";
import { compileFilters, type RecordFilter } from "./filters.ts";
import { type EventSourceMapping, largestEvent } from "./model.ts";
import { Pauses } from "./pauses.ts";
import { eventOf, type QueueRecord, queueRecord, queueRecordObject } from "./queue-records.ts";
import type { ReaderHost, SourceReader } from "./reader-host.ts";
import { contentMember } from "./settings.ts";
import { queueUrlOf } from "./source-access.ts";

/** Messages that go to the function together. */
interface Batch {
  readonly records: QueueRecord[];
  size: number;
  /** When its first messages were received: epoch milliseconds. */
  readonly openedAt: number;
  readonly span: Span;
}

const mostReceived = 10;
const envelope = Buffer.byteLength('{"Records":[]}');

/**
 * Reads a queue: receives while messages come and batches may begin, deletes what the function has processed, and leaves the rest
 * to the queue, which shows it again. It keeps nothing that the queue doesn't.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export class QueueReader implements SourceReader {
  readonly #host: ReaderHost;
  readonly #mapping: EventSourceMapping;
  readonly #filter: RecordFilter;
  readonly #pauses: Pauses;
  readonly #underWay = new Set<Promise<void>>();
  #open: Batch | undefined;
  #flush: Cancellable | undefined;
  #stopListening: (() => void) | undefined;
  #pumping = false;
  #wokenMeanwhile = false;
  #refusedReads = 0;
  #throttled = 0;
  #backlogSince: number | undefined;
  #isEnded = false;
  #isAbandoned = false;

  constructor(host: ReaderHost, mapping: EventSourceMapping) {
    this.#host = host;
    this.#mapping = mapping;
    this.#filter = compileFilters(mapping.filters ?? [], contentMember("sqs"));
    this.#pauses = new Pauses(host.state.host.clock);
  }

  start(): void {
    this.#stopListening = this.#host.state.host.arrivals.listen(this.#mapping.sourceArn, () => this.#pump());
    this.#pump();
  }

  async end(abandon: boolean): Promise<void> {
    this.#isEnded = true;
    this.#isAbandoned = abandon;
    this.#stopListening?.();
    this.#flush?.cancel();
    this.#pauses.endAll();
    if (!abandon) await Promise.all(this.#underWay);
  }

  /** Receives until nothing is there, or no further batch may begin. */
  #pump(): void {
    this.#wokenMeanwhile = true;
    if (this.#pumping || this.#isEnded) return;
    this.#pumping = true;
    const work = this.#receiveAll()
      .catch((thrown) => {
        if (!this.#isAbandoned) this.#host.reportDefect(this.#mapping, thrown);
      })
      .finally(() => {
        this.#pumping = false;
        this.#underWay.delete(work);
      });
    this.#underWay.add(work);
  }

  async #receiveAll(): Promise<void> {
    // Whoever brought the message is answered first.
    await Promise.resolve();
    while (!this.#isEnded && this.#mayBegin()) {
      this.#wokenMeanwhile = false;
      const came = await this.#receive();
      if (!came && !this.#wokenMeanwhile) return;
    }
  }

  /** Whether another batch may be worked on. While some wait because of throttling, no more are begun. */
  #mayBegin(): boolean {
    const { maximumConcurrency } = this.#mapping;
    const now = this.#host.state.host.clock.now();
    const batches = this.#batches;
    if (this.#throttled > 0) return false;
    if (batches < concurrentBatches(now - (this.#backlogSince ?? now), maximumConcurrency)) return true;
    this.#backlogSince ??= now;
    return false;
  }

  #batches = 0;

  /** Receives once; gives whether anything came. */
  async #receive(): Promise<boolean> {
    const { host } = this.#host.state;
    const version = this.#host.caller.version(this.#mapping);
    if (!version) {
      this.#host.functionIsGone(this.#mapping);
      return false;
    }
    const span = this.#open?.span ?? host.tracer.start("lambda event source mapping");
    span.set("mapping", this.#mapping.uuid).set("source", this.#mapping.sourceArn);
    try {
      const context = roleContext(host, version, this.#mapping.sourceArn, span);
      const room = this.#mapping.batchSize - (this.#open?.records.length ?? 0);
      const input = {
        QueueUrl: queueUrlOf(this.#host.state, this.#mapping.sourceArn),
        MaxNumberOfMessages: Math.min(mostReceived, room),
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ["All" as const],
        MessageAttributeNames: ["All"],
      };
      const { Messages = [] } = await host.bus.call("sqs", "ReceiveMessage", input, context);
      this.#refusedReads = 0;
      if (this.#isAbandoned) return false;
      if (Messages.length === 0) {
        this.#backlogSince = undefined;
        if (!this.#open) span.end();
        return false;
      }
      await this.#take(Messages, span);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      if (!this.#open) span.end(thrown.message);
      this.#readRefused(thrown);
      return false;
    }
  }

  /** A queue that is gone wakes the reader if it comes back; whatever else is wrong may be mended meanwhile. */
  #readRefused({ code }: AwsError): void {
    if (code.includes("QueueDoesNotExist") || code.includes("NonExistentQueue")) return;
    this.#refusedReads++;
    const { clock } = this.#host.state.host;
    const wait = backOff(this.#refusedReads, shortestReadRetry, longestReadRetry);
    this.#pauses.until(clock.now() + wait).then(() => this.#pump());
  }

  /** Puts messages into the open batch, and begins it when it is complete. */
  async #take(messages: readonly Message[], span: Span): Promise<void> {
    const rejected: string[] = [];
    for (const message of messages) {
      const object = queueRecordObject(message, this.#mapping);
      if (this.#filter.passes(object, message.Body ?? "")) this.#add(queueRecord(message, object), span);
      else rejected.push(message.ReceiptHandle!);
    }
    this.#count("PolledEventCount", messages.length);
    if (this.#mapping.filters) this.#count("FilteredOutEventCount", rejected.length);
    if (rejected.length > 0) await this.#delete(rejected, span);
    const { batchSize, batchingWindow } = this.#mapping;
    const open = this.#open;
    if (!open) {
      span.end();
      return;
    }
    if (batchingWindow === 0 || open.records.length >= batchSize) this.#begin();
  }

  #add(record: QueueRecord, span: Span): void {
    if (this.#open && this.#open.size + record.size > largestEvent) this.#begin();
    if (!this.#open) {
      const { clock } = this.#host.state.host;
      const openedAt = clock.now();
      this.#open = { records: [], size: envelope, openedAt, span };
      const { batchingWindow } = this.#mapping;
      if (batchingWindow > 0) this.#flush = clock.at(openedAt + batchingWindow * 1000, () => this.#begin());
    }
    this.#open.records.push(record);
    this.#open.size += record.size;
  }

  /** Gives the open batch to the function. */
  #begin(): void {
    const batch = this.#open;
    if (!batch || this.#isEnded) return;
    this.#open = undefined;
    this.#flush?.cancel();
    this.#batches++;
    const work = this.#process(batch)
      .catch((thrown) => {
        if (!this.#isAbandoned) this.#host.reportDefect(this.#mapping, thrown);
      })
      .finally(() => {
        batch.span.end();
        this.#batches--;
        this.#underWay.delete(work);
        this.#pump();
      });
    this.#underWay.add(work);
  }

  #count(metric: Parameters<ReaderHost["metrics"]["count"]>[1], events: number): void {
    this.#host.metrics.count(this.#mapping, metric, events);
  }

  async #process({ records, openedAt, span }: Batch): Promise<void> {
    span.set("batch size", records.length);
    const payload = eventOf(records);
    for (let refusals = 1; ; refusals++) {
      this.#count("InvokedEventCount", records.length);
      const called = await this.#host.caller.call(this.#mapping, payload, span);
      if (this.#isAbandoned) return;
      if (called.kind === "gone") return this.#host.functionIsGone(this.#mapping);
      if (called.kind === "ran") {
        const reports = this.#mapping.responseTypes.includes("ReportBatchItemFailures");
        const outcome = batchOutcome(called.result, reports, new Set(records.map(({ messageId }) => messageId)));
        span.set("outcome", outcome.kind);
        this.#count("FailedInvokeEventCount", failedCount(outcome, records.length));
        if (outcome.kind === "failure") return;
        const done =
          outcome.kind === "success" ? records : records.filter(({ messageId }) => !outcome.failed.has(messageId));
        return this.#delete(
          done.map(({ receiptHandle }) => receiptHandle),
          span,
        );
      }
      span.set("outcome", called.error.code);
      this.#count("FailedInvokeEventCount", records.length);
      if (!(await this.#mayRetry(openedAt, refusals, span))) return;
    }
  }

  /** Waits after a throttle; the messages come again by themselves once their visibility timeout is over. */
  async #mayRetry(openedAt: number, refusals: number, span: Span): Promise<boolean> {
    const { clock } = this.#host.state.host;
    const next = clock.now() + backOff(refusals, shortestRetry, longestRetry);
    this.#throttled++;
    try {
      const visibility = await this.#visibilityTimeout(span);
      await this.#pauses.until(Math.min(next, openedAt + visibility));
      return !this.#isEnded && next < openedAt + visibility;
    } finally {
      this.#throttled--;
    }
  }

  /** Milliseconds; none if the queue does not tell. */
  async #visibilityTimeout(span: Span): Promise<number> {
    const version = this.#host.caller.version(this.#mapping);
    if (!version) return 0;
    const { host } = this.#host.state;
    try {
      const context = roleContext(host, version, this.#mapping.sourceArn, span);
      const QueueUrl = queueUrlOf(this.#host.state, this.#mapping.sourceArn);
      const input = { QueueUrl, AttributeNames: ["VisibilityTimeout" as const] };
      const { Attributes } = await host.bus.call("sqs", "GetQueueAttributes", input, context);
      return Number(Attributes?.VisibilityTimeout ?? 0) * 1000;
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      return 0;
    }
  }

  async #delete(handles: readonly string[], span: Span): Promise<void> {
    const { host } = this.#host.state;
    const version = this.#host.caller.version(this.#mapping);
    if (!version) return;
    try {
      const context = roleContext(host, version, this.#mapping.sourceArn, span);
      const QueueUrl = queueUrlOf(this.#host.state, this.#mapping.sourceArn);
      for (let start = 0; start < handles.length && !this.#isAbandoned; start += mostReceived) {
        const part = handles.slice(start, start + mostReceived);
        const Entries = part.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
        const { Successful = [] } = await host.bus.call("sqs", "DeleteMessageBatch", { QueueUrl, Entries }, context);
        this.#count("DeletedEventCount", Successful.length);
      }
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      this.#host.warn(`Messages of ${this.#mapping.sourceArn} could not be deleted: ${thrown.code}: ${thrown.message}`);
    }
  }
}
