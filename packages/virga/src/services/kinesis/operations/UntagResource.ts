import type { UntagResourceCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { parseArn } from "../model.ts";
import type { KinesisState } from "../state.ts";
import { changeResource, onResource } from "../streams.ts";
import { withoutTags } from "../tags.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UntagResource.html */
export const UntagResource: Operation<KinesisState, UntagResourceCommandInput, object> = {
  authorize: onResource("UntagResource"),
  handle(call, { ResourceARN: arn = "", TagKeys = [] }) {
    changeResource(call, arn, ({ tags }) => ({ tags: withoutTags(parseArn(arn)!.stream, tags, TagKeys) }));
    return {};
  },
};
