import type { DeleteBucketPolicyCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export const DeleteBucketPolicy: Operation<S3State, DeleteBucketPolicyCommandInput, object> = {
  authorize: onBucket("DeleteBucketPolicy"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const { policy: _removed, ...bucket } = bucketFor(call, transaction, input);
      call.state.putBucket(transaction, bucket);
      return {};
    });
  },
};
