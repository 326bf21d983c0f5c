import type { GetPublicAccessBlockCommandInput, GetPublicAccessBlockCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { notConfigured } from "../errors.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export const GetPublicAccessBlock: Operation<
  S3State,
  GetPublicAccessBlockCommandInput,
  Omit<GetPublicAccessBlockCommandOutput, "$metadata">
> = {
  authorize: onBucket("GetBucketPublicAccessBlock"),
  handle(call, input) {
    const { name, publicAccessBlock } = bucketFor(call, call.state.reader, input);
    if (!publicAccessBlock)
      throw notConfigured(
        "NoSuchPublicAccessBlockConfiguration",
        "The public access block configuration was not found",
        name,
      );
    return { PublicAccessBlockConfiguration: publicAccessBlock };
  },
};
