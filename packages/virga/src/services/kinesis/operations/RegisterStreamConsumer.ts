import type { RegisterStreamConsumerCommandInput, RegisterStreamConsumerCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { describeConsumer } from "../consumer-views.ts";
import { limitExceeded, resourceInUse } from "../errors.ts";
import { consumerArn, mostConsumers } from "../model.ts";
import type { KinesisState } from "../state.ts";
import { onStream, requireStream } from "../streams.ts";
import { withTags } from "../tags.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html */
export const RegisterStreamConsumer: Operation<
  KinesisState,
  RegisterStreamConsumerCommandInput,
  Omit<RegisterStreamConsumerCommandOutput, "$metadata">
> = {
  authorize: onStream("RegisterStreamConsumer"),
  handle(call, input) {
    const { state, now } = call;
    const name = input.ConsumerName!;
    const consumer = state.transact((transaction) => {
      const stream = requireStream(call, transaction, input);
      const of = `stream ${stream.name} under account ${stream.account}`;
      if (state.consumer(transaction, stream.id, name)) {
        throw resourceInUse(`Consumer ${name} of ${of} already exists.`);
      }
      if (Array.from(state.consumers(transaction, stream.id)).length >= mostConsumers) {
        throw limitExceeded(`At most ${mostConsumers} consumers can be registered for ${of}.`);
      }
      const tags = withTags(stream, {}, input.Tags ?? {});
      const registered = { name, arn: consumerArn(stream, name, now), streamId: stream.id, created: now, tags };
      state.putConsumer(transaction, registered);
      return registered;
    });
    return { Consumer: { ...describeConsumer(consumer), ConsumerStatus: "CREATING" } };
  },
};
