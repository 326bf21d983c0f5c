import type { GetBucketVersioningCommandInput, GetBucketVersioningCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const GetBucketVersioning: Operation<
  S3State,
  GetBucketVersioningCommandInput,
  Omit<GetBucketVersioningCommandOutput, "$metadata">
> = {
  authorize: onBucket("GetBucketVersioning"),
  handle(call, input) {
    const { versioning } = bucketFor(call, call.state.reader, input);
    return versioning ? { Status: versioning } : {};
  },
};
