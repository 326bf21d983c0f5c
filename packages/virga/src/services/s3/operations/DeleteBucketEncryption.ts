import type { DeleteBucketEncryptionCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html */
export const DeleteBucketEncryption: Operation<S3State, DeleteBucketEncryptionCommandInput, object> = {
  authorize: onBucket("PutEncryptionConfiguration"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const { encryption: _removed, ...bucket } = bucketFor(call, transaction, input);
      call.state.putBucket(transaction, bucket);
      return {};
    });
  },
};
