import type { Consumer as ConsumerView } from "@aws-sdk/client-kinesis";
import type { Consumer } from "./model.ts";

/** A consumer as it is listed. */
export function describeConsumer({ name, arn, created }: Consumer): ConsumerView {
  return {
    ConsumerName: name,
    ConsumerARN: arn,
    ConsumerStatus: "ACTIVE",
    ConsumerCreationTimestamp: new Date(created),
  };
}
