import type { DeregisterStreamConsumerCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import type { KinesisState } from "../state.ts";
import { onConsumer, requireConsumer } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeregisterStreamConsumer.html */
export const DeregisterStreamConsumer: Operation<KinesisState, DeregisterStreamConsumerCommandInput, object> = {
  authorize: onConsumer("DeregisterStreamConsumer"),
  handle(call, input) {
    const { state } = call;
    state.transact((transaction) => state.deleteConsumer(transaction, requireConsumer(call, transaction, input)));
    return {};
  },
};
