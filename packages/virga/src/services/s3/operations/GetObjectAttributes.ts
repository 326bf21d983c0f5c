import type {
  GetObjectAttributesCommandInput,
  GetObjectAttributesCommandOutput,
  GetObjectAttributesParts,
  ObjectAttributes,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { bucketFor, onObject, readableObject } from "../access.ts";
import { invalidArgument } from "../errors.ts";
import { checkVersionId, type StoredObject } from "../model.ts";
import { refuseUnsupported } from "../object-headers.ts";
import type { S3State } from "../state.ts";

type Output = Omit<GetObjectAttributesCommandOutput, "$metadata">;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const GetObjectAttributes: Operation<S3State, GetObjectAttributesCommandInput, Output> = {
  authorize: (call, input) => [onObject("GetObject")(call, input), onObject("GetObjectAttributes")(call, input)],
  handle(call, input) {
    refuseUnsupported(input);
    checkVersionId(input.VersionId);
    const { name } = bucketFor(call, call.state.reader, input);
    const object = readableObject(call, call.state.reader, name, input.Key!);
    const output: Output = { LastModified: new Date(object.modified) };
    for (const attribute of input.ObjectAttributes!) Object.assign(output, attributeOf(object, attribute, input));
    return output;
  },
};

function attributeOf(
  object: StoredObject,
  attribute: ObjectAttributes,
  input: GetObjectAttributesCommandInput,
): Partial<Output> {
  switch (attribute) {
    case "ETag":
      return { ETag: object.etag.replaceAll('"', "") };
    case "Checksum":
      return { Checksum: { ...object.checksums, ChecksumType: object.checksumType } };
    case "ObjectParts":
      return object.multipart ? { ObjectParts: partsOf(object, input) } : {};
    case "StorageClass":
      return { StorageClass: (object.headers.storageClass ?? "STANDARD") as NonNullable<Output["StorageClass"]> };
    case "ObjectSize":
      return { ObjectSize: object.size };
    default:
      throw invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", attribute);
  }
}

/** The number of parts; the parts themselves are told of objects whose checksum is made of theirs. */
function partsOf(object: StoredObject, input: GetObjectAttributesCommandInput): GetObjectAttributesParts {
  const TotalPartsCount = object.pieces.length;
  if (object.checksumType !== "COMPOSITE") return { TotalPartsCount };
  const after = Number(input.PartNumberMarker ?? 0);
  const limit = Math.min(input.MaxParts ?? 1000, 1000);
  const page = object.pieces.slice(after, after + limit);
  return {
    TotalPartsCount,
    PartNumberMarker: String(after),
    NextPartNumberMarker: String(after + page.length),
    MaxParts: limit,
    IsTruncated: after + page.length < TotalPartsCount,
    Parts: page.map(({ size, checksums }, index) => ({ PartNumber: after + index + 1, Size: size, ...checksums })),
  };
}
