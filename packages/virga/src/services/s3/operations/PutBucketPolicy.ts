import type { PutBucketPolicyCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { checkBucketPolicy } from "../bucket-configuration.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const PutBucketPolicy: Operation<S3State, PutBucketPolicyCommandInput, object> = {
  authorize: onBucket("PutBucketPolicy"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const bucket = bucketFor(call, transaction, input);
      const policy = input.Policy ?? "";
      checkBucketPolicy(call, bucket, policy);
      call.state.putBucket(transaction, { ...bucket, policy });
      return {};
    });
  },
};
