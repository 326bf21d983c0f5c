import type { DeregisterStreamConsumerCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import type { KinesisState } from "../state.ts";
import { onConsumer, requireConsumer, streamOfConsumer } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeregisterStreamConsumer.html */
export const DeregisterStreamConsumer: Operation<KinesisState, DeregisterStreamConsumerCommandInput, object> = {
  authorize: onConsumer("DeregisterStreamConsumer"),
  handle(call, input) {
    const { state } = call;
    const consumer = state.transact((transaction) => {
      const found = requireConsumer(call, transaction, input);
      state.deleteConsumer(transaction, found);
      return found;
    });
    // Its subscriptions learn that it is gone.
    state.announce(streamOfConsumer(consumer));
    return {};
  },
};
