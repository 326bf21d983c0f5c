import type { CreateMultipartUploadCommandInput, CreateMultipartUploadCommandOutput } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject } from "../access.ts";
import { runningChecksum } from "../checksums.ts";
import { invalidRequest } from "../errors.ts";
import { checkKey, parseTagging, type Upload } from "../model.ts";
import { uploadChecksumOutput } from "../multipart.ts";
import { encryptionOutput, objectHeaders } from "../object-headers.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const CreateMultipartUpload: Operation<
  S3State,
  CreateMultipartUploadCommandInput,
  Omit<CreateMultipartUploadCommandOutput, "$metadata">
> = {
  authorize: onObject("PutObject"),
  handle(call, input) {
    const { state } = call;
    const key = input.Key!;
    checkKey(key);
    const checksum = uploadChecksum(input);
    return state.transact((transaction) => {
      const bucket = bucketFor(call, transaction, input);
      const upload: Upload = {
        id: state.ids.text(128, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._"),
        key,
        initiated: call.now,
        headers: objectHeaders(bucket, input),
        tags: parseTagging(input.Tagging),
        ...(checksum && { checksum }),
      };
      state.putUpload(transaction, bucket.name, upload);
      return {
        Bucket: bucket.name,
        Key: key,
        UploadId: upload.id,
        ...uploadChecksumOutput(upload),
        ...encryptionOutput(upload.headers),
      };
    });
  },
};

/** Which checksum the whole object will have: one of its parts' checksums, or one of its content. */
function uploadChecksum({
  ChecksumAlgorithm: algorithm,
  ChecksumType: given,
}: CreateMultipartUploadCommandInput): Upload["checksum"] {
  if (algorithm === undefined) {
    if (given === undefined) return undefined;
    throw invalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
  }
  runningChecksum(algorithm);
  const isCrc64 = algorithm === "CRC64NVME";
  const impossible = given === "COMPOSITE" ? isCrc64 : given === "FULL_OBJECT" && !algorithm.startsWith("CRC");
  if (impossible) {
    throw invalidRequest(
      `The ${given} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type: given ?? (isCrc64 ? "FULL_OBJECT" : "COMPOSITE") };
}
