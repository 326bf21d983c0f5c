import type { GetBucketLocationCommandInput, GetBucketLocationCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html; us-east-1 is the empty constraint. */
export const GetBucketLocation: Operation<
  S3State,
  GetBucketLocationCommandInput,
  Omit<GetBucketLocationCommandOutput, "$metadata">
> = {
  authorize: onBucket("GetBucketLocation"),
  handle(call, input) {
    const { region } = bucketFor(call, call.state.reader, input);
    if (region === "us-east-1") return {};
    return { LocationConstraint: region as NonNullable<GetBucketLocationCommandOutput["LocationConstraint"]> };
  },
};
