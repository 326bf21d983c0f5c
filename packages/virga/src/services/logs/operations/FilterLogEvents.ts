import type {
  FilteredLogEvent,
  FilterLogEventsCommandInput,
  FilterLogEventsCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation } from "../../../kernel/service.ts";
import { namedGroup, onGroup } from "../authorization.ts";
import { invalidParameter } from "../errors.ts";
import { eventId, eventSize, type FilterPosition, filterToken, parseFilterToken } from "../events.ts";
import { type LogEvent, type LogGroup, type LogStream, retainedSince } from "../model.ts";
import type { EventRange, LogsState } from "../state.ts";
import { mergeStreams, type StreamEvent } from "../stream-merge.ts";

/** What one answer holds at most, and how many events one request looks at. */
const largestPage = 1_048_576;
const longestSearch = 100_000;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export const FilterLogEvents: Operation<
  LogsState,
  FilterLogEventsCommandInput,
  Omit<FilterLogEventsCommandOutput, "$metadata">
> = {
  authorize: onGroup("FilterLogEvents"),
  handle(call, input) {
    const { state } = call;
    const group = state.group(state.reader, call, namedGroup(input));
    const matches = state.patterns.test(input.filterPattern ?? "");
    const events: FilteredLogEvent[] = [];
    let size = 0;
    let searched = 0;
    let position: FilterPosition | undefined;
    let isEnd = true;
    for (const found of search(call, group, input)) {
      const { stream, event } = found;
      const isMatch = matches(event.message);
      const bytes = isMatch ? eventSize(event.message) : 0;
      const isFull = events.length === (input.limit ?? 10_000) || (events.length > 0 && size + bytes > largestPage);
      if (isFull || searched === longestSearch) {
        isEnd = false;
        break;
      }
      searched++;
      position = { timestamp: event.timestamp, number: event.number, stream: stream.name };
      if (!isMatch) continue;
      size += bytes;
      events.push(filteredEvent(found));
    }
    return {
      events,
      searchedLogStreams: [],
      ...(!isEnd && position && { nextToken: filterToken(position) }),
    };
  },
};

function filteredEvent({ stream, event }: StreamEvent): FilteredLogEvent {
  return {
    logStreamName: stream.name,
    timestamp: event.timestamp,
    message: event.message,
    ingestionTime: event.ingested,
    eventId: eventId(stream.id, event),
  };
}

/** The events of the wanted streams in the order of time, from where the token says. */
function search(call: Call<LogsState>, group: LogGroup, input: FilterLogEventsCommandInput): Iterable<StreamEvent> {
  const start = Math.max(input.startTime ?? 0, retainedSince(group, call.now));
  // This API's end is included, other than GetLogEvents'.
  const end = input.endTime === undefined ? Number.MAX_SAFE_INTEGER : input.endTime + 1;
  const from = input.nextToken === undefined ? undefined : parseFilterToken(input.nextToken);
  const sources: (readonly [LogStream, Iterator<LogEvent>])[] = [];
  for (const stream of wantedStreams(call, group, input)) {
    if (stream.lastEvent === undefined || stream.lastEvent < start) continue;
    sources.push([stream, call.state.events(call.state.reader, stream, rangeFrom(stream, start, end, from))]);
  }
  return mergeStreams(sources);
}

/** At the instant of the position, streams with smaller names were read already and those with larger ones not. */
function rangeFrom(stream: LogStream, start: number, end: number, from: FilterPosition | undefined): EventRange {
  if (!from) return { start, end };
  if (stream.name === from.stream) return { start, end, after: from };
  return { start: Math.max(start, stream.name < from.stream ? from.timestamp + 1 : from.timestamp), end };
}

function wantedStreams(
  call: Call<LogsState>,
  group: LogGroup,
  input: FilterLogEventsCommandInput,
): Iterable<LogStream> {
  const { state } = call;
  const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
  if (names && prefix !== undefined) {
    throw invalidParameter("LogStream names and LogStream name prefix are mutually exclusive parameters.");
  }
  if (names) return names.map((name) => state.stream(state.reader, group, name));
  return state.streams(state.reader, group, prefix);
}
