import type { DescribeStreamConsumerCommandInput, DescribeStreamConsumerCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { describeConsumer } from "../consumer-views.ts";
import type { KinesisState } from "../state.ts";
import { onConsumer, requireConsumer } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamConsumer.html */
export const DescribeStreamConsumer: Operation<
  KinesisState,
  DescribeStreamConsumerCommandInput,
  Omit<DescribeStreamConsumerCommandOutput, "$metadata">
> = {
  authorize: onConsumer("DescribeStreamConsumer"),
  handle(call, input) {
    const consumer = requireConsumer(call, call.state.reader, input);
    const StreamARN = consumer.arn.slice(0, consumer.arn.indexOf("/consumer/"));
    return { ConsumerDescription: { ...describeConsumer(consumer), StreamARN } };
  },
};
