import type { PutPublicAccessBlockCommandInput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const PutPublicAccessBlock: Operation<S3State, PutPublicAccessBlockCommandInput, object> = {
  authorize: onBucket("PutBucketPublicAccessBlock"),
  handle(call, input) {
    const publicAccessBlock = input.PublicAccessBlockConfiguration!;
    return call.state.transact((transaction) => {
      call.state.putBucket(transaction, { ...bucketFor(call, transaction, input), publicAccessBlock });
      return {};
    });
  },
};
