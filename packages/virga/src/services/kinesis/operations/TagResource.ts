import type { TagResourceCommandInput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import { parseArn } from "../model.ts";
import type { KinesisState } from "../state.ts";
import { changeResource, onResource } from "../streams.ts";
import { withTags } from "../tags.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_TagResource.html */
export const TagResource: Operation<KinesisState, TagResourceCommandInput, object> = {
  authorize: onResource("TagResource"),
  handle(call, { ResourceARN: arn = "", Tags = {} }) {
    changeResource(call, arn, ({ tags }) => ({ tags: withTags(parseArn(arn)!.stream, tags, Tags) }));
    return {};
  },
};
