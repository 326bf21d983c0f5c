import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onListing } from "../access.ts";
import { invalidArgument } from "../errors.ts";
import { continuationToken, keyEncoder, listObjects, parseContinuationToken } from "../listing.ts";
import { canonicalUserId } from "../model.ts";
import { listedObject } from "../object-output.ts";
import type { ListingStart, S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const ListObjectsV2: Operation<
  S3State,
  ListObjectsV2CommandInput,
  Omit<ListObjectsV2CommandOutput, "$metadata">
> = {
  authorize: onListing,
  handle(call, input) {
    const { Prefix = "", Delimiter = "", MaxKeys = 1000, StartAfter, ContinuationToken } = input;
    if (MaxKeys < 0) throw invalidArgument("Argument maxKeys must be an integer between 0 and 2147483647");
    const bucket = bucketFor(call, call.state.reader, input);
    const limit = Math.min(MaxKeys, 1000);
    const page = listObjects(call.state, call.state.reader, {
      bucket: bucket.name,
      prefix: Prefix,
      delimiter: Delimiter,
      limit,
      start: listingStart(ContinuationToken, StartAfter),
    });
    const encode = keyEncoder(input.EncodingType);
    const owner = input.FetchOwner ? { Owner: { ID: canonicalUserId(bucket.account) } } : {};
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      ...(Delimiter === "" ? {} : { Delimiter: encode(Delimiter) }),
      MaxKeys: limit,
      KeyCount: page.objects.length + page.commonPrefixes.length,
      IsTruncated: page.next !== undefined,
      ...(page.objects.length > 0 && {
        Contents: page.objects.map((object) => ({ ...listedObject(object, encode), ...owner })),
      }),
      ...(page.commonPrefixes.length > 0 && {
        CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
      }),
      ...(page.next && { NextContinuationToken: continuationToken(page.next) }),
      ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      ...(StartAfter === undefined ? {} : { StartAfter: encode(StartAfter) }),
      ...(input.EncodingType && { EncodingType: input.EncodingType }),
    };
  },
};

function listingStart(token: string | undefined, startAfter: string | undefined): ListingStart {
  if (token !== undefined) return parseContinuationToken(token);
  return startAfter === undefined ? {} : { after: startAfter };
}
