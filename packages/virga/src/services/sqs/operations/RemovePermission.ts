import type { RemovePermissionCommandInput } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { namedQueue, onQueue } from "../access.ts";
import { withoutPermission } from "../permissions.ts";
import type { SqsState } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html */
export const RemovePermission: Operation<SqsState, RemovePermissionCommandInput, object> = {
  authorize: onQueue("RemovePermission"),
  handle(call, input) {
    const name = namedQueue(call, input);
    call.state.transact((transaction) => {
      const queue = call.state.queue(transaction, name);
      const { policy: _policy, ...rest } = queue;
      const policy = withoutPermission(queue, input.Label ?? "");
      call.state.putQueue(transaction, { ...rest, ...(policy !== undefined && { policy }) });
    });
    return {};
  },
};
