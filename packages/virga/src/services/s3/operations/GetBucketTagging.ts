import type { GetBucketTaggingCommandInput, GetBucketTaggingCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { notConfigured } from "../errors.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export const GetBucketTagging: Operation<
  S3State,
  GetBucketTaggingCommandInput,
  Omit<GetBucketTaggingCommandOutput, "$metadata">
> = {
  authorize: onBucket("GetBucketTagging"),
  handle(call, input) {
    const { name, tags } = bucketFor(call, call.state.reader, input);
    if (!tags) throw notConfigured("NoSuchTagSet", "The TagSet does not exist", name);
    return { TagSet: [...tags] };
  },
};
