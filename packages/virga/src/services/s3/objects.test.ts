import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type GetObjectCommandInput, S3 } from "@aws-sdk/client-s3";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

let cloud: TestCloud;
let s3: S3;
const Bucket = "objects";

before(async () => {
  cloud = await createTestCloud();
  s3 = cloud.client(S3);
  await s3.createBucket({ Bucket });
});
after(() => cloud.close());

const md5 = (text: string) => `"${createHash("md5").update(text).digest("hex")}"`;
const text = async (input: Omit<GetObjectCommandInput, "Bucket">) =>
  (await s3.getObject({ Bucket, ...input })).Body!.transformToString();

describe("Objects", () => {
  it("come back as they were put, with their headers and metadata", async () => {
    const put = await s3.putObject({
      Bucket,
      Key: "folder/a b+ü.txt",
      Body: "hello",
      ContentType: "text/plain",
      CacheControl: "no-cache",
      ContentEncoding: "identity",
      Metadata: { owner: "bob" },
      Tagging: "a=1&b=2",
    });
    assert.equal(put.ETag, md5("hello"));
    assert.equal(put.ServerSideEncryption, "AES256");
    const got = await s3.getObject({ Bucket, Key: "folder/a b+ü.txt" });
    assert.equal(await got.Body!.transformToString(), "hello");
    assert.equal(got.ContentType, "text/plain");
    assert.equal(got.CacheControl, "no-cache");
    assert.equal(got.ContentEncoding, "identity");
    assert.equal(got.ContentLength, 5);
    assert.deepEqual(got.Metadata, { owner: "bob" });
    assert.equal(got.TagCount, 2);
    assert.equal(got.LastModified!.getTime(), cloud.clock.now());
    const head = await s3.headObject({ Bucket, Key: "folder/a b+ü.txt" });
    assert.equal(head.ETag, put.ETag);
    assert.equal(head.ContentLength, 5);
  });

  it("can be empty, replaced and deleted", async () => {
    await s3.putObject({ Bucket, Key: "empty" });
    assert.equal(await text({ Key: "empty" }), "");
    await s3.putObject({ Bucket, Key: "empty", Body: "no more" });
    assert.equal(await text({ Key: "empty" }), "no more");
    await s3.deleteObject({ Bucket, Key: "empty" });
    await s3.deleteObject({ Bucket, Key: "empty" });
    await assert.rejects(s3.getObject({ Bucket, Key: "empty" }), {
      name: "NoSuchKey",
      message: "The specified key does not exist.",
    });
    await assert.rejects(s3.headObject({ Bucket, Key: "empty" }), { name: "NotFound" });
    await assert.rejects(s3.getObject({ Bucket: "no-such-bucket", Key: "x" }), { name: "NoSuchBucket" });
  });

  it("are read in ranges", async () => {
    await s3.putObject({ Bucket, Key: "digits", Body: "0123456789" });
    const ranges: [string, string, string][] = [
      ["bytes=2-4", "234", "bytes 2-4/10"],
      ["bytes=7-", "789", "bytes 7-9/10"],
      ["bytes=-2", "89", "bytes 8-9/10"],
      ["bytes=5-100", "56789", "bytes 5-9/10"],
    ];
    for (const [Range, content, ContentRange] of ranges) {
      const got = await s3.getObject({ Bucket, Key: "digits", Range });
      assert.equal(got.$metadata.httpStatusCode, 206);
      assert.equal(await got.Body!.transformToString(), content);
      assert.equal(got.ContentRange, ContentRange);
    }
    assert.equal(await text({ Key: "digits", Range: "lines=1-2" }), "0123456789");
    await assert.rejects(s3.getObject({ Bucket, Key: "digits", Range: "bytes=10-" }), { name: "InvalidRange" });
  });

  it("are read and written on conditions", async () => {
    const { ETag } = await s3.putObject({ Bucket, Key: "conditional", Body: "1" });
    const object = { Bucket, Key: "conditional" };
    const status = (number: number) => (thrown: { $metadata: { httpStatusCode: number } }) =>
      thrown.$metadata.httpStatusCode === number;
    assert.equal(await text({ ...object, IfMatch: ETag }), "1");
    await assert.rejects(s3.getObject({ ...object, IfMatch: '"x"' }), { name: "PreconditionFailed" });
    await assert.rejects(s3.getObject({ ...object, IfNoneMatch: ETag }), status(304));
    await assert.rejects(s3.getObject({ ...object, IfModifiedSince: new Date(cloud.clock.now()) }), status(304));
    await assert.rejects(s3.getObject({ ...object, IfUnmodifiedSince: new Date(0) }), status(412));
    await assert.rejects(s3.putObject({ ...object, Body: "2", IfNoneMatch: "*" }), { name: "PreconditionFailed" });
    await s3.putObject({ ...object, Body: "2", IfMatch: ETag });
    await assert.rejects(s3.putObject({ ...object, Body: "3", IfMatch: ETag }), { name: "PreconditionFailed" });
  });

  it("are copied with or without their metadata", async () => {
    await s3.putObject({ Bucket, Key: "source ä", Body: "copy me", Metadata: { a: "1" }, ContentType: "text/x" });
    const CopySource = `${Bucket}/${encodeURIComponent("source ä")}`;
    const { CopyObjectResult } = await s3.copyObject({ Bucket, Key: "copy", CopySource });
    assert.equal(CopyObjectResult!.ETag, md5("copy me"));
    await s3.deleteObject({ Bucket, Key: "source ä" });
    const copy = await s3.getObject({ Bucket, Key: "copy" });
    assert.equal(await copy.Body!.transformToString(), "copy me");
    assert.deepEqual(copy.Metadata, { a: "1" });
    const itself = { Bucket, Key: "copy", CopySource: `/${Bucket}/copy` };
    await assert.rejects(s3.copyObject(itself), { name: "InvalidRequest" });
    const malformed = { Bucket, Key: "copy", CopySource: `${Bucket}/%zz` };
    await assert.rejects(s3.copyObject(malformed), { name: "InvalidArgument" });
    await s3.copyObject({ ...itself, MetadataDirective: "REPLACE", Metadata: { b: "2" } });
    assert.deepEqual((await s3.headObject({ Bucket, Key: "copy" })).Metadata, { b: "2" });
    await assert.rejects(s3.copyObject({ ...itself, CopySource: `${Bucket}/nowhere` }), { name: "NoSuchKey" });
  });

  it("are deleted many at a time", async () => {
    for (const Key of ["many/1", "many/2", "many/3"]) await s3.putObject({ Bucket, Key, Body: Key });
    const Objects = [{ Key: "many/1" }, { Key: "many/2" }, { Key: "many/none" }];
    const { Deleted } = await s3.deleteObjects({ Bucket, Delete: { Objects } });
    assert.deepEqual(Deleted, Objects);
    const quiet = await s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: "many/3" }], Quiet: true } });
    assert.equal(quiet.Deleted, undefined);
    assert.equal((await s3.listObjectsV2({ Bucket, Prefix: "many/" })).KeyCount, 0);
  });

  it("have tags", async () => {
    const object = { Bucket, Key: "tagged" };
    await s3.putObject({ ...object, Body: "x" });
    await s3.putObjectTagging({ ...object, Tagging: { TagSet: [{ Key: "a", Value: "1" }] } });
    assert.deepEqual((await s3.getObjectTagging(object)).TagSet, [{ Key: "a", Value: "1" }]);
    await s3.deleteObjectTagging(object);
    assert.deepEqual((await s3.getObjectTagging(object)).TagSet, []);
  });

  it("name what is not supported instead of ignoring it", async () => {
    const object = { Bucket, Key: "x", Body: "x" };
    await assert.rejects(s3.putObject({ ...object, ObjectLockLegalHoldStatus: "ON" }), { name: "NotImplemented" });
    await assert.rejects(s3.putObject({ ...object, StorageClass: "GLACIER" }), { name: "NotImplemented" });
    await assert.rejects(s3.putObject({ ...object, ACL: "public-read" }), { name: "AccessControlListNotSupported" });
  });
});

describe("Listings", () => {
  it("page in the order of keys, with prefixes and rolled-up folders", async () => {
    const bucket = { Bucket: "listings" };
    await s3.createBucket(bucket);
    const keys = ["a", "b/1", "b/2", "b/c/3", "c/1", "d", "é", "z"];
    for (const Key of keys.toReversed()) await s3.putObject({ ...bucket, Key, Body: Key });
    const all = await s3.listObjectsV2(bucket);
    assert.deepEqual(
      all.Contents!.map(({ Key }) => Key),
      ["a", "b/1", "b/2", "b/c/3", "c/1", "d", "z", "é"],
    );
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.listObjectsV2({ ...bucket, Delimiter: "/", MaxKeys: 2, ContinuationToken });
      const names = [
        ...(page.Contents ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map((p) => p.Prefix),
      ];
      assert.equal(page.KeyCount, names.length);
      seen.push(...names.toSorted());
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    assert.deepEqual(seen, ["a", "b/", "c/", "d", "z", "é"]);
    const inside = await s3.listObjectsV2({ ...bucket, Prefix: "b/", Delimiter: "/" });
    assert.deepEqual(
      inside.Contents!.map(({ Key }) => Key),
      ["b/1", "b/2"],
    );
    assert.deepEqual(inside.CommonPrefixes, [{ Prefix: "b/c/" }]);
    const later = await s3.listObjectsV2({ ...bucket, StartAfter: "c/1" });
    assert.deepEqual(
      later.Contents!.map(({ Key }) => Key),
      ["d", "z", "é"],
    );
    const old = await s3.listObjects({ ...bucket, Delimiter: "/", MaxKeys: 2 });
    assert.equal(old.NextMarker, "b/");
    const next = await s3.listObjects({ ...bucket, Delimiter: "/", MaxKeys: 2, Marker: old.NextMarker });
    assert.deepEqual(
      [...next.CommonPrefixes!.map(({ Prefix }) => Prefix), ...next.Contents!.map(({ Key }) => Key)],
      ["c/", "d"],
    );
    const versions = await s3.listObjectVersions({ ...bucket, Prefix: "b/" });
    assert.deepEqual(
      versions.Versions!.map(({ Key, VersionId }) => [Key, VersionId]),
      [
        ["b/1", "null"],
        ["b/2", "null"],
        ["b/c/3", "null"],
      ],
    );
  });
});

describe("Multipart uploads", () => {
  const size = 5 * 1024 * 1024;

  it("make one object of their parts", async () => {
    const object = { Bucket, Key: "large" };
    const { UploadId } = await s3.createMultipartUpload({ ...object, ContentType: "text/large", Metadata: { a: "1" } });
    const upload = { ...object, UploadId };
    const bodies = ["a".repeat(size), "b".repeat(size), "end"];
    const Parts = [];
    for (const [index, Body] of bodies.entries()) {
      const { ETag } = await s3.uploadPart({ ...upload, PartNumber: index + 1, Body });
      Parts.push({ PartNumber: index + 1, ETag });
    }
    assert.equal((await s3.listParts(upload)).Parts!.length, 3);
    assert.equal((await s3.listMultipartUploads({ Bucket })).Uploads!.length, 1);
    await assert.rejects(s3.completeMultipartUpload({ ...upload, MultipartUpload: { Parts: Parts.toReversed() } }), {
      name: "InvalidPartOrder",
    });
    const done = await s3.completeMultipartUpload({ ...upload, MultipartUpload: { Parts } });
    const digest = createHash("md5");
    for (const body of bodies) digest.update(createHash("md5").update(body).digest());
    assert.equal(done.ETag, `"${digest.digest("hex")}-3"`);
    const got = await s3.getObject({ ...object, Range: `bytes=${size - 1}-${size}` });
    assert.equal(await got.Body!.transformToString(), "ab");
    assert.equal(got.ContentType, "text/large");
    const part = await s3.getObject({ ...object, PartNumber: 3 });
    assert.equal(await part.Body!.transformToString(), "end");
    assert.equal(part.PartsCount, 3);
    assert.equal((await s3.getObject(object)).ContentLength, 2 * size + 3);
    await assert.rejects(s3.listParts(upload), { name: "NoSuchUpload" });
  });

  it("refuse small parts, unknown parts and aborted uploads", async () => {
    const object = { Bucket, Key: "aborted" };
    const { UploadId } = await s3.createMultipartUpload(object);
    const upload = { ...object, UploadId };
    const first = await s3.uploadPart({ ...upload, PartNumber: 1, Body: "small" });
    const second = await s3.uploadPart({ ...upload, PartNumber: 2, Body: "last" });
    const Parts = [
      { PartNumber: 1, ETag: first.ETag },
      { PartNumber: 2, ETag: second.ETag },
    ];
    await assert.rejects(s3.completeMultipartUpload({ ...upload, MultipartUpload: { Parts } }), {
      name: "EntityTooSmall",
    });
    await assert.rejects(
      s3.completeMultipartUpload({ ...upload, MultipartUpload: { Parts: [{ PartNumber: 3, ETag: '"x"' }] } }),
      { name: "InvalidPart" },
    );
    await s3.abortMultipartUpload(upload);
    await assert.rejects(s3.uploadPart({ ...upload, PartNumber: 1, Body: "x" }), { name: "NoSuchUpload" });
    await assert.rejects(s3.headObject(object), { name: "NotFound" });
  });

  it("copy parts of other objects", async () => {
    await s3.putObject({ Bucket, Key: "part-source", Body: "0123456789" });
    const object = { Bucket, Key: "of-copies" };
    const { UploadId } = await s3.createMultipartUpload(object);
    const { CopyPartResult } = await s3.uploadPartCopy({
      ...object,
      UploadId,
      PartNumber: 1,
      CopySource: `${Bucket}/part-source`,
      CopySourceRange: "bytes=3-5",
    });
    const Parts = [{ PartNumber: 1, ETag: CopyPartResult!.ETag }];
    await s3.completeMultipartUpload({ ...object, UploadId, MultipartUpload: { Parts } });
    assert.equal(await text({ Key: "of-copies" }), "345");
  });
});

describe("Contents", () => {
  it("are deleted with the last object that has them", async () => {
    const { blobs, activity } = cloud.runtime.host;
    const name = createHash("sha256").update("shared content").digest("hex");
    await s3.putObject({ Bucket, Key: "one", Body: "shared content" });
    await s3.putObject({ Bucket, Key: "two", Body: "shared content" });
    await s3.copyObject({ Bucket, Key: "three", CopySource: `${Bucket}/one` });
    await s3.deleteObject({ Bucket, Key: "one" });
    await s3.putObject({ Bucket, Key: "two", Body: "other" });
    await activity.whenIdle();
    assert.ok(await blobs.of("s3").get(name));
    await s3.deleteObject({ Bucket, Key: "three" });
    await activity.whenIdle();
    // Put again at once, they are there again.
    await s3.putObject({ Bucket, Key: "four", Body: "shared content" });
    assert.equal(await text({ Key: "four" }), "shared content");
  });

  it("survive being replaced while they arrive again", async () => {
    await s3.putObject({ Bucket, Key: "raced", Body: "same" });
    await Promise.all([
      s3.deleteObject({ Bucket, Key: "raced" }),
      s3.putObject({ Bucket, Key: "raced-too", Body: "same" }),
      s3.deleteObject({ Bucket, Key: "raced" }),
      s3.putObject({ Bucket, Key: "raced-three", Body: "same" }),
    ]);
    await cloud.runtime.host.activity.whenIdle();
    assert.equal(await text({ Key: "raced-too" }), "same");
    assert.equal(await text({ Key: "raced-three" }), "same");
  });
});
