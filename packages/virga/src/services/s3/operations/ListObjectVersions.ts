import type { ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput } from "@aws-sdk/client-s3";
import type { AuthorizationRequest } from "../../../kernel/iam/ports.ts";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onListing } from "../access.ts";
import { keyEncoder, listObjects } from "../listing.ts";
import { canonicalUserId } from "../model.ts";
import { listedObject } from "../object-output.ts";
import type { S3State } from "../state.ts";

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html; in buckets without versioning each
 * object is its only version, `null`.
 */
export const ListObjectVersions: Operation<
  S3State,
  ListObjectVersionsCommandInput,
  Omit<ListObjectVersionsCommandOutput, "$metadata">
> = {
  authorize: (call, input): AuthorizationRequest => ({ ...onListing(call, input), action: "s3:ListBucketVersions" }),
  handle(call, input) {
    const { Prefix = "", Delimiter = "", MaxKeys = 1000, KeyMarker = "" } = input;
    const bucket = bucketFor(call, call.state.reader, input);
    const limit = Math.min(MaxKeys, 1000);
    const page = listObjects(call.state, call.state.reader, {
      bucket: bucket.name,
      prefix: Prefix,
      delimiter: Delimiter,
      limit,
      start: KeyMarker === "" ? {} : { after: KeyMarker },
    });
    const encode = keyEncoder(input.EncodingType);
    const Owner = { ID: canonicalUserId(bucket.account) };
    const next = page.next?.after ?? page.next?.afterPrefix;
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      KeyMarker: encode(KeyMarker),
      VersionIdMarker: input.VersionIdMarker ?? "",
      ...(Delimiter === "" ? {} : { Delimiter: encode(Delimiter) }),
      MaxKeys: limit,
      IsTruncated: next !== undefined,
      ...(page.objects.length > 0 && {
        Versions: page.objects.map((object) => ({
          ...listedObject(object, encode),
          StorageClass: "STANDARD" as const,
          VersionId: "null",
          IsLatest: true,
          Owner,
        })),
      }),
      ...(page.commonPrefixes.length > 0 && {
        CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
      }),
      ...(next !== undefined && { NextKeyMarker: encode(next), NextVersionIdMarker: "null" }),
      ...(input.EncodingType && { EncodingType: input.EncodingType }),
    };
  },
};
