import type { DescribeLogStreamsCommandInput, DescribeLogStreamsCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { afterToken, type Page, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { namedGroup, onGroup } from "../authorization.ts";
import { invalidNextToken, invalidParameter } from "../errors.ts";
import { describeStream, type LogStream } from "../model.ts";
import type { LogsState } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export const DescribeLogStreams: Operation<
  LogsState,
  DescribeLogStreamsCommandInput,
  Omit<DescribeLogStreamsCommandOutput, "$metadata">
> = {
  authorize: onGroup("DescribeLogStreams"),
  handle(call, input) {
    const { state } = call;
    const group = state.group(state.reader, call, namedGroup(input));
    const { orderBy = "LogStreamName", logStreamNamePrefix: prefix, descending = false } = input;
    if (orderBy === "LastEventTime" && prefix !== undefined) {
      throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    const after = afterToken(input.nextToken, invalidNextToken);
    const page =
      orderBy === "LogStreamName" && !descending
        ? takePage(state.streams(state.reader, group, prefix, after), input.limit ?? 50, ({ name }) => name)
        : sortedPage([...state.streams(state.reader, group, prefix)], input, after);
    return {
      logStreams: page.items.map((stream) => describeStream(group, stream)),
      ...(page.token === undefined ? {} : { nextToken: page.token }),
    };
  },
};

/** A page in an order that the store does not have. */
function sortedPage(
  streams: LogStream[],
  input: DescribeLogStreamsCommandInput,
  after: string | undefined,
): Page<LogStream> {
  const direction = input.descending ? -1 : 1;
  const rank = ({ lastEvent = 0 }: LogStream) => (input.orderBy === "LastEventTime" ? lastEvent : 0);
  streams.sort((left, right) => direction * (rank(left) - rank(right) || (left.name < right.name ? -1 : 1)));
  const start = after === undefined ? 0 : streams.findIndex(({ name }) => name === after) + 1;
  return takePage(streams.slice(start), input.limit ?? 50, ({ name }) => name);
}
