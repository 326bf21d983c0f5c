import { parseArn } from "../../../kernel/arns.ts";
import type { CallContext } from "../../../kernel/bus.ts";
import { AwsError } from "../../../kernel/errors.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import { roleContext } from "../execution-role-context.ts";
import { type FunctionVersion, functionArn, latest } from "../model.ts";
import type { EventFailure, QueuedEvent } from "./event-records.ts";

/** What is sent, for which event and as which function's role. */
export interface Delivery {
  readonly event: QueuedEvent;
  readonly version: FunctionVersion;
  readonly span: Span;
}

/** What is written to queues, topics and buckets; in a bucket its object is in the folder. */
export interface StoredDelivery extends Pick<Delivery, "version" | "span"> {
  /** Without a slash at the end; below `aws/lambda/`. */
  readonly folder: string;
  /** Of the asynchronous event; goes on with the message. */
  readonly traceHeader?: string;
}

const longestErrorMessage = 1024;

/** Sends what became of asynchronous events to queues, topics, functions, event buses and buckets, as the functions' roles. */
export class Destinations {
  readonly #host: ServiceHost;

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  /** Sends the record of an invocation to a destination. @throws AwsError */
  async send(destination: string, record: string, succeeded: boolean, delivery: Delivery): Promise<void> {
    const context = this.#context(destination, delivery);
    const { service } = parseArn(destination);
    if (service === "lambda") {
      const Payload = new TextEncoder().encode(record);
      const input = { FunctionName: destination, InvocationType: "Event" as const, Payload };
      await this.#host.bus.call("lambda", "Invoke", input, context);
    } else if (service === "events") {
      await this.#putEvent(destination, record, succeeded, delivery, context);
    } else {
      const { version, span, event } = delivery;
      const folder = `async/${version.functionName}`;
      await this.store(destination, record, { version, span, folder, traceHeader: event.traceHeader });
    }
  }

  /** Sends a record to a queue or topic, or writes it to a bucket. @throws AwsError */
  async store(destination: string, record: string, delivery: StoredDelivery): Promise<void> {
    const { bus } = this.#host;
    const context = this.#context(destination, delivery);
    const { service } = parseArn(destination);
    if (service === "sqs") {
      const input = { QueueUrl: this.#queueUrl(destination), MessageBody: record, ...traceOf(delivery.traceHeader) };
      await bus.call("sqs", "SendMessage", input, context);
    } else if (service === "sns") {
      await bus.call("sns", "Publish", { TopicArn: destination, Message: record }, context);
    } else if (service === "s3") {
      const object = { Bucket: parseArn(destination).resource, Key: this.#objectKey(delivery) };
      await bus.callNamed("s3", "PutObject", { ...object, Body: new TextEncoder().encode(record) }, context);
    } else throw notADestination(destination);
  }

  /** Sends an event itself to a dead-letter queue or topic. @throws AwsError */
  async sendDeadLetter(target: string, payload: string, failure: EventFailure, delivery: Delivery): Promise<void> {
    const { bus } = this.#host;
    const context = this.#context(target, delivery);
    const MessageAttributes = {
      RequestID: { DataType: "String", StringValue: delivery.event.requestId },
      ErrorCode: { DataType: "Number", StringValue: String(failure.code) },
      ...(failure.message === ""
        ? {}
        : { ErrorMessage: { DataType: "String", StringValue: failure.message.slice(0, longestErrorMessage) } }),
    };
    const { service } = parseArn(target);
    if (service === "sqs") {
      const message = { MessageBody: payload, MessageAttributes, ...traceOf(delivery.event.traceHeader) };
      const input = { QueueUrl: this.#queueUrl(target), ...message };
      await bus.call("sqs", "SendMessage", input, context);
    } else if (service === "sns") {
      await bus.call("sns", "Publish", { TopicArn: target, Message: payload, MessageAttributes }, context);
    } else throw notADestination(target);
  }

  async #putEvent(
    destination: string,
    record: string,
    succeeded: boolean,
    { event }: Delivery,
    context: CallContext,
  ): Promise<void> {
    const entry = {
      EventBusName: destination,
      Source: "lambda",
      DetailType: `Lambda Function Invocation Result - ${succeeded ? "Success" : "Failure"}`,
      Detail: record,
      Resources: [destination, functionArn(event, event.qualifier ?? latest)],
    };
    const answer = await this.#host.bus.callNamed("events", "PutEvents", { Entries: [entry] }, context);
    const [result] = (answer as { Entries?: readonly { ErrorCode?: string; ErrorMessage?: string }[] }).Entries ?? [];
    if (result?.ErrorCode !== undefined) throw new AwsError(result.ErrorCode, result.ErrorMessage ?? "");
  }

  /** The function's role, taken on by Lambda for it. @throws AwsError AccessDenied */
  #context(target: string, { version, span }: Pick<Delivery, "version" | "span">): CallContext {
    return roleContext(this.#host, version, target, span, sessionName(this.#host.clock.now()));
  }

  #queueUrl(queueArn: string): string {
    const { account, resource } = parseArn(queueArn);
    return `${this.#host.settings.endpoint()}/${account}/${resource}`;
  }

  /** `aws/lambda/<folder>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>` */
  #objectKey({ folder }: StoredDelivery): string {
    const [date = "", time = ""] = new Date(this.#host.clock.now()).toISOString().split(/[T.]/);
    const day = date.replaceAll("-", "/");
    const name = `${date}T${time.replaceAll(":", ".")}-${this.#host.ids.uuid()}`;
    return `aws/lambda/${folder}/${day}/${name}`;
  }
}

/** The sessions of Lambda's own pollers are named by a number and when they began. */
function sessionName(now: number): string {
  return `awslambda_${now % 1_000}_${new Date(now).toISOString().replace(/\D/g, "")}`;
}

function traceOf(traceHeader: string | undefined) {
  if (traceHeader === undefined) return {};
  return { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: traceHeader } } };
}

function notADestination(arn: string): AwsError {
  return new AwsError("InvalidParameterValueException", `Lambda can not send records to ${arn}`);
}
