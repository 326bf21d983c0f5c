import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type CompletedPart, S3 } from "@aws-sdk/client-s3";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

let cloud: TestCloud;
/** Adds no checksums of its own. */
let s3: S3;
const Bucket = "checksums";
const object = { Bucket, Key: "checked", Body: "hello" };
const known = {
  CRC32: "NhCmhg==",
  CRC32C: "mnG7TA==",
  CRC64NVME: "M3eFcAZSQlc=",
  SHA1: "qvTGHdzF6KLavt4PO0gs2a6pQ00=",
  SHA256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
} as const;

before(async () => {
  cloud = await createTestCloud();
  s3 = cloud.client(S3, { requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED" });
  await s3.createBucket({ Bucket });
});
after(() => cloud.close());

const checksumsOf = async (input: object = {}) => {
  const head = await s3.headObject({ Bucket, Key: "checked", ChecksumMode: "ENABLED", ...input });
  return Object.fromEntries(Object.entries(head).filter(([name]) => name.startsWith("Checksum")));
};

describe("Checksums of objects", () => {
  it("are CRC64NVME when none came", async () => {
    const expected = { ChecksumCRC64NVME: known.CRC64NVME, ChecksumType: "FULL_OBJECT" };
    const { ChecksumCRC64NVME, ChecksumType } = await s3.putObject(object);
    assert.deepEqual({ ChecksumCRC64NVME, ChecksumType }, expected);
    assert.deepEqual(await checksumsOf(), expected);
    assert.deepEqual(await checksumsOf({ ChecksumMode: undefined }), {});
  });

  it("are those that came, which must be the content's", async () => {
    for (const [algorithm, value] of Object.entries(known)) {
      const member = `Checksum${algorithm}`;
      const put = await s3.putObject({ ...object, [member]: value });
      assert.equal((put as unknown as Record<string, string>)[member], value);
      assert.deepEqual(await checksumsOf(), { [member]: value, ChecksumType: "FULL_OBJECT" });
      await assert.rejects(s3.putObject({ ...object, Body: "hallo", [member]: value }), {
        name: "BadDigest",
        message: `The ${algorithm} you specified did not match the calculated checksum.`,
      });
    }
  });

  it("come from the SDK by default", async () => {
    const { ChecksumCRC32 } = await cloud.client(S3).putObject(object);
    assert.equal(ChecksumCRC32, known.CRC32);
    const got = await cloud.client(S3).getObject({ Bucket, Key: "checked" });
    assert.equal(await got.Body!.transformToString(), "hello");
  });

  it("are refused when they are none, several, or not the one that was announced", async () => {
    for (const ChecksumCRC32 of ["short===", "shrt", "NhCmhgAA", "NhCmhh=="]) {
      await assert.rejects(s3.putObject({ ...object, ChecksumCRC32 }), {
        name: "InvalidRequest",
        message: "Value for x-amz-checksum-crc32 header is invalid.",
      });
    }
    await assert.rejects(s3.putObject({ ...object, ChecksumCRC32: known.CRC32, ChecksumSHA1: known.SHA1 }), {
      name: "InvalidRequest",
      message: "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    });
    const ContentMD5 = createHash("md5").update("x").digest("base64");
    await assert.rejects(s3.putObject({ ...object, ContentMD5 }), {
      name: "BadDigest",
      message: "The Content-MD5 you specified did not match what we received.",
    });
    await assert.rejects(s3.putObject({ ...object, ContentMD5: "x" }), { name: "InvalidDigest" });
  });

  it("belong to whole contents", async () => {
    await s3.putObject(object);
    assert.equal((await checksumsOf({ Range: "bytes=0-4" })).ChecksumCRC64NVME, known.CRC64NVME);
    assert.deepEqual(await checksumsOf({ Range: "bytes=0-3" }), {});
  });

  it("go along with copies, or are made anew for them", async () => {
    await s3.putObject({ ...object, ChecksumSHA1: known.SHA1 });
    const copy = { Bucket, Key: "copy", CopySource: `${Bucket}/checked` };
    const { CopyObjectResult } = await s3.copyObject(copy);
    assert.equal(CopyObjectResult!.ChecksumSHA1, known.SHA1);
    assert.equal(CopyObjectResult!.ChecksumType, "FULL_OBJECT");
    await s3.copyObject({ ...copy, ChecksumAlgorithm: "CRC32" });
    assert.deepEqual(await checksumsOf({ Key: "copy" }), { ChecksumCRC32: known.CRC32, ChecksumType: "FULL_OBJECT" });
  });

  it("are attributes of the object, and told in listings", async () => {
    await s3.putObject({ ...object, Key: "attributes", ChecksumCRC32: known.CRC32 });
    const { $metadata, LastModified, ...attributes } = await s3.getObjectAttributes({
      Bucket,
      Key: "attributes",
      ObjectAttributes: ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"],
    });
    assert.deepEqual(attributes, {
      ETag: createHash("md5").update("hello").digest("hex"),
      Checksum: { ChecksumCRC32: known.CRC32, ChecksumType: "FULL_OBJECT" },
      StorageClass: "STANDARD",
      ObjectSize: 5,
    });
    assert.equal(LastModified!.getTime(), cloud.clock.now());
    const { Contents } = await s3.listObjectsV2({ Bucket, Prefix: "attributes" });
    assert.deepEqual(Contents![0]!.ChecksumAlgorithm, ["CRC32"]);
    assert.equal(Contents![0]!.ChecksumType, "FULL_OBJECT");
  });
});

describe("Checksums of multipart uploads", () => {
  const large = { Bucket, Key: "large" };
  const digits = { Body: "123456789", CRC32: "y/Q5Jg==", composite: "7kxlUA==" };

  async function upload(settings: object, part: object = {}) {
    const { UploadId } = await s3.createMultipartUpload({ ...large, ...settings });
    const { ETag } = await s3.uploadPart({ ...large, UploadId, PartNumber: 1, Body: digits.Body, ...part });
    return (completed: Partial<CompletedPart> = {}, request: object = {}) =>
      s3.completeMultipartUpload({
        ...large,
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag, ...completed }] },
        ...request,
      });
  }

  it("are of the content when S3 chooses", async () => {
    const done = await (await upload({}))();
    assert.equal(done.ChecksumCRC64NVME, "rosUhgp5mIg=");
    assert.equal(done.ChecksumType, "FULL_OBJECT");
    const withPart = await (await upload({}, { ChecksumCRC32: digits.CRC32 }))({ ChecksumCRC32: digits.CRC32 });
    assert.equal(withPart.ChecksumCRC64NVME, "rosUhgp5mIg=");
  });

  it("are of the parts' checksums when composite, and parts have their own", async () => {
    const complete = await upload({ ChecksumAlgorithm: "CRC32" }, { ChecksumCRC32: digits.CRC32 });
    const done = await complete({ ChecksumCRC32: digits.CRC32 }, { ChecksumCRC32: digits.composite });
    const expected = { ChecksumCRC32: `${digits.composite}-1`, ChecksumType: "COMPOSITE" };
    assert.deepEqual([done.ChecksumCRC32, done.ChecksumType], Object.values(expected));
    assert.deepEqual(await checksumsOf({ Key: "large" }), expected);
    assert.deepEqual(await checksumsOf({ Key: "large", PartNumber: 1 }), { ...expected, ChecksumCRC32: digits.CRC32 });
    const { ObjectParts } = await s3.getObjectAttributes({ ...large, ObjectAttributes: ["ObjectParts"] });
    assert.equal(ObjectParts!.TotalPartsCount, 1);
    assert.deepEqual(ObjectParts!.Parts, [{ PartNumber: 1, Size: 9, ChecksumCRC32: digits.CRC32 }]);
    const { CopyObjectResult } = await s3.copyObject({ Bucket, Key: "copy", CopySource: `${Bucket}/large` });
    assert.equal(CopyObjectResult!.ChecksumCRC32, digits.CRC32);
    assert.equal(CopyObjectResult!.ETag, `"${createHash("md5").update(digits.Body).digest("hex")}"`);
  });

  it("can be of the content", async () => {
    const settings = { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" };
    const done = await (await upload(settings))({}, { ChecksumCRC32: digits.CRC32, ChecksumType: "FULL_OBJECT" });
    assert.equal(done.ChecksumCRC32, digits.CRC32);
    const { ObjectParts } = await s3.getObjectAttributes({ ...large, ObjectAttributes: ["ObjectParts"] });
    assert.deepEqual(ObjectParts, { TotalPartsCount: 1 });
  });

  it("are wanted with every composite part", async () => {
    await assert.rejects(upload({ ChecksumAlgorithm: "SHA256" }), {
      name: "InvalidRequest",
      message: "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null",
    });
    const complete = await upload({ ChecksumAlgorithm: "CRC32" }, { ChecksumCRC32: digits.CRC32 });
    await assert.rejects(complete(), {
      name: "InvalidRequest",
      message:
        "The upload was created using a crc32 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.",
    });
    await assert.rejects(complete({ ChecksumCRC32: "y/Q5Jh==" }), {
      name: "InvalidArgument",
      message: "Invalid Base64 or multiple checksums present in request",
    });
    await assert.rejects(complete({ ChecksumCRC32: "z/Q5Jg==" }), { name: "InvalidPart" });
    const part = { ChecksumCRC32: digits.CRC32 };
    await assert.rejects(complete(part, { ChecksumCRC32: "z/Q5Jg==" }), {
      name: "BadDigest",
      message: "The crc32 you specified did not match the calculated checksum.",
    });
    await assert.rejects(complete(part, { ChecksumCRC32: `${digits.composite}-2` }), { name: "BadDigest" });
    await assert.rejects(complete(part, { ChecksumCRC32: `${digits.composite}-a` }), {
      message: "Value for x-amz-checksum-crc32 header is invalid.",
    });
    await assert.rejects(complete(part, { ChecksumType: "FULL_OBJECT" }), {
      message:
        "The upload was created using the COMPOSITE checksum mode. The complete request must use the same checksum mode.",
    });
    await assert.rejects(complete(part, { MpuObjectSize: 8 }), { name: "InvalidRequest" });
    assert.equal((await complete(part, { MpuObjectSize: 9 })).ChecksumCRC32, `${digits.composite}-1`);
  });

  it("take types that their algorithm has", async () => {
    await assert.rejects(upload({ ChecksumType: "COMPOSITE" }), {
      message: "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    });
    await assert.rejects(upload({ ChecksumAlgorithm: "SHA1", ChecksumType: "FULL_OBJECT" }), {
      message: "The FULL_OBJECT checksum type cannot be used with the sha1 checksum algorithm.",
    });
    await assert.rejects(upload({ ChecksumAlgorithm: "CRC64NVME", ChecksumType: "COMPOSITE" }), {
      name: "InvalidRequest",
    });
  });
});
