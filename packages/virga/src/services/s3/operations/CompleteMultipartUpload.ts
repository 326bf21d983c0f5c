import type { CompleteMultipartUploadCommandInput, CompleteMultipartUploadCommandOutput } from "@aws-sdk/client-s3";
import type { Call, Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject } from "../access.ts";
import {
  checksumMember,
  compositeChecksum,
  defaultAlgorithm,
  givenChecksum,
  isCompositeDigest,
  isDigest,
  multipartEtag,
  runningChecksum,
} from "../checksums.ts";
import { checkWrite } from "../conditions.ts";
import { badDigest, checksumMismatch, invalidRequest, noSuchKey, noSuchUpload } from "../errors.ts";
import type { StoredObject, Upload, UploadedPart } from "../model.ts";
import { chosenParts } from "../multipart.ts";
import { encryptionOutput } from "../object-headers.ts";
import type { S3State } from "../state.ts";

/** The checksum that a completed object has. */
interface ObjectChecksum {
  readonly algorithm: string;
  readonly type: "COMPOSITE" | "FULL_OBJECT";
  readonly value: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const CompleteMultipartUpload: Operation<
  S3State,
  CompleteMultipartUploadCommandInput,
  Omit<CompleteMultipartUploadCommandOutput, "$metadata">
> = {
  authorize: onObject("PutObject"),
  async handle(call, input) {
    const { state } = call;
    const { name } = bucketFor(call, state.reader, input);
    const key = input.Key!;
    const upload = state.upload(state.reader, name, key, input.UploadId!);
    const parts = chosenParts(upload, [...state.parts(state.reader, name, upload.id)], input.MultipartUpload?.Parts);
    checkSize(parts, input.MpuObjectSize);
    const checksum = await objectChecksum(call, upload, parts);
    checkGivenChecksum(checksum, input);
    return state.transact((transaction) => {
      bucketFor(call, transaction, input);
      state.upload(transaction, name, key, upload.id);
      checkWrite(state.findObject(transaction, name, key), input, () => noSuchKey(key));
      const object = completedObject(upload, parts, checksum, call.now);
      state.putObject(transaction, name, object);
      state.deleteUpload(transaction, name, upload);
      return {
        Location: `${call.host.settings.endpoint()}/${name}/${encodeURI(key)}`,
        Bucket: name,
        Key: key,
        ETag: object.etag,
        ...object.checksums,
        ChecksumType: object.checksumType,
        ...encryptionOutput(object.headers),
      };
    });
  },
};

function sizeOf(parts: readonly UploadedPart[]): number {
  return parts.reduce((sum, { piece }) => sum + piece.size, 0);
}

function checkSize(parts: readonly UploadedPart[], given: number | undefined): void {
  const size = sizeOf(parts);
  if (given !== undefined && given !== size) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${given} does not match what was computed: ${size}`,
    );
  }
}

/** Compares the object's checksum with the one that the request says it has, with or without the number of parts. */
function checkGivenChecksum(checksum: ObjectChecksum, input: CompleteMultipartUploadCommandInput): void {
  const { algorithm, type, value } = checksum;
  if (input.ChecksumType !== undefined && input.ChecksumType !== type) {
    throw invalidRequest(
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  const given = givenChecksum(input, type === "COMPOSITE" ? isCompositeDigest : isDigest);
  if (!given) return;
  if (given.algorithm !== algorithm) throw checksumMismatch(algorithm, given.algorithm);
  const calculated = given.value.includes("-") ? value : value.replace(/-\d+$/, "");
  if (given.value !== calculated) throw badDigest(algorithm.toLowerCase());
}

function completedObject(
  upload: Upload,
  parts: readonly UploadedPart[],
  { algorithm, type, value }: ObjectChecksum,
  now: number,
): StoredObject {
  return {
    key: upload.key,
    size: sizeOf(parts),
    etag: multipartEtag(parts.map(({ etag }) => etag)),
    modified: now,
    pieces: parts.map(({ piece, checksums }) => (type === "COMPOSITE" ? { ...piece, checksums } : piece)),
    multipart: true,
    headers: upload.headers,
    checksums: { [checksumMember(algorithm)]: value },
    checksumType: type,
    tags: upload.tags,
  };
}

/** The checksum that the upload's algorithm and type ask for. */
async function objectChecksum(
  call: Call<S3State>,
  upload: Upload,
  parts: readonly UploadedPart[],
): Promise<ObjectChecksum> {
  const { algorithm, type } = upload.checksum ?? { algorithm: defaultAlgorithm, type: "FULL_OBJECT" };
  if (type === "COMPOSITE") {
    const checksums = parts.map((part) => part.checksums[checksumMember(algorithm)] ?? "");
    return { algorithm, type, value: compositeChecksum(algorithm, checksums) };
  }
  const running = runningChecksum(algorithm);
  for (const { piece } of parts) {
    const content = await call.state.contents.read([piece], 0, piece.size);
    if (!content) throw noSuchUpload(upload.id);
    running.update(content);
  }
  return { algorithm, type, value: running.digest().toString("base64") };
}
