import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A URL as boto3 presigns it with Signature Version 2; `headers` are signed and carried in the query. */
function presign(
  method: string,
  path: string,
  signer: Signer,
  options: { readonly headers?: Readonly<Record<string, string>>; readonly contentType?: string } = {},
): string {
  const headers = Object.entries(options.headers ?? {});
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join("");
  const text = `${method}\n\n${options.contentType ?? ""}\n1767312000\n${lines}${path}`;
  const Signature = createHmac("sha1", signer.secretAccessKey).update(text).digest("base64");
  const query = new URLSearchParams({ AWSAccessKeyId: signer.accessKeyId, Signature, ...options.headers });
  return `${path}?${query}&Expires=1767312000`;
}

describe("URLs presigned with Signature Version 2", () => {
  const anybody = { accessKeyId: "test", secretAccessKey: "test" };
  const form = "application/x-www-form-urlencoded";
  let cloud: TestCloud;
  let s3: S3;
  let endpoint: string;
  let bob: Signer;

  before(async () => {
    cloud = await createTestCloud();
    s3 = cloud.client(S3);
    await s3.createBucket({ Bucket: "signed" });
    await s3.putObject({ Bucket: "signed", Key: "mine", Body: "hello" });
    const iam = cloud.client(IAM);
    await iam.createUser({ UserName: "bob" });
    const Statement = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.putUserPolicy({ UserName: "bob", PolicyName: "reads", PolicyDocument });
    const { AccessKey } = await iam.createAccessKey({ UserName: "bob" });
    bob = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
    endpoint = await cloud.listen();
  });
  after(() => cloud.close());

  it("read objects", async () => {
    const answer = await fetch(endpoint + presign("GET", "/signed/mine", anybody));
    assert.deepEqual([answer.status, await answer.text()], [200, "hello"]);
  });

  it("write objects with the headers they carry, also such that come as a form", async () => {
    const url = presign("PUT", "/signed/put", anybody, { headers: { "x-amz-meta-owner": "bob" } });
    const answer = await fetch(endpoint + url, { method: "PUT", body: "a=b", headers: { "content-type": form } });
    assert.equal(answer.status, 200, await answer.text());
    const got = await s3.getObject({ Bucket: "signed", Key: "put" });
    assert.deepEqual([await got.Body!.transformToString(), got.Metadata], ["a=b", { owner: "bob" }]);
  });

  it("let their signer do what the signer may, and nothing else", async () => {
    const read = await fetch(endpoint + presign("GET", "/signed/mine", bob));
    assert.deepEqual([read.status, await read.text()], [200, "hello"]);
    const deleted = await fetch(endpoint + presign("DELETE", "/signed/mine", bob), { method: "DELETE" });
    assert.equal(deleted.status, 403);
    assert.match(await deleted.text(), /<Code>AccessDenied<\/Code>/);
  });

  it("are refused when they were not signed with the key's secret", async () => {
    const forged = { ...bob, secretAccessKey: "other" };
    const answer = await fetch(endpoint + presign("GET", "/signed/mine", forged));
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /<Code>SignatureDoesNotMatch<\/Code>/);
  });
});
