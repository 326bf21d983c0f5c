import type { ListStreamConsumersCommandInput, ListStreamConsumersCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { describeConsumer } from "../consumer-views.ts";
import { readToken, writeToken } from "../page-tokens.ts";
import type { KinesisState } from "../state.ts";
import { onStream, requireStream } from "../streams.ts";

const defaultPage = 100;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreamConsumers.html */
export const ListStreamConsumers: Operation<
  KinesisState,
  ListStreamConsumersCommandInput,
  Omit<ListStreamConsumersCommandOutput, "$metadata">
> = {
  authorize: onStream("ListStreamConsumers"),
  handle(call, input) {
    const { NextToken, MaxResults = defaultPage } = input;
    const stream = requireStream(call, call.state.reader, input);
    const token = NextToken === undefined ? undefined : readToken<{ after: string }>(NextToken, call.now);
    const found = Array.from(call.state.consumers(call.state.reader, stream.id, token?.after));
    const page = found.slice(0, MaxResults);
    return {
      Consumers: page.map(describeConsumer),
      ...(found.length > page.length && { NextToken: writeToken({ after: page.at(-1)!.name }, call.now) }),
    };
  },
};
