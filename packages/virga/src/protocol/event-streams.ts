import { AwsError } from "../kernel/errors.ts";
import type { WireStream } from "../kernel/wire.ts";
import { encodeMessage, eventStreamType } from "./event-stream-messages.ts";
import type { MemberUsage, ServiceModel, Usage } from "./model.ts";

/** How a protocol writes what stands in messages. */
export interface EventPayloads {
  /** The type of payloads that hold structures. */
  readonly contentType: string;
  /** Compiles a writer of a structure. */
  compile(usage: Usage): (value: unknown) => Uint8Array | string;
  /** Writes an error that the model declares. */
  writeError(error: AwsError): Uint8Array | string;
  /** Whether a first message has the output's other members; where HTTP has them there is none. */
  readonly hasInitialResponse: boolean;
}

/** Writes an output whose stream of events becomes an answer that comes piece by piece. */
export type EventStreamEncoder = (output: object, headers: Readonly<Record<string, string>>) => WireStream;

/** The member of an output that is a stream of events, if it has one. */
export function eventStreamOf(model: ServiceModel, output: Usage): MemberUsage | undefined {
  return model.members(output.shape).find(({ shape }) => shape.eventstream);
}

/** An output without its stream of events: what is known when the answer begins. */
export function withoutEventStream(output: Usage, { memberName }: MemberUsage): Usage {
  const { payload: _payload, ...shape } = output.shape;
  const { [memberName]: _left, ...members } = output.shape.members!;
  return { ...output, name: `${output.name} without ${memberName}`, shape: { ...shape, members } };
}

/**
 * Compiles the encoder of an operation's output; undefined if it has no stream of events. An `AwsError` that the stream
 * throws is its last message: an exception if the model gives it to the stream, an error otherwise.
 */
export function compileEventStream(
  model: ServiceModel,
  output: Usage,
  payloads: EventPayloads,
): EventStreamEncoder | undefined {
  const stream = eventStreamOf(model, output);
  if (!stream) return undefined;
  const writeFirst = payloads.compile(withoutEventStream(output, stream));
  const events = new Map(
    model.members(stream.shape).map((event) => [event.memberName, compileEvent(model, event, payloads)]),
  );
  const initial = {
    ":event-type": "initial-response",
    ":content-type": payloads.contentType,
    ":message-type": "event",
  };
  return (value, headers) => {
    const { [stream.memberName]: source, ...rest } = value as Record<string, unknown>;
    const pieces = messagesOf(source as AsyncIterable<object>, {
      first: payloads.hasInitialResponse ? encodeMessage(initial, writeFirst(rest)) : undefined,
      writeEvent: (event) => writeEvent(events, event),
      writeError: (error) => writeError(stream, error, payloads),
    });
    return { status: 200, headers: { "content-type": eventStreamType, ...headers }, pieces };
  };
}

/** An event's one member is its payload if the model says so; otherwise all are. */
function compileEvent(model: ServiceModel, event: MemberUsage, payloads: EventPayloads): (value: object) => Buffer {
  const payload = model.members(event.shape).find(({ traits }) => traits.eventpayload);
  const headers = { ":event-type": event.memberName, ":content-type": payloads.contentType, ":message-type": "event" };
  if (payload?.shape.type === "blob" || payload?.shape.type === "string") {
    const type = payload.shape.type === "blob" ? "application/octet-stream" : "text/plain";
    const name = payload.memberName;
    return (value) => {
      const content = (value as Record<string, Uint8Array | string | undefined>)[name];
      return encodeMessage({ ...headers, ":content-type": type }, content ?? "");
    };
  }
  const write = payloads.compile(payload ?? event);
  if (!payload) return (value) => encodeMessage(headers, write(value));
  return (value) => encodeMessage(headers, write((value as Record<string, unknown>)[payload.memberName] ?? {}));
}

function writeEvent(events: ReadonlyMap<string, (value: object) => Buffer>, event: object): Buffer {
  for (const [name, value] of Object.entries(event)) {
    const write = value === undefined ? undefined : events.get(name);
    if (write) return write(value as object);
  }
  throw new TypeError(`The stream has no event of the form ${Object.keys(event).join(", ")}`);
}

function writeError(stream: MemberUsage, error: AwsError, payloads: EventPayloads): Buffer {
  if (Object.hasOwn(stream.shape.members ?? {}, error.code)) {
    const type = { ":exception-type": error.code, ":content-type": payloads.contentType };
    return encodeMessage({ ...type, ":message-type": "exception" }, payloads.writeError(error));
  }
  const headers = { ":error-code": error.code, ":error-message": error.message, ":message-type": "error" };
  return encodeMessage(headers, "");
}

interface MessageWriters {
  readonly first: Buffer | undefined;
  writeEvent(event: object): Buffer;
  writeError(error: AwsError): Buffer;
}

const ended = { done: true, value: undefined } as const;

function messagesOf(source: AsyncIterable<object>, writers: MessageWriters): AsyncIterable<Buffer> {
  return {
    [Symbol.asyncIterator]() {
      const events = source[Symbol.asyncIterator]();
      let { first } = writers;
      let isOver = false;
      const after = async (): Promise<IteratorResult<Buffer>> => {
        try {
          const { done, value } = await events.next();
          isOver ||= done ?? false;
          return done ? ended : { done: false, value: writers.writeEvent(value) };
        } catch (thrown) {
          isOver = true;
          if (!(thrown instanceof AwsError)) throw thrown;
          return { done: false, value: writers.writeError(thrown) };
        }
      };
      return {
        async next() {
          if (isOver) return ended;
          if (!first) return after();
          const value = first;
          first = undefined;
          return { done: false, value };
        },
        async return() {
          isOver = true;
          await events.return?.();
          return ended;
        },
      };
    },
  };
}
