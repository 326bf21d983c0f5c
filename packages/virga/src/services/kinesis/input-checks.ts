import type { PutEntry } from "./putting.ts";
import type { OfStream } from "./streams.ts";

// Fast checks of what the model demands. They need not recognize every good input: who fails here is checked by the model.

const name = /^[a-zA-Z0-9_.-]{1,128}$/;
const arn = /^arn:aws[\w-]*:kinesis:[\w-]+:\d{12}:stream\/[a-zA-Z0-9_.-]{1,128}$/;
const hashKey = /^(?:0|[1-9]\d{0,38})$/;
const longestData = 13_981_016;

export function namesStream({ StreamName, StreamARN, StreamId }: OfStream): boolean {
  return (
    StreamId === undefined &&
    (StreamName === undefined || name.test(StreamName)) &&
    (StreamARN === undefined || arn.test(StreamARN))
  );
}

export function isEntry(entry: PutEntry): boolean {
  if (entry === null) return false;
  const { Data, PartitionKey, ExplicitHashKey } = entry;
  return (
    typeof Data === "string" &&
    Data.length < longestData &&
    typeof PartitionKey === "string" &&
    PartitionKey.length > 0 &&
    PartitionKey.length <= 256 &&
    (ExplicitHashKey === undefined || hashKey.test(ExplicitHashKey))
  );
}
