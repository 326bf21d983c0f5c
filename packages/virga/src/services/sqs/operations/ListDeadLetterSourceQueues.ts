import type {
  ListDeadLetterSourceQueuesCommandInput,
  ListDeadLetterSourceQueuesCommandOutput,
} from "@aws-sdk/client-sqs";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import { parseQueueArn, queueArn, queueUrl } from "../model.ts";
import { checkPageSize, invalidToken, largestPage } from "../pages.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html */
export const ListDeadLetterSourceQueues: Operation<
  SqsState,
  ListDeadLetterSourceQueuesCommandInput,
  Omit<ListDeadLetterSourceQueuesCommandOutput, "$metadata">
> = {
  authorize: onQueue("ListDeadLetterSourceQueues"),
  handle(call, input) {
    const { NextToken: token, MaxResults: most } = input;
    checkPageSize(most);
    const { reader } = call.state;
    const queue = call.state.queue(reader, namedQueue(call, input));
    const after = parseQueueArn(afterToken(token, invalidToken) ?? "");
    const page = takePage(call.state.sourcesOf(reader, queue, after), most ?? largestPage, queueArn);
    return {
      queueUrls: page.items.map((source) => queueUrl(call.host.settings.endpoint(), source)),
      ...(most !== undefined && page.token !== undefined && { NextToken: page.token }),
    };
  },
};
