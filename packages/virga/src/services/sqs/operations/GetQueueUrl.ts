import type { GetQueueUrlCommandInput, GetQueueUrlCommandOutput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { onQueueName } from "../access.ts";
import { missingParameter } from "../errors.ts";
import { queueUrl } from "../model.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export const GetQueueUrl: Operation<SqsState, GetQueueUrlCommandInput, Omit<GetQueueUrlCommandOutput, "$metadata">> = {
  authorize: onQueueName("GetQueueUrl"),
  handle(call, { QueueName: name = "", QueueOwnerAWSAccountId: account = call.account }) {
    if (name === "") throw missingParameter("QueueName");
    const queue = call.state.queue(call.state.reader, { account, region: call.region, name });
    return { QueueUrl: queueUrl(call.host.settings.endpoint(), queue) };
  },
};
