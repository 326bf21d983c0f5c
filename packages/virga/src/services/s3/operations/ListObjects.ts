import type { ListObjectsCommandInput, ListObjectsCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onListing } from "../access.ts";
import { invalidArgument } from "../errors.ts";
import { keyEncoder, listObjects } from "../listing.ts";
import { canonicalUserId } from "../model.ts";
import { listedObject } from "../object-output.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const ListObjects: Operation<S3State, ListObjectsCommandInput, Omit<ListObjectsCommandOutput, "$metadata">> = {
  authorize: onListing,
  handle(call, input) {
    const { Prefix = "", Delimiter = "", MaxKeys = 1000, Marker = "" } = input;
    if (MaxKeys < 0) throw invalidArgument("Argument maxKeys must be an integer between 0 and 2147483647");
    const bucket = bucketFor(call, call.state.reader, input);
    const limit = Math.min(MaxKeys, 1000);
    const page = listObjects(call.state, call.state.reader, {
      bucket: bucket.name,
      prefix: Prefix,
      delimiter: Delimiter,
      limit,
      start: Marker === "" ? {} : { after: Marker },
    });
    const encode = keyEncoder(input.EncodingType);
    const Owner = { ID: canonicalUserId(bucket.account) };
    const nextMarker = page.next?.after ?? page.next?.afterPrefix;
    return {
      Name: bucket.name,
      Prefix: encode(Prefix),
      Marker: encode(Marker),
      ...(Delimiter === "" ? {} : { Delimiter: encode(Delimiter) }),
      MaxKeys: limit,
      IsTruncated: page.next !== undefined,
      ...(page.objects.length > 0 && {
        Contents: page.objects.map((object) => ({ ...listedObject(object, encode), Owner })),
      }),
      ...(page.commonPrefixes.length > 0 && {
        CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
      }),
      // Without a delimiter the last key is the marker, and S3 does not repeat it.
      ...(nextMarker !== undefined && Delimiter !== "" && { NextMarker: encode(nextMarker) }),
      ...(input.EncodingType && { EncodingType: input.EncodingType }),
    };
  },
};
