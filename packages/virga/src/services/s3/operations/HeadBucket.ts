import type { HeadBucketCommandInput, HeadBucketCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { asHeadError, bucketFor, onBucket } from "../access.ts";
import { bucketArn } from "../model.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const HeadBucket: Operation<S3State, HeadBucketCommandInput, Omit<HeadBucketCommandOutput, "$metadata">> = {
  authorize: onBucket("ListBucket"),
  handle(call, input) {
    try {
      const bucket = bucketFor(call, call.state.reader, input);
      return { BucketRegion: bucket.region, BucketArn: bucketArn(bucket.name), AccessPointAlias: false };
    } catch (thrown) {
      throw asHeadError(thrown);
    }
  },
};
