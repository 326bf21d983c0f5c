import type { GetLogEventsCommandInput, GetLogEventsCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Operation } from "../../../kernel/service.ts";
import { namedGroup, onStream } from "../authorization.ts";
import { eventSize, pageToken, parsePageToken } from "../events.ts";
import { type LogEvent, type LogGroup, type LogStream, retainedSince } from "../model.ts";
import type { LogsState } from "../state.ts";

/** What one answer holds at most. */
const largestPage = 1_048_576;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export const GetLogEvents: Operation<
  LogsState,
  GetLogEventsCommandInput,
  Omit<GetLogEventsCommandOutput, "$metadata">
> = {
  authorize: onStream("GetLogEvents"),
  handle(call, input) {
    const { state } = call;
    const group = state.group(state.reader, call, namedGroup(input));
    const stream = state.stream(state.reader, group, input.logStreamName!);
    const page = readPage(call, group, stream, input);
    const [first, last] = [page[0], page[page.length - 1]];
    // At either end of the stream, the token that led there comes back.
    const here = input.nextToken === undefined ? undefined : parsePageToken(input.nextToken).place;
    const nowhere = { timestamp: stream.lastEvent ?? 0, number: stream.eventCount };
    return {
      events: page.map(({ timestamp, message, ingested }) => ({ timestamp, message, ingestionTime: ingested })),
      nextForwardToken: pageToken("f", last ?? here ?? nowhere),
      nextBackwardToken: pageToken("b", first ?? here ?? { timestamp: 0, number: 0 }),
    };
  },
};

/** The events of a page in the order of time, whichever way it was read. */
function readPage(
  call: Call<LogsState>,
  group: LogGroup,
  stream: LogStream,
  input: GetLogEventsCommandInput,
): readonly LogEvent[] {
  const token = input.nextToken === undefined ? undefined : parsePageToken(input.nextToken);
  const reverse = token ? token.direction === "b" : !input.startFromHead;
  const range = {
    start: Math.max(input.startTime ?? 0, retainedSince(group, call.now)),
    end: input.endTime ?? Number.MAX_SAFE_INTEGER,
    ...(token?.direction === "f" && { after: token.place }),
    ...(token?.direction === "b" && { before: token.place }),
    reverse,
  };
  const page: LogEvent[] = [];
  let size = 0;
  for (const event of call.state.events(call.state.reader, stream, range)) {
    size += eventSize(event.message);
    if (page.length > 0 && size > largestPage) break;
    page.push(event);
    if (page.length === (input.limit ?? 10_000)) break;
  }
  return reverse ? page.reverse() : page;
}
