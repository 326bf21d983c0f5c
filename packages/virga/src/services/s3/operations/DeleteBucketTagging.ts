import type { DeleteBucketTaggingCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html */
export const DeleteBucketTagging: Operation<S3State, DeleteBucketTaggingCommandInput, object> = {
  authorize: onBucket("PutBucketTagging"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const { tags: _removed, ...bucket } = bucketFor(call, transaction, input);
      call.state.putBucket(transaction, bucket);
      return {};
    });
  },
};
