/** Where a message is in its queue, and which receive of it this is. */
export interface MessagePlace {
  /** Epoch milliseconds: what its retention counts from. */
  readonly enqueued: number;
  readonly number: number;
}

export interface Receipt extends MessagePlace {
  readonly messagesId: string;
  readonly receive: number;
}

/** What handles begin with: `AQEB` in base64. */
const version = Buffer.from([1, 1, 1]);

/** A receipt handle for one receive of a message. */
export function writeReceiptHandle({ messagesId, enqueued, number, receive }: Receipt): string {
  const text = `${messagesId}:${enqueued.toString(36)}:${number.toString(36)}:${receive.toString(36)}`;
  return Buffer.concat([version, Buffer.from(text)]).toString("base64");
}

/** Reads a receipt handle; undefined for a text that SQS never gave. */
export function readReceiptHandle(handle: string): Receipt | undefined {
  const bytes = Buffer.from(handle, "base64");
  if (!bytes.subarray(0, version.length).equals(version)) return undefined;
  const match = /^([0-9a-z]+):([0-9a-z]+):([0-9a-z]+):([0-9a-z]+)$/.exec(bytes.toString("latin1", version.length));
  if (!match) return undefined;
  const [enqueued = 0, number = 0, receive = 0] = match.slice(2).map((part) => Number.parseInt(part, 36));
  return { messagesId: match[1]!, enqueued, number, receive };
}
