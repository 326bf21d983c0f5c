import type {
  GetBucketOwnershipControlsCommandInput,
  GetBucketOwnershipControlsCommandOutput,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { notConfigured } from "../errors.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html */
export const GetBucketOwnershipControls: Operation<
  S3State,
  GetBucketOwnershipControlsCommandInput,
  Omit<GetBucketOwnershipControlsCommandOutput, "$metadata">
> = {
  authorize: onBucket("GetBucketOwnershipControls"),
  handle(call, input) {
    const { name, ownership } = bucketFor(call, call.state.reader, input);
    if (!ownership)
      throw notConfigured("OwnershipControlsNotFoundError", "The bucket ownership controls were not found", name);
    return { OwnershipControls: ownership };
  },
};
