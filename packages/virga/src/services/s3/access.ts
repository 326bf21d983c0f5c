import { AwsError } from "../../kernel/errors.ts";
import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import type { StoreReader } from "../../kernel/store.ts";
import { accessDenied, noSuchKey, notFound } from "./errors.ts";
import { type Bucket, bucketArn, objectArn, parseCopySource, type StoredObject } from "./model.ts";
import type { S3State } from "./state.ts";

type S3Call = Call<S3State>;
type ConditionContext = Readonly<Record<string, string>>;

interface OfBucket {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

interface OfObject extends OfBucket {
  readonly Key?: string | undefined;
}

function request(call: S3Call, action: string, bucket: string, resource: string, context?: ConditionContext) {
  const resourcePolicy = call.state.findBucket(call.state.reader, bucket)?.policy;
  return {
    action: `s3:${action}`,
    resource,
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    ...(context && { context }),
  };
}

/** The caller must be allowed an action on the bucket itself. */
export function onBucket(action: string): (call: S3Call, input: OfBucket) => AuthorizationRequest {
  return (call, { Bucket = "" }) => request(call, action, Bucket, bucketArn(Bucket));
}

/** The caller must be allowed an action on the object. */
export function onObject(action: string): (call: S3Call, input: OfObject) => AuthorizationRequest {
  return (call, { Bucket = "", Key = "" }) => request(call, action, Bucket, objectArn(Bucket, Key));
}

/** The caller must be allowed to list the bucket; policies can tell prefixes apart. */
export function onListing(
  call: S3Call,
  input: OfBucket & {
    readonly Prefix?: string | undefined;
    readonly Delimiter?: string | undefined;
    readonly MaxKeys?: number | undefined;
  },
): AuthorizationRequest {
  const { Bucket = "", Prefix, Delimiter, MaxKeys } = input;
  return request(call, "ListBucket", Bucket, bucketArn(Bucket), {
    ...(Prefix === undefined ? {} : { "s3:prefix": Prefix }),
    ...(Delimiter === undefined ? {} : { "s3:delimiter": Delimiter }),
    ...(MaxKeys === undefined ? {} : { "s3:max-keys": String(MaxKeys) }),
  });
}

/** A copy reads its source and writes its destination; the tags it takes along need leave of their own. */
export function onCopy(
  call: S3Call,
  input: OfObject & { readonly CopySource?: string | undefined },
): readonly AuthorizationRequest[] {
  const source = parseCopySource(input.CopySource ?? "");
  return [
    request(call, "GetObject", source.bucket, objectArn(source.bucket, source.key)),
    onObject("PutObject")(call, input),
  ];
}

/** The bucket that a call names, checked for its owner. Only a policy lets other accounts in. */
export function bucketFor(call: S3Call, reader: StoreReader, input: OfBucket): Bucket {
  return ownedBucket(call, call.state.bucket(reader, input.Bucket ?? ""), input.ExpectedBucketOwner);
}

export function ownedBucket(call: S3Call, bucket: Bucket, expectedOwner: string | undefined): Bucket {
  if (expectedOwner !== undefined && expectedOwner !== bucket.account) throw accessDenied();
  if (bucket.account !== call.account && bucket.policy === undefined) throw accessDenied();
  return bucket;
}

/** An object for a reader: who may not list the bucket does not learn that it has no such key. */
export function readableObject(call: S3Call, reader: StoreReader, bucket: string, key: string): StoredObject {
  const object = call.state.findObject(reader, bucket, key);
  if (object) return object;
  call.host.iam.authorize(call.principal, onListing(call, { Bucket: bucket }), call);
  throw noSuchKey(key);
}

/** HEAD answers have no body, so every missing thing is the same to them. */
export function asHeadError(thrown: unknown): unknown {
  return thrown instanceof AwsError && thrown.status === 404 ? notFound() : thrown;
}
