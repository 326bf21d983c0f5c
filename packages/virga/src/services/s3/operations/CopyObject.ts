import type { CopyObjectCommandInput, CopyObjectCommandOutput } from "@aws-sdk/client-s3";
import type { Call, Operation } from "../../../kernel/service.ts";
import type { Transaction } from "../../../kernel/store.ts";
import { bucketFor, onCopy, ownedBucket, readableObject } from "../access.ts";
import { checksum, checksumMember, md5 } from "../checksums.ts";
import { checkCopySource, checkWrite } from "../conditions.ts";
import { invalidRequest, noSuchKey } from "../errors.ts";
import {
  type Bucket,
  type Checksums,
  checkKey,
  checksumAlgorithm,
  type ObjectHeaders,
  parseCopySource,
  parseTagging,
  type StoredObject,
} from "../model.ts";
import { encryptionOutput, objectHeaders } from "../object-headers.ts";
import type { S3State } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const CopyObject: Operation<S3State, CopyObjectCommandInput, Omit<CopyObjectCommandOutput, "$metadata">> = {
  authorize: onCopy,
  async handle(call, input) {
    checkKey(input.Key!);
    for (;;) {
      const content = await copiedContent(call, input);
      const output = call.state.transact((transaction) => copy(call, transaction, input, content));
      if (output) return output;
    }
  },
};

/** The source that a copy names, if the caller and the copy's conditions let it. */
function sourceObject(call: Call<S3State>, transaction: Transaction | undefined, input: CopyObjectCommandInput) {
  const reader = transaction ?? call.state.reader;
  const source = parseCopySource(input.CopySource!);
  ownedBucket(call, call.state.bucket(reader, source.bucket), input.ExpectedSourceBucketOwner);
  const object = readableObject(call, reader, source.bucket, source.key);
  checkCopySource(object, {
    IfMatch: input.CopySourceIfMatch,
    IfNoneMatch: input.CopySourceIfNoneMatch,
    IfModifiedSince: input.CopySourceIfModifiedSince,
    IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
  });
  return { bucket: source.bucket, object };
}

/** What a copy's content is known by: always that of an object put in one go, even if the source has parts. */
interface CopiedContent {
  readonly sourceEtag: string;
  readonly etag: string;
  readonly checksums: Checksums;
}

/** Finds out what the copied content is known by; reads it only if the source doesn't tell. */
async function copiedContent(call: Call<S3State>, input: CopyObjectCommandInput): Promise<CopiedContent> {
  const { object } = sourceObject(call, undefined, input);
  const { etag: sourceEtag, multipart } = object;
  const algorithm = input.ChecksumAlgorithm ?? checksumAlgorithm(object);
  const member = checksumMember(algorithm);
  const known = object.checksums[member];
  if (known !== undefined && !multipart) return { sourceEtag, etag: sourceEtag, checksums: { [member]: known } };
  const content = await call.state.contents.read(object.pieces, 0, object.size);
  if (!content) throw noSuchKey(object.key);
  const etag = multipart ? `"${md5(content)}"` : sourceEtag;
  return { sourceEtag, etag, checksums: { [member]: checksum(algorithm, content) } };
}

/** Copies; undefined if the source is another one by now than the content is of. */
function copy(
  call: Call<S3State>,
  transaction: Transaction,
  input: CopyObjectCommandInput,
  { sourceEtag, etag, checksums }: CopiedContent,
): Omit<CopyObjectCommandOutput, "$metadata"> | undefined {
  const { state } = call;
  const bucket = bucketFor(call, transaction, input);
  const source = sourceObject(call, transaction, input);
  if (source.object.etag !== sourceEtag) return undefined;
  const key = input.Key!;
  refuseCopyToItself(input, source.bucket === bucket.name && source.object.key === key);
  checkWrite(state.findObject(transaction, bucket.name, key), input, () => noSuchKey(key));
  const headers = copiedHeaders(bucket, source.object, input);
  const copied: StoredObject = {
    ...source.object,
    key,
    etag,
    multipart: false,
    pieces: source.object.pieces.map(({ blob, size }) => ({ blob, size })),
    modified: call.now,
    headers,
    checksums,
    checksumType: "FULL_OBJECT",
    tags: input.TaggingDirective === "REPLACE" ? parseTagging(input.Tagging) : source.object.tags,
  };
  state.putObject(transaction, bucket.name, copied);
  return {
    CopyObjectResult: {
      ETag: copied.etag,
      LastModified: new Date(copied.modified),
      ...checksums,
      ChecksumType: copied.checksumType,
    },
    ...encryptionOutput(headers),
  };
}

function refuseCopyToItself(input: CopyObjectCommandInput, itself: boolean): void {
  const changes = input.MetadataDirective === "REPLACE" || input.StorageClass || input.ServerSideEncryption;
  if (itself && !changes && !input.WebsiteRedirectLocation) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
}

/** The source's headers, or those of the request; storage class and encryption are never copied. */
function copiedHeaders(bucket: Bucket, source: StoredObject, input: CopyObjectCommandInput): ObjectHeaders {
  const given = objectHeaders(bucket, input);
  if (input.MetadataDirective === "REPLACE") return given;
  const {
    storageClass: _class,
    encryption: _encryption,
    kmsKeyId: _key,
    bucketKeyEnabled: _use,
    ...kept
  } = source.headers;
  return {
    ...kept,
    encryption: given.encryption,
    ...(given.storageClass === undefined ? {} : { storageClass: given.storageClass }),
    ...(given.kmsKeyId === undefined ? {} : { kmsKeyId: given.kmsKeyId }),
    ...(given.bucketKeyEnabled === undefined ? {} : { bucketKeyEnabled: given.bucketKeyEnabled }),
  };
}
