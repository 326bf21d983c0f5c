import type { DeleteBucketLifecycleCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html */
export const DeleteBucketLifecycle: Operation<S3State, DeleteBucketLifecycleCommandInput, object> = {
  authorize: onBucket("PutLifecycleConfiguration"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const { lifecycle: _removed, ...bucket } = bucketFor(call, transaction, input);
      call.state.setLifecycle(transaction, bucket, call.now);
      return {};
    });
  },
};
