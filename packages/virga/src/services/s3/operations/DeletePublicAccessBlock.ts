import type { DeletePublicAccessBlockCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html */
export const DeletePublicAccessBlock: Operation<S3State, DeletePublicAccessBlockCommandInput, object> = {
  authorize: onBucket("PutBucketPublicAccessBlock"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const { publicAccessBlock: _removed, ...bucket } = bucketFor(call, transaction, input);
      call.state.putBucket(transaction, bucket);
      return {};
    });
  },
};
