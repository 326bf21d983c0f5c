import type { GetBucketEncryptionCommandInput, GetBucketEncryptionCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { defaultEncryption } from "../bucket-configuration.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html */
export const GetBucketEncryption: Operation<
  S3State,
  GetBucketEncryptionCommandInput,
  Omit<GetBucketEncryptionCommandOutput, "$metadata">
> = {
  authorize: onBucket("GetEncryptionConfiguration"),
  handle(call, input) {
    const bucket = bucketFor(call, call.state.reader, input);
    return { ServerSideEncryptionConfiguration: bucket.encryption ?? defaultEncryption };
  },
};
