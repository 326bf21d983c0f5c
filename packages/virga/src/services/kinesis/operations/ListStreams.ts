import type { ListStreamsCommandInput, ListStreamsCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { readToken, writeToken } from "../page-tokens.ts";
import type { KinesisState } from "../state.ts";
import { describeStream } from "../stream-views.ts";
import { onAccount } from "../streams.ts";

const defaultLimit = 100;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html */
export const ListStreams: Operation<
  KinesisState,
  ListStreamsCommandInput,
  Omit<ListStreamsCommandOutput, "$metadata">
> = {
  authorize: onAccount("ListStreams"),
  handle(call, { Limit = defaultLimit, ExclusiveStartStreamName, NextToken }) {
    const token = NextToken === undefined ? undefined : readToken<{ after: string }>(NextToken, call.now);
    const found = [];
    for (const stream of call.state.streams(call.state.reader, call, token?.after ?? ExclusiveStartStreamName)) {
      if (found.push(stream) > Limit) break;
    }
    const page = found.slice(0, Limit);
    const HasMoreStreams = found.length > Limit;
    return {
      StreamNames: page.map(({ name }) => name),
      HasMoreStreams,
      ...(HasMoreStreams && { NextToken: writeToken({ after: page.at(-1)!.name }, call.now) }),
      StreamSummaries: page.map((stream) => {
        const { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp } =
          describeStream(stream);
        return { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp };
      }),
    };
  },
};
