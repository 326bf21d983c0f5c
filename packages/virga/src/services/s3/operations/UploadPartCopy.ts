import type { UploadPartCopyCommandInput, UploadPartCopyCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onCopy, ownedBucket, readableObject } from "../access.ts";
import { checksum, checksumMember, defaultAlgorithm, md5 } from "../checksums.ts";
import { checkCopySource, parseRange } from "../conditions.ts";
import { invalidArgument, noSuchKey } from "../errors.ts";
import { parseCopySource } from "../model.ts";
import { checkPartNumber } from "../multipart.ts";
import { encryptionOutput, refuseUnsupported } from "../object-headers.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const UploadPartCopy: Operation<
  S3State,
  UploadPartCopyCommandInput,
  Omit<UploadPartCopyCommandOutput, "$metadata">
> = {
  authorize: onCopy,
  async handle(call, input) {
    const { state } = call;
    const number = input.PartNumber!;
    checkPartNumber(number);
    refuseUnsupported(input);
    const source = parseCopySource(input.CopySource!);
    ownedBucket(call, state.bucket(state.reader, source.bucket), input.ExpectedSourceBucketOwner);
    const object = readableObject(call, state.reader, source.bucket, source.key);
    checkCopySource(object, {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    });
    const range = parseRange(input.CopySourceRange, object.size);
    if (input.CopySourceRange !== undefined && !range) {
      throw invalidArgument(
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
        "x-amz-copy-source-range",
        input.CopySourceRange,
      );
    }
    const content = await state.contents.read(object.pieces, range?.start ?? 0, range?.end ?? object.size);
    if (!content) throw noSuchKey(source.key);
    const { name } = bucketFor(call, state.reader, input);
    const algorithm =
      state.upload(state.reader, name, input.Key!, input.UploadId!).checksum?.algorithm ?? defaultAlgorithm;
    const checksums = { [checksumMember(algorithm)]: checksum(algorithm, content) };
    const etag = `"${md5(content)}"`;
    return state.contents.store(content, (piece) =>
      state.transact((transaction) => {
        const upload = state.upload(transaction, name, input.Key!, input.UploadId!);
        state.putPart(transaction, name, upload.id, { number, etag, modified: call.now, piece, checksums });
        return {
          CopyPartResult: { ETag: etag, LastModified: new Date(call.now), ...checksums },
          ...encryptionOutput(upload.headers),
        };
      }),
    );
  },
};
