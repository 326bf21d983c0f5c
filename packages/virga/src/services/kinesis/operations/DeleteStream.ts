import type { DeleteStreamCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { resourceInUse } from "../errors.ts";
import type { KinesisState } from "../state.ts";
import { onStream, requireStream } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteStream.html */
export const DeleteStream: Operation<KinesisState, DeleteStreamCommandInput, object> = {
  authorize: onStream("DeleteStream"),
  handle(call, input) {
    const deleted = call.state.transact((transaction) => {
      const stream = requireStream(call, transaction, input);
      const [consumer] = call.state.consumers(transaction, stream.id);
      if (consumer && !input.EnforceConsumerDeletion) {
        throw resourceInUse(
          `Stream ${stream.name} under account ${stream.account} has registered consumers and EnforceConsumerDeletion is not set to true.`,
        );
      }
      call.state.delete(transaction, stream, call.now);
      return stream;
    });
    // Whoever reads it learns that it is gone.
    call.state.announce(deleted);
    return {};
  },
};
