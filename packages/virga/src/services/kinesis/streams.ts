import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import type { StoreReader } from "../../kernel/store.ts";
import { consumerNotFound, invalidArgument, notFound } from "./errors.ts";
import { type Consumer, parseArn, type Stream, type StreamName, streamArn } from "./model.ts";
import type { KinesisState } from "./state.ts";

export type KinesisCall = Call<KinesisState>;

/** How inputs name a stream. */
export interface OfStream {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
  readonly StreamId?: string | undefined;
}

/** The stream that an input names, which need not exist. @throws AwsError InvalidArgumentException, ResourceNotFoundException */
export function streamOf(call: KinesisCall, input: OfStream): StreamName {
  const named = tryStreamOf(call, input);
  if (!named) throw invalidArgument("Either StreamName or StreamARN must be provided.");
  return named;
}

/** The same; undefined if the input names none. */
export function tryStreamOf(call: KinesisCall, { StreamName, StreamARN, StreamId }: OfStream): StreamName | undefined {
  const named: StreamName[] = [];
  if (StreamARN !== undefined) {
    const parsed = parseArn(StreamARN);
    if (!parsed || parsed.consumer !== undefined) throw invalidArgument(`StreamARN ${StreamARN} is not valid.`);
    named.push(parsed.stream);
  }
  if (StreamId !== undefined) {
    const found = call.state.named(call.state.reader, StreamId);
    if (!found) throw notFound(`Stream with StreamId ${StreamId} under account ${call.account} not found.`);
    named.push(found);
  }
  const { account, region } = call;
  if (StreamName !== undefined) named.push({ account, region, name: StreamName });
  const [first, ...others] = named;
  if (first && others.some(({ name }) => name !== first.name)) {
    throw invalidArgument("StreamName, StreamARN and StreamId must name the same stream.");
  }
  return first;
}

/** The stream that an input names. @throws AwsError ResourceNotFoundException */
export function requireStream(call: KinesisCall, reader: StoreReader, input: OfStream): Stream {
  return call.state.stream(reader, streamOf(call, input));
}

/** The action on a stream. */
export function request(call: KinesisCall, action: string, name: StreamName): AuthorizationRequest {
  const policy = call.state.find(call.state.reader, name)?.policy;
  return {
    action: `kinesis:${action}`,
    resource: streamArn(name),
    ...(policy !== undefined && { resourcePolicy: policy }),
  };
}

/** The caller must be allowed the action on the stream that the input names. */
export function onStream(action: string): (call: KinesisCall, input: OfStream) => AuthorizationRequest {
  return (call, input) => request(call, action, streamOf(call, input));
}

/** The caller must be allowed an action that is on no stream. */
export function onAccount(action: string): () => AuthorizationRequest {
  return () => ({ action: `kinesis:${action}`, resource: "*" });
}

/** Changes the stream that an input names. */
export function changeStream(call: KinesisCall, input: OfStream, change: (stream: Stream) => Stream): Stream {
  return call.state.transact((transaction) => {
    const changed = change(requireStream(call, transaction, input));
    call.state.put(transaction, changed);
    return changed;
  });
}

/** What carries tags or a policy. */
export interface Resource {
  readonly stream: Stream;
  readonly consumer?: Consumer;
}

/** The stream or consumer of an ARN. @throws AwsError InvalidArgumentException, ResourceNotFoundException */
export function requireResource(call: KinesisCall, reader: StoreReader, arn: string): Resource {
  const parsed = parseArn(arn);
  if (!parsed) throw invalidArgument(`ResourceARN ${arn} is not valid.`);
  const stream = call.state.stream(reader, parsed.stream);
  if (parsed.consumer === undefined) return { stream };
  const consumer = call.state.consumer(reader, stream.id, parsed.consumer);
  if (consumer?.arn !== arn) throw consumerNotFound(stream, parsed.consumer);
  return { stream, consumer };
}

/** The caller must be allowed the action on the stream or consumer whose ARN the input has. */
export function onResource(
  action: string,
): (call: KinesisCall, input: { readonly ResourceARN?: string | undefined }) => AuthorizationRequest {
  return (call, { ResourceARN: arn = "" }) => {
    const parsed = parseArn(arn);
    if (parsed?.consumer === undefined && parsed) return request(call, action, parsed.stream);
    return { action: `kinesis:${action}`, resource: arn };
  };
}

/** Changes what a stream or consumer carries. */
export function changeResource(
  call: KinesisCall,
  arn: string,
  change: (carried: Pick<Stream, "tags" | "policy">) => Partial<Pick<Stream, "tags" | "policy">>,
): void {
  call.state.transact((transaction) => {
    const { stream, consumer } = requireResource(call, transaction, arn);
    if (consumer) call.state.putConsumer(transaction, { ...consumer, ...change(consumer) });
    else call.state.put(transaction, { ...stream, ...change(stream) });
  });
}

/** @throws AwsError ResourceNotFoundException */
export function requireConsumer(
  call: KinesisCall,
  reader: StoreReader,
  input: OfStream & { readonly ConsumerARN?: string | undefined; readonly ConsumerName?: string | undefined },
): Consumer {
  const { ConsumerARN: arn, ConsumerName: name } = input;
  if (arn !== undefined) return requireResource(call, reader, arn).consumer ?? notAConsumer(arn);
  if (name === undefined) {
    throw invalidArgument("Either ConsumerARN or both StreamARN and ConsumerName must be provided.");
  }
  const stream = requireStream(call, reader, input);
  const consumer = call.state.consumer(reader, stream.id, name);
  if (!consumer) throw consumerNotFound(stream, name);
  return consumer;
}

/** The stream whose records a consumer gets. */
export function streamOfConsumer({ arn }: Consumer): StreamName {
  return parseArn(arn)!.stream;
}

function notAConsumer(arn: string): never {
  throw invalidArgument(`ConsumerARN ${arn} is not valid.`);
}

/** The caller must be allowed the action on the consumer that the input names. */
export function onConsumer(
  action: string,
): (
  call: KinesisCall,
  input: OfStream & { readonly ConsumerARN?: string | undefined; readonly ConsumerName?: string | undefined },
) => AuthorizationRequest {
  return (call, input) => {
    const { ConsumerARN: arn, ConsumerName: name = "" } = input;
    const stream = arn === undefined ? streamOf(call, input) : (parseArn(arn)?.stream ?? notAConsumer(arn));
    const consumerName = arn === undefined ? name : parseArn(arn)!.consumer!;
    const found = call.state.find(call.state.reader, stream);
    const consumer = found && call.state.consumer(call.state.reader, found.id, consumerName);
    return {
      action: `kinesis:${action}`,
      // A consumer of a stream that is not there has no ARN; what is asked for is told as far as it is known.
      resource: arn ?? consumer?.arn ?? `${streamArn(stream)}/consumer/${consumerName}`,
      ...(consumer?.policy !== undefined && { resourcePolicy: consumer.policy }),
    };
  };
}
