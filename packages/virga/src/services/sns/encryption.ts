import type { SnsCall } from "./access.ts";
import { type TopicName, topicArn } from "./model.ts";

/** How long a data key serves a publisher. */
const reuse = 300_000;

/** Leave to publish to a topic, as far as its key has a say; undefined if there is nothing to wait for. */
export function leaveToPublish(call: SnsCall, name: TopicName): Promise<void> | undefined {
  const { state } = call;
  const topic = state.findTopic(state.reader, name);
  const keyId = topic?.attributes.KmsMasterKeyId;
  if (keyId === undefined || keyId === "") return undefined;
  const { account, region } = name;
  return state.dataKeys.toWrite(call, { arn: topicArn(name), account, region, keyId, reuse });
}
