import type { PutBucketEncryptionCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const PutBucketEncryption: Operation<S3State, PutBucketEncryptionCommandInput, object> = {
  authorize: onBucket("PutEncryptionConfiguration"),
  handle(call, input) {
    const encryption = input.ServerSideEncryptionConfiguration!;
    return call.state.transact((transaction) => {
      call.state.putBucket(transaction, { ...bucketFor(call, transaction, input), encryption });
      return {};
    });
  },
};
