import type { DeleteResourcePolicyCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { notFound } from "../errors.ts";
import type { KinesisState } from "../state.ts";
import { onResource, requireResource } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteResourcePolicy.html */
export const DeleteResourcePolicy: Operation<KinesisState, DeleteResourcePolicyCommandInput, object> = {
  authorize: onResource("DeleteResourcePolicy"),
  handle(call, { ResourceARN: arn = "" }) {
    const { state } = call;
    state.transact((transaction) => {
      const { stream, consumer } = requireResource(call, transaction, arn);
      const { policy, ...rest } = consumer ?? stream;
      if (policy === undefined) throw notFound(`No resource policy found for resource ARN ${arn}`);
      if (consumer) state.putConsumer(transaction, rest as typeof consumer);
      else state.put(transaction, rest as typeof stream);
    });
    return {};
  },
};
