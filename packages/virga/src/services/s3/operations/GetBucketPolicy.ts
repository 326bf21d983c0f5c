import type { GetBucketPolicyCommandInput, GetBucketPolicyCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { notConfigured } from "../errors.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export const GetBucketPolicy: Operation<
  S3State,
  GetBucketPolicyCommandInput,
  Omit<GetBucketPolicyCommandOutput, "$metadata">
> = {
  authorize: onBucket("GetBucketPolicy"),
  handle(call, input) {
    const { name, policy } = bucketFor(call, call.state.reader, input);
    if (policy === undefined) throw notConfigured("NoSuchBucketPolicy", "The bucket policy does not exist", name);
    return { Policy: policy };
  },
};
