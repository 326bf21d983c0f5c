import { createHash } from "node:crypto";
import type {
  LifecycleRule,
  OwnershipControls,
  PublicAccessBlockConfiguration,
  ServerSideEncryptionConfiguration,
  Tag,
} from "@aws-sdk/client-s3";
import type { StoredContent } from "../../kernel/contents.ts";
import { AwsError } from "../../kernel/errors.ts";
import { percentDecode } from "../../kernel/percent-decode.ts";
import { invalidArgument } from "./errors.ts";

/** A bucket and its configuration, each part present only if it was set. Instants are epoch milliseconds. */
export interface Bucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly created: number;
  readonly policy?: string;
  readonly tags?: readonly Tag[];
  readonly encryption?: ServerSideEncryptionConfiguration;
  readonly publicAccessBlock?: PublicAccessBlockConfiguration;
  readonly ownership?: OwnershipControls;
  readonly lifecycle?: readonly LifecycleRule[];
  readonly versioning?: "Suspended";
}

/** A piece of an object's content: all of it, or what was one part of a multipart upload. */
export interface ContentPiece extends StoredContent {
  /** The part's own checksum, where the object's is made of its parts' (COMPOSITE). */
  readonly checksums?: Checksums;
}

/** Checksums by the names they have in the API, base64. */
export type Checksums = Readonly<Record<string, string>>;

/** Whether an object's checksum is of its parts' checksums or of its content. */
export type ChecksumType = "COMPOSITE" | "FULL_OBJECT";

/** What a client says about an object beside its content. */
export interface ObjectHeaders {
  readonly contentType: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: number;
  readonly websiteRedirectLocation?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass?: string;
  readonly encryption: "AES256" | "aws:kms" | "aws:kms:dsse";
  readonly kmsKeyId?: string;
  readonly bucketKeyEnabled?: boolean;
}

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** With its quotation marks, as the API has it. */
  readonly etag: string;
  readonly modified: number;
  readonly pieces: readonly ContentPiece[];
  /** Whether it was made by a multipart upload: only then its pieces are parts that can be asked for. */
  readonly multipart: boolean;
  readonly headers: ObjectHeaders;
  readonly checksums: Checksums;
  readonly checksumType: ChecksumType;
  readonly tags: readonly Tag[];
}

export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly initiated: number;
  readonly headers: ObjectHeaders;
  readonly tags: readonly Tag[];
  /** The algorithm that the upload was created with, and what the object's checksum is of. S3 chooses if none was named. */
  readonly checksum?: { readonly algorithm: string; readonly type: ChecksumType };
}

export interface UploadedPart {
  readonly number: number;
  readonly etag: string;
  readonly modified: number;
  readonly piece: ContentPiece;
  readonly checksums: Checksums;
}

/** The algorithm of an object's checksum. */
export function checksumAlgorithm({ checksums }: StoredObject): string {
  return Object.keys(checksums)[0]!.slice("Checksum".length);
}

export function bucketArn(name: string): string {
  return `arn:aws:s3:::${name}`;
}

export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}

/** An account's canonical user id: 64 hexadecimal digits. */
export function canonicalUserId(account: string): string {
  return createHash("sha256").update(`canonical user of ${account}`).digest("hex");
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function checkBucketName(name: string): void {
  const valid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
  if (!valid) {
    throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", { members: { BucketName: name } });
  }
}

/** At most 1,024 bytes of UTF-8. */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key, "utf8");
  if (size > 1024) {
    throw new AwsError("KeyTooLongError", "Your key is too long", {
      members: { Size: String(size), MaxSizeAllowed: "1024" },
    });
  }
}

/** Reads the `x-amz-tagging` header, which is written like a URL's query. */
export function parseTagging(header: string | undefined): readonly Tag[] {
  if (!header) return [];
  const tags = Array.from(new URLSearchParams(header), ([Key, Value]) => ({ Key, Value }));
  checkTags(tags, 10);
  return tags;
}

/** Throws if there are more than `most` tags, or keys twice or too long. */
export function checkTags(tags: readonly Tag[], most: number): void {
  if (tags.length > most) {
    throw most === 10
      ? new AwsError("BadRequest", "Object tags cannot be greater than 10")
      : new AwsError("BadRequest", "Bucket tag count cannot be greater than 50");
  }
  const keys = new Set<string>();
  for (const { Key = "", Value = "" } of tags) {
    if (Key.length < 1 || Key.length > 128) throw new AwsError("InvalidTag", "The TagKey you have provided is invalid");
    if (Value.length > 256) throw new AwsError("InvalidTag", "The TagValue you have provided is invalid");
    if (keys.has(Key)) throw new AwsError("InvalidTag", "Cannot provide multiple Tags with the same key");
    keys.add(Key);
  }
}

/** The bucket and key of an `x-amz-copy-source` header. */
export function parseCopySource(header: string): { readonly bucket: string; readonly key: string } {
  const [path = "", query] = header.split("?");
  const match = /^\/?([^/]+)\/(.+)$/s.exec(percentDecode(path.replaceAll("+", "%20")) ?? "");
  if (!match) throw invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  const versionId = query === undefined ? undefined : new URLSearchParams(query).get("versionId");
  checkVersionId(versionId ?? undefined);
  return { bucket: match[1]!, key: match[2]! };
}

/** Objects without versions have the version id `null`. */
export function checkVersionId(versionId: string | undefined): void {
  if (versionId !== undefined && versionId !== "null") {
    throw invalidArgument("Invalid version id specified", "versionId", versionId);
  }
}
