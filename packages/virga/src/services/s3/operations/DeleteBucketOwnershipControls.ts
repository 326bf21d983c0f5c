import type { DeleteBucketOwnershipControlsCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html */
export const DeleteBucketOwnershipControls: Operation<S3State, DeleteBucketOwnershipControlsCommandInput, object> = {
  authorize: onBucket("PutBucketOwnershipControls"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const { ownership: _removed, ...bucket } = bucketFor(call, transaction, input);
      call.state.putBucket(transaction, bucket);
      return {};
    });
  },
};
