import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { WireRequest } from "../kernel/wire.ts";
import { createCodecs } from "./codecs.ts";
import { createModelCatalog } from "./model-catalog.ts";
import { type Route, Router } from "./router.ts";
import { parseCredential } from "./sigv4/credential.ts";

const router = new Router(createCodecs(createModelCatalog()));

function request(parts: Partial<WireRequest> & { readonly text?: string }): WireRequest {
  const { text = "", headers, ...rest } = parts;
  return {
    method: "POST",
    path: "/",
    rawQuery: "",
    body: Buffer.from(text),
    sourceIp: "127.0.0.1",
    ...rest,
    headers: { host: "localhost:4566", ...headers },
  };
}

function signedFor(service: string): Record<string, string> {
  const credential = `Credential=AKID/20260101/eu-west-1/${service}/aws4_request`;
  return {
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=00`,
    "x-amz-date": "20260101T000000Z",
  };
}

function route(sent: WireRequest): Route {
  return router.route(sent, parseCredential(sent));
}

function operationOf(sent: WireRequest): string {
  const found = route(sent);
  return found.kind === "operation" ? `${found.service}.${found.operation}` : found.error.code;
}

function labelsOf(sent: WireRequest): unknown {
  const found = route(sent);
  assert.ok(found.kind === "operation");
  return found.labels;
}

const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };

describe("routing of requests", () => {
  it("goes by X-Amz-Target, whatever host or signature say", () => {
    const headers = { "x-amz-target": "DynamoDB_20120810.GetItem", ...signedFor("s3") };
    assert.equal(operationOf(request({ headers })), "dynamodb.GetItem");
    const unknown = request({ headers: { "x-amz-target": "DynamoDB_20120810.Nothing" } });
    assert.equal(operationOf(unknown), "UnknownOperationException");
    assert.equal(operationOf(request({ headers: { "x-amz-target": "Nothing" } })), "UnknownOperationException");
  });

  it("gives DynamoDB's bare answers to what DynamoDB does not read: another type of body, another method, 16 MB", () => {
    const headers = { "x-amz-target": "DynamoDB_20120810.ListTables" };
    const answerTo = (parts: Parameters<typeof request>[0]) => {
      const found = route(request({ text: "{}", ...parts, headers: { ...headers, ...parts.headers } }));
      if (found.kind === "operation") return found.operation;
      const { status, body } = found.codec.encodeError(found.error, "id");
      return `${status} ${String(body)}`;
    };
    for (const type of ["application/x-amz-json-1.0", "application/json", "application/json ; charset=x"]) {
      assert.equal(answerTo({ headers: { "content-type": type } }), "ListTables", type);
    }
    const nothing = "404 <UnknownOperationException/>\n";
    for (const type of ["text/plain", "application/x-amz-json-1.1", "application/jsonx"]) {
      assert.equal(answerTo({ headers: { "content-type": type } }), nothing, type);
    }
    assert.equal(answerTo({}), nothing);
    assert.equal(answerTo({ text: "" }), "ListTables");
    assert.equal(answerTo({ text: "", method: "GET" }), nothing);
    const most = 16 * 1024 * 1024;
    const type = { "content-type": "application/json" };
    assert.equal(answerTo({ body: Buffer.alloc(most), headers: type }), "ListTables");
    assert.equal(answerTo({ body: Buffer.alloc(most + 1), headers: type }), "413 ");
    const other = { "x-amz-target": "AWSStepFunctions.ListActivities", "content-type": "text/plain" };
    assert.equal(operationOf(request({ text: "{}", headers: other })), "states.ListActivities");
  });

  it("goes by Action, in the body or the query, of the service signed for or with that version", () => {
    const text = "Action=GetRole&Version=2010-05-08&RoleName=r";
    assert.equal(operationOf(request({ text, headers: { ...form, ...signedFor("iam") } })), "iam.GetRole");
    assert.equal(operationOf(request({ text, headers: form })), "iam.GetRole");
    assert.equal(operationOf(request({ method: "GET", rawQuery: text })), "iam.GetRole");
    const host = "sts.eu-west-1.amazonaws.com";
    const identity = "Action=GetCallerIdentity&Version=2011-06-15";
    assert.equal(operationOf(request({ text: identity, headers: { ...form, host } })), "sts.GetCallerIdentity");
  });

  it("takes forms for calls of an Action only where they are posted to /", () => {
    assert.equal(operationOf(request({ text: "a=b", headers: form })), "InvalidAction");
    for (const sent of [
      { method: "PUT", path: "/bucket/key" },
      { method: "POST", path: "/bucket/key" },
    ]) {
      const code = operationOf(request({ ...sent, text: "a=b", headers: form }));
      assert.equal(code, "MissingAuthenticationTokenException");
    }
  });

  it("answers an unknown Action as AWS does", () => {
    const sent = request({ text: "Action=Nothing&Version=2010-05-08", headers: { ...form, ...signedFor("iam") } });
    const found = route(sent);
    assert.ok(found.kind === "unrouted");
    const { status, body } = found.codec.encodeError(found.error, "id");
    assert.equal(status, 400);
    assert.match(
      String(body),
      /<Type>Sender<\/Type><Code>InvalidAction<\/Code><Message>Could not find operation Nothing for version 2010-05-08<\/Message>/,
    );
  });

  it("goes by method and path of the REST service signed for", () => {
    const get = request({
      method: "GET",
      path: "/restapis/a%2Fb/resources/r/methods/GET",
      headers: signedFor("apigateway"),
    });
    assert.equal(operationOf(get), "apigateway.GetMethod");
    assert.deepEqual(labelsOf(get), { restapi_id: "a/b", resource_id: "r", http_method: "GET" });
    const invoke = request({ path: "/2015-03-31/functions/f/invocations", headers: signedFor("lambda") });
    assert.equal(operationOf(invoke), "lambda.Invoke");
    assert.equal(operationOf(request({ path: "/nothing", headers: signedFor("lambda") })), "UnknownOperationException");
  });

  it("tells S3's operations apart by query and headers", () => {
    const cases: readonly (readonly [string, string, string, Record<string, string>?])[] = [
      ["GET /", "", "ListBuckets"],
      ["GET /b", "", "ListObjects"],
      ["GET /b/", "", "ListObjects"],
      ["GET /b", "list-type=2&prefix=a", "ListObjectsV2"],
      ["GET /b", "location", "GetBucketLocation"],
      ["GET /b", "versioning=", "GetBucketVersioning"],
      ["HEAD /b", "", "HeadBucket"],
      ["PUT /b", "", "CreateBucket"],
      ["GET /b/k", "", "GetObject"],
      ["GET /b/k", "x-id=GetObject&response-content-type=a", "GetObject"],
      ["GET /b/k", "uploadId=u", "ListParts"],
      ["GET /b/k", "tagging", "GetObjectTagging"],
      ["PUT /b/k", "", "PutObject"],
      ["PUT /b/k", "partNumber=1&uploadId=u", "UploadPart"],
      ["PUT /b/k", "", "CopyObject", { "x-amz-copy-source": "/b/o" }],
      ["PUT /b/k", "partNumber=1&uploadId=u", "UploadPartCopy", { "x-amz-copy-source": "/b/o" }],
      ["POST /b/k", "uploads", "CreateMultipartUpload"],
      ["POST /b/k", "uploadId=u", "CompleteMultipartUpload"],
      ["POST /b", "delete", "DeleteObjects"],
      ["DELETE /b/k", "", "DeleteObject"],
      ["DELETE /b/k", "uploadId=u", "AbortMultipartUpload"],
    ];
    for (const [line, rawQuery, operation, headers] of cases) {
      const [method, path] = line.split(" ") as [string, string];
      const sent = request({ method, path, rawQuery, headers: { ...signedFor("s3"), ...headers } });
      assert.equal(operationOf(sent), `s3.${operation}`, `${line}?${rawQuery}`);
    }
  });

  it("finds the bucket in the path or the host, and keeps a key's slashes", () => {
    const path = "/b/a%20b//c/";
    assert.deepEqual(labelsOf(request({ method: "GET", path, headers: signedFor("s3") })), {
      Bucket: "b",
      Key: "a b//c/",
    });
    for (const host of ["my.bucket.s3.eu-west-1.amazonaws.com", "my.bucket.s3.localhost:4566", "my.bucket.localhost"]) {
      const sent = request({ method: "GET", path: "/k/", headers: { ...signedFor("s3"), host } });
      assert.deepEqual(labelsOf(sent), { Bucket: "my.bucket", Key: "k/" }, host);
    }
  });

  it("takes an unsigned read for an S3 object, and asks for a token otherwise", () => {
    assert.equal(operationOf(request({ method: "GET", path: "/bucket/key" })), "s3.GetObject");
    assert.equal(operationOf(request({ method: "GET" })), "MissingAuthenticationTokenException");
    assert.equal(operationOf(request({ path: "/bucket/key" })), "MissingAuthenticationTokenException");
  });

  it("says by name which service isn't there", () => {
    const found = route(request({ method: "GET", path: "/clusters", headers: signedFor("eks") }));
    assert.ok(found.kind === "unrouted");
    assert.equal(found.error.message, "Virga does not support the service eks");
    const target = { "x-amz-target": "AmazonEC2ContainerServiceV20141113.ListClusters", ...signedFor("ecs") };
    assert.equal(operationOf(request({ headers: target })), "NotImplemented");
  });

  it("answers malformed escapes as AWS does", () => {
    const path = "/b/%zz";
    assert.equal(operationOf(request({ method: "GET", path, headers: signedFor("s3") })), "InvalidURI");
    assert.equal(operationOf(request({ method: "PATCH", path: "/b", headers: signedFor("s3") })), "MethodNotAllowed");
  });
});
