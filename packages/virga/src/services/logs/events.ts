import { createHash } from "node:crypto";
import type { InputLogEvent, RejectedLogEventsInfo } from "@aws-sdk/client-cloudwatch-logs";
import { invalidNextToken, invalidParameter } from "./errors.ts";
import { day, type LogEvent, type LogGroup, retainedSince } from "./model.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const largestBatch = 1_048_576;
const eventOverhead = 26;
const newest = 2 * 3_600_000;
const oldest = 14 * day;

/** What an event counts for in a batch, and what it is stored for. */
export function eventSize(message: string): number {
  return Buffer.byteLength(message, "utf8") + eventOverhead;
}

/** Throws if a batch breaks a rule for batches; gives its size. */
export function checkBatch(events: readonly InputLogEvent[]): number {
  let size = 0;
  let previous = Number.NEGATIVE_INFINITY;
  for (const { timestamp = 0, message = "" } of events) {
    if (timestamp < previous) {
      throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
    }
    previous = timestamp;
    const bytes = eventSize(message);
    if (bytes > largestBatch) {
      throw invalidParameter(`Log event too large: ${bytes} bytes exceeds limit of ${largestBatch}`);
    }
    size += bytes;
  }
  if (size > largestBatch) throw invalidParameter(`Upload too large: ${size} bytes exceeds limit of ${largestBatch}`);
  if (events.length > 0 && previous - events[0]!.timestamp! > day) {
    throw invalidParameter("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
  }
  return size;
}

/** The events of a batch that are taken, and what AWS says about the others. Batches are in order. */
export function acceptedEvents(
  group: LogGroup,
  events: readonly InputLogEvent[],
  now: number,
): { readonly accepted: readonly InputLogEvent[]; readonly rejected?: RejectedLogEventsInfo } {
  const expired = retainedSince(group, now);
  const first = (limit: number) => {
    const index = events.findIndex(({ timestamp }) => timestamp! >= limit);
    return index < 0 ? events.length : index;
  };
  const tooOldEnd = first(now - oldest);
  const expiredEnd = first(expired);
  const tooNewStart = first(now + newest + 1);
  const start = Math.max(tooOldEnd, expiredEnd);
  if (start === 0 && tooNewStart === events.length) return { accepted: events };
  return {
    accepted: events.slice(start, tooNewStart),
    rejected: {
      ...(tooNewStart < events.length && { tooNewLogEventStartIndex: tooNewStart }),
      ...(tooOldEnd > 0 && { tooOldLogEventEndIndex: tooOldEnd }),
      ...(expiredEnd > tooOldEnd && { expiredLogEventEndIndex: expiredEnd }),
    },
  };
}

/** An event's place in its stream. */
export interface EventPlace {
  readonly timestamp: number;
  readonly number: number;
}

/** Writes a place as the 56 digits of AWS's tokens and ids. */
function placeDigits({ timestamp, number }: EventPlace): string {
  return `${String(timestamp).padStart(16, "0")}${String(number).padStart(40, "0")}`;
}

/** The paging tokens of GetLogEvents: `f/` goes on after a place, `b/` goes back from it. */
export function pageToken(direction: "f" | "b", place: EventPlace): string {
  return `${direction}/${placeDigits(place)}/s`;
}

export function parsePageToken(token: string): { readonly direction: "f" | "b"; readonly place: EventPlace } {
  const match = /^([fb])\/(\d{16})(\d{40})\/s$/.exec(token);
  if (!match) throw invalidNextToken();
  const [, direction, timestamp, number] = match;
  return { direction: direction as "f" | "b", place: { timestamp: Number(timestamp), number: Number(number) } };
}

/** Where FilterLogEvents goes on: after this event of this stream, in the order of time and then of streams. */
export interface FilterPosition extends EventPlace {
  readonly stream: string;
}

export function filterToken(position: FilterPosition): string {
  return Buffer.from(JSON.stringify(position)).toString("base64");
}

export function parseFilterToken(token: string): FilterPosition {
  try {
    const { timestamp, number, stream } = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as FilterPosition;
    if (typeof timestamp === "number" && typeof number === "number" && typeof stream === "string") {
      return { timestamp, number, stream };
    }
  } catch {
    // Not JSON: not a token of ours either.
  }
  throw invalidNextToken();
}

/** An event's id: 56 digits that are the same whenever it is read. */
export function eventId(streamId: string, event: LogEvent): string {
  const stream = BigInt(`0x${createHash("sha256").update(streamId).digest("hex").slice(0, 24)}`);
  const digits = stream.toString().padStart(29, "0").slice(-29);
  return `${String(event.timestamp).padStart(14, "3")}${digits}${String(event.number).padStart(13, "0")}`;
}
