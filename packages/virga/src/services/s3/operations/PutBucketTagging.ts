import type { PutBucketTaggingCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { checkTags } from "../model.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export const PutBucketTagging: Operation<S3State, PutBucketTaggingCommandInput, object> = {
  authorize: onBucket("PutBucketTagging"),
  handle(call, input) {
    const tags = input.Tagging?.TagSet ?? [];
    checkTags(tags, 50);
    return call.state.transact((transaction) => {
      call.state.putBucket(transaction, { ...bucketFor(call, transaction, input), tags });
      return {};
    });
  },
};
