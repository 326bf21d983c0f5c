import { AwsError } from "../../kernel/errors.ts";
import { invalidArgument, notImplemented } from "./errors.ts";
import type { Bucket, ObjectHeaders } from "./model.ts";

/** The members of PutObject, CopyObject and CreateMultipartUpload that say something about the object. */
export interface HeaderInput {
  readonly ACL?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly Expires?: Date | undefined;
  readonly Metadata?: Record<string, string> | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly StorageClass?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}

const unsupportedMembers = [
  "SSECustomerAlgorithm",
  "CopySourceSSECustomerAlgorithm",
  "ObjectLockMode",
  "ObjectLockRetainUntilDate",
  "ObjectLockLegalHoldStatus",
  "WriteOffsetBytes",
];
const grants = ["GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP"];

/** Storage classes whose objects must be restored before they can be read. */
const archives = new Set(["GLACIER", "DEEP_ARCHIVE"]);

/** Throws for members that Virga does not serve, and for ACLs: buckets have them disabled, as AWS's new ones. */
export function refuseUnsupported(input: object): void {
  const given = input as Record<string, unknown>;
  for (const member of unsupportedMembers) if (given[member] !== undefined) throw notImplemented(member);
  const acl = given.ACL;
  const opensUp = acl !== undefined && acl !== "private" && acl !== "bucket-owner-full-control";
  if (opensUp || grants.some((member) => given[member] !== undefined)) {
    throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs");
  }
}

function optional<K extends keyof ObjectHeaders>(name: K, value: ObjectHeaders[K] | undefined): Partial<ObjectHeaders> {
  return value === undefined ? {} : ({ [name]: value } as Partial<ObjectHeaders>);
}

/** What is kept of a request's headers, with the bucket's default encryption. */
export function objectHeaders(bucket: Bucket, input: HeaderInput): ObjectHeaders {
  refuseUnsupported(input);
  if (input.StorageClass !== undefined && archives.has(input.StorageClass)) {
    throw notImplemented(`the storage class ${input.StorageClass}`);
  }
  const metadata = input.Metadata ?? {};
  checkMetadata(metadata);
  const byDefault = bucket.encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  const encryption = (input.ServerSideEncryption ?? byDefault?.SSEAlgorithm ?? "AES256") as ObjectHeaders["encryption"];
  const kmsKeyId = encryption === "AES256" ? undefined : (input.SSEKMSKeyId ?? byDefault?.KMSMasterKeyID);
  return {
    contentType: input.ContentType ?? "binary/octet-stream",
    ...optional("cacheControl", input.CacheControl),
    ...optional("contentDisposition", input.ContentDisposition),
    ...optional("contentEncoding", input.ContentEncoding),
    ...optional("contentLanguage", input.ContentLanguage),
    ...optional("expires", input.Expires?.getTime()),
    ...optional("websiteRedirectLocation", input.WebsiteRedirectLocation),
    metadata,
    ...optional("storageClass", input.StorageClass === "STANDARD" ? undefined : input.StorageClass),
    encryption,
    ...optional("kmsKeyId", kmsKeyId),
    ...optional("bucketKeyEnabled", input.BucketKeyEnabled || undefined),
  };
}

/** User metadata is at most 2 KB: the bytes of all names and values. */
function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  let size = 0;
  for (const [name, value] of Object.entries(metadata)) size += Buffer.byteLength(name) + Buffer.byteLength(value);
  if (size > 2048) {
    throw new AwsError("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", {
      members: { Size: String(size), MaxSizeAllowed: "2048" },
    });
  }
}

/** The encryption members of an answer about an object or upload. */
export function encryptionOutput(headers: ObjectHeaders): {
  ServerSideEncryption: ObjectHeaders["encryption"];
  SSEKMSKeyId?: string;
  BucketKeyEnabled?: boolean;
} {
  return {
    ServerSideEncryption: headers.encryption,
    ...(headers.kmsKeyId === undefined ? {} : { SSEKMSKeyId: headers.kmsKeyId }),
    ...(headers.bucketKeyEnabled === undefined ? {} : { BucketKeyEnabled: headers.bucketKeyEnabled }),
  };
}

/** The member with this value, or nothing. */
function member<T>(name: string, value: T | undefined): Record<string, T> {
  return value === undefined ? {} : { [name]: value };
}

/** The kept headers as GetObject and HeadObject answer them. */
export function headerOutput(headers: ObjectHeaders): object {
  return {
    ContentType: headers.contentType,
    ...member("CacheControl", headers.cacheControl),
    ...member("ContentDisposition", headers.contentDisposition),
    ...member("ContentEncoding", headers.contentEncoding),
    ...member("ContentLanguage", headers.contentLanguage),
    ...member("Expires", headers.expires === undefined ? undefined : new Date(headers.expires)),
    ...member("WebsiteRedirectLocation", headers.websiteRedirectLocation),
    ...member("StorageClass", headers.storageClass),
    Metadata: headers.metadata,
    ...encryptionOutput(headers),
  };
}

/** The content of an upload as bytes. Streams do not reach operations: the front door has read them. */
export function bodyBytes(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array(0);
  if (body instanceof Uint8Array) return body;
  if (typeof body === "string") return Buffer.from(body, "utf8");
  throw invalidArgument("The body of an object must be bytes or text");
}
