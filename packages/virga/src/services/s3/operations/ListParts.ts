import type { ListPartsCommandInput, ListPartsCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject } from "../access.ts";
import { canonicalUserId } from "../model.ts";
import { uploadChecksumOutput } from "../multipart.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const ListParts: Operation<S3State, ListPartsCommandInput, Omit<ListPartsCommandOutput, "$metadata">> = {
  authorize: onObject("ListMultipartUploadParts"),
  handle(call, input) {
    const { state } = call;
    const bucket = bucketFor(call, state.reader, input);
    const upload = state.upload(state.reader, bucket.name, input.Key!, input.UploadId!);
    const after = Number(input.PartNumberMarker ?? 0);
    const limit = Math.min(input.MaxParts ?? 1000, 1000);
    const left = [...state.parts(state.reader, bucket.name, upload.id)].filter(({ number }) => number > after);
    const page = left.slice(0, limit);
    const person = { ID: canonicalUserId(bucket.account) };
    return {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: String(after),
      ...(left.length > limit && { NextPartNumberMarker: String(page.at(-1)?.number ?? after) }),
      MaxParts: limit,
      ...uploadChecksumOutput(upload),
      IsTruncated: left.length > limit,
      Parts: page.map(({ number, etag, modified, piece, checksums }) => ({
        PartNumber: number,
        LastModified: new Date(modified),
        ETag: etag,
        Size: piece.size,
        ...checksums,
      })),
      Initiator: person,
      Owner: person,
      StorageClass: "STANDARD",
    };
  },
};
