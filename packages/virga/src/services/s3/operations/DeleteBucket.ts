import type { DeleteBucketCommandInput } from "@aws-sdk/client-s3";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const DeleteBucket: Operation<S3State, DeleteBucketCommandInput, object> = {
  authorize: onBucket("DeleteBucket"),
  handle(call, input) {
    return call.state.transact((transaction) => {
      const { name } = bucketFor(call, transaction, input);
      if (call.state.hasObjects(transaction, name)) {
        throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", {
          status: 409,
          members: { BucketName: name },
        });
      }
      call.state.deleteBucket(transaction, name);
      return {};
    });
  },
};
