import type { ListBucketsCommandInput, ListBucketsCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { continuationToken, parseContinuationToken } from "../listing.ts";
import { type Bucket, bucketArn, canonicalUserId } from "../model.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const ListBuckets: Operation<S3State, ListBucketsCommandInput, Omit<ListBucketsCommandOutput, "$metadata">> = {
  authorize: () => ({ action: "s3:ListAllMyBuckets", resource: "*" }),
  handle(call, input) {
    const after =
      input.ContinuationToken === undefined ? "" : (parseContinuationToken(input.ContinuationToken).after ?? "");
    const limit = input.MaxBuckets ?? 10_000;
    const page: Bucket[] = [];
    let more = false;
    for (const bucket of call.state.buckets(call.state.reader)) {
      const wanted =
        bucket.account === call.account &&
        bucket.name > after &&
        bucket.name.startsWith(input.Prefix ?? "") &&
        (input.BucketRegion === undefined || input.BucketRegion === bucket.region);
      if (!wanted) continue;
      more = page.length === limit;
      if (more) break;
      page.push(bucket);
    }
    return {
      Owner: { ID: canonicalUserId(call.account) },
      Buckets: page.map(({ name, created, region }) => ({
        Name: name,
        CreationDate: new Date(created),
        BucketRegion: region,
        BucketArn: bucketArn(name),
      })),
      ...(more && { ContinuationToken: continuationToken({ after: page[page.length - 1]!.name }) }),
      ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
    };
  },
};
