import type { _Object, ChecksumAlgorithm, GetObjectCommandInput } from "@aws-sdk/client-s3";
import type { ByteRange } from "./conditions.ts";
import { checksumAlgorithm, type StoredObject } from "./model.ts";
import { headerOutput } from "./object-headers.ts";

/** The `response-*` parameters of a read, which a signed link can set, and the members that they replace. */
const overrides = [
  ["ResponseCacheControl", "CacheControl"],
  ["ResponseContentDisposition", "ContentDisposition"],
  ["ResponseContentEncoding", "ContentEncoding"],
  ["ResponseContentLanguage", "ContentLanguage"],
  ["ResponseContentType", "ContentType"],
  ["ResponseExpires", "Expires"],
] as const;

type ReadInput = Pick<GetObjectCommandInput, (typeof overrides)[number][0] | "ChecksumMode" | "PartNumber">;

/** What GetObject and HeadObject answer beside the body. */
export function objectOutput(object: StoredObject, input: ReadInput, range: ByteRange | undefined): object {
  const output: Record<string, unknown> = {
    AcceptRanges: "bytes",
    LastModified: new Date(object.modified),
    ContentLength: range ? range.end - range.start : object.size,
    ETag: object.etag,
    ...headerOutput(object.headers),
  };
  if (range) output.ContentRange = `bytes ${range.start}-${Math.max(range.end - 1, 0)}/${object.size}`;
  if (object.tags.length > 0) output.TagCount = object.tags.length;
  if (input.PartNumber !== undefined && object.multipart) output.PartsCount = object.pieces.length;
  if (input.ChecksumMode === "ENABLED") Object.assign(output, shownChecksum(object, input.PartNumber, range));
  for (const [parameter, member] of overrides) if (input[parameter] !== undefined) output[member] = input[parameter];
  return output;
}

/** The checksum of what is read: the object's, or a part's own; a stretch of the content has none. */
function shownChecksum(object: StoredObject, partNumber: number | undefined, range: ByteRange | undefined): object {
  const { checksumType: ChecksumType } = object;
  if (object.multipart && partNumber !== undefined) {
    const { checksums } = object.pieces[partNumber - 1]!;
    return checksums ? { ...checksums, ChecksumType } : {};
  }
  const isWhole = !range || range.end - range.start === object.size;
  return isWhole ? { ...object.checksums, ChecksumType } : {};
}

/** An object as listings have it. */
export function listedObject(object: StoredObject, encode: (key: string) => string): _Object {
  return {
    Key: encode(object.key),
    LastModified: new Date(object.modified),
    ETag: object.etag,
    ChecksumAlgorithm: [checksumAlgorithm(object) as ChecksumAlgorithm],
    ChecksumType: object.checksumType,
    Size: object.size,
    StorageClass: (object.headers.storageClass ?? "STANDARD") as NonNullable<_Object["StorageClass"]>,
  };
}
