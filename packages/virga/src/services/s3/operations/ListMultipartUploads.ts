import type { ListMultipartUploadsCommandInput, ListMultipartUploadsCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onBucket } from "../access.ts";
import { notImplemented } from "../errors.ts";
import { keyEncoder } from "../listing.ts";
import { canonicalUserId } from "../model.ts";
import { uploadChecksumOutput } from "../multipart.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const ListMultipartUploads: Operation<
  S3State,
  ListMultipartUploadsCommandInput,
  Omit<ListMultipartUploadsCommandOutput, "$metadata">
> = {
  authorize: onBucket("ListBucketMultipartUploads"),
  handle(call, input) {
    if (input.Delimiter) throw notImplemented("Delimiter in ListMultipartUploads");
    const bucket = bucketFor(call, call.state.reader, input);
    const { Prefix = "", KeyMarker = "", UploadIdMarker = "" } = input;
    const left = [...call.state.uploads(call.state.reader, bucket.name)].filter(
      ({ key, id }) =>
        key.startsWith(Prefix) &&
        (key > KeyMarker || (key === KeyMarker && UploadIdMarker !== "" && id > UploadIdMarker)),
    );
    const limit = Math.min(input.MaxUploads ?? 1000, 1000);
    const page = left.slice(0, limit);
    const last = left.length > limit ? page.at(-1) : undefined;
    const encode = keyEncoder(input.EncodingType);
    const person = { ID: canonicalUserId(bucket.account) };
    return {
      Bucket: bucket.name,
      Prefix: encode(Prefix),
      KeyMarker: encode(KeyMarker),
      UploadIdMarker,
      ...(last && { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.id }),
      MaxUploads: limit,
      IsTruncated: last !== undefined,
      Uploads: page.map((upload) => ({
        Key: encode(upload.key),
        UploadId: upload.id,
        Initiated: new Date(upload.initiated),
        ...uploadChecksumOutput(upload),
        StorageClass: "STANDARD" as const,
        Initiator: person,
        Owner: person,
      })),
    };
  },
};
