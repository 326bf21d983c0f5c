import type { PutBucketOwnershipControlsCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { checkOwnership } from "../bucket-configuration.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html */
export const PutBucketOwnershipControls: Operation<S3State, PutBucketOwnershipControlsCommandInput, object> = {
  authorize: onBucket("PutBucketOwnershipControls"),
  handle(call, input) {
    const ownership = input.OwnershipControls!;
    checkOwnership(ownership);
    return call.state.transact((transaction) => {
      call.state.putBucket(transaction, { ...bucketFor(call, transaction, input), ownership });
      return {};
    });
  },
};
