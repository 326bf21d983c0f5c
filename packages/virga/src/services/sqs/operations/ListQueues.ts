import type { ListQueuesCommandInput, ListQueuesCommandOutput } from "@aws-sdk/client-sqs";
import { formatArn } from "../../../kernel/arns.ts";
import { afterToken, takePage } from "../../../kernel/paging.ts";
import type { Operation } from "../../../kernel/service.ts";
import { queueUrl } from "../model.ts";
import { checkPageSize, invalidToken, largestPage } from "../pages.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export const ListQueues: Operation<SqsState, ListQueuesCommandInput, Omit<ListQueuesCommandOutput, "$metadata">> = {
  authorize: (call) => ({
    action: "sqs:listqueues",
    resource: formatArn("sqs", call.region, call.account, ""),
  }),
  handle(call, { QueueNamePrefix: prefix = "", NextToken: token, MaxResults: most }) {
    checkPageSize(most);
    const after = afterToken(token, invalidToken);
    const found = call.state.queues(call.state.reader, call, prefix, after);
    // Without MaxResults AWS gives the first 1,000 queues and no token.
    const page = takePage(found, most ?? largestPage, ({ name }) => name);
    const urls = page.items.map((queue) => queueUrl(call.host.settings.endpoint(), queue));
    return {
      ...(urls.length > 0 && { QueueUrls: urls }),
      ...(most !== undefined && page.token !== undefined && { NextToken: page.token }),
    };
  },
};
