import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { WireRequest } from "../../kernel/wire.ts";
import { SignatureProblem, type SignatureProblemKind, signatureError } from "../sigv4/signature-problem.ts";
import { parseQueryAuthentication, verifyQueryAuthentication } from "./query-authentication.ts";

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const expires = 1_767_225_660;
const inTime = (expires - 60) * 1000;

function request(method: string, url: string, headers: Record<string, string> = {}): WireRequest {
  const { host } = new URL(url);
  const [path = "", rawQuery = ""] = url.slice(url.indexOf(host) + host.length).split("?");
  return { method, path, rawQuery, headers: { host, ...headers }, body: Buffer.alloc(0), sourceIp: "127.0.0.1" };
}

function verify(sent: WireRequest, options: { readonly key?: string; readonly now?: number | undefined } = {}): void {
  const now = "now" in options ? options.now : inTime;
  verifyQueryAuthentication(sent, parseQueryAuthentication(sent)!, options.key ?? secret, now);
}

function problem(kind: SignatureProblemKind, message?: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof SignatureProblem, String(error));
    assert.equal(error.kind, kind);
    if (message) assert.match(error.message, message);
    return true;
  };
}

const plain = `http://localhost:4566/b-1/a%20b%2B%C3%BC/x.txt?AWSAccessKeyId=AKIDEXAMPLE&Signature=hI5IUiFsWMKfrKxHiP0bk5TQbu8%3D&Expires=${expires}`;

/** What boto3 presigned with this secret. */
const presigned: readonly [what: string, method: string, url: string, headers?: Record<string, string>][] = [
  ["a plain object", "GET", plain],
  [
    "headers of the answer",
    "GET",
    `http://localhost:4566/b-1/k?response-content-type=text%2Fx%3B%20a%3Db&response-content-disposition=attachment%3B%20filename%3D%22%C3%A4.txt%22&AWSAccessKeyId=AKIDEXAMPLE&Signature=Sq4aYqDF8JssB7u9LI%2FFm91ky04%3D&Expires=${expires}`,
  ],
  [
    "parameters that are no part of the resource",
    "GET",
    `http://localhost:4566/b-1?list-type=2&prefix=p%2F&encoding-type=url&AWSAccessKeyId=AKIDEXAMPLE&Signature=ps3pqVpmzYCFUw74r8EdN%2B1IAF0%3D&Expires=${expires}`,
  ],
  [
    "headers of the request",
    "PUT",
    `http://localhost:4566/b-1/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=iCgwEmyyhmzEudviCD%2BNvG%2BzNUc%3D&content-type=text%2Fplain&x-amz-meta-owner=bob&Expires=${expires}`,
    { "content-type": "text/plain" },
  ],
  [
    "a part of the resource without a value",
    "GET",
    `http://localhost:4566/b-1/k?tagging&AWSAccessKeyId=AKIDEXAMPLE&Signature=cUD7t5qHPzyO4yIIB2qSP09naR4%3D&Expires=${expires}`,
  ],
  [
    "parts of the resource with values",
    "PUT",
    `http://localhost:4566/b-1/k?uploadId=u%2F1&partNumber=2&AWSAccessKeyId=AKIDEXAMPLE&Signature=ZnnyKGQW1%2BG3HA%2Fn3iJRoNs11Z4%3D&Expires=${expires}`,
  ],
  [
    "a bucket in the host",
    "GET",
    `http://b-1.s3.localhost:4566/k/1?AWSAccessKeyId=AKIDEXAMPLE&Signature=ZDlBVPqw6MpmejUhYMWJkkUM3qY%3D&Expires=${expires}`,
  ],
  [
    "a session token",
    "HEAD",
    `http://localhost:4566/b-1/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=9f5rrp1RF2H05pIUNLaPO78vMQw%3D&x-amz-security-token=TOKEN%2B%2F%3D&Expires=${expires}`,
  ],
];

describe("URLs presigned with Signature Version 2", () => {
  for (const [what, method, url, headers] of presigned) {
    it(`are accepted with ${what}, and with another secret refused`, () => {
      verify(request(method, url, headers));
      assert.throws(() => verify(request(method, url, headers), { key: "other" }), problem("invalid"));
    });
  }

  it("are refused when method, path or a signed parameter is another", () => {
    assert.throws(() => verify(request("PUT", plain)), problem("invalid"));
    assert.throws(() => verify(request("GET", plain.replace("x.txt", "y.txt"))), problem("invalid"));
    assert.throws(() => verify(request("GET", `${plain}&versionId=1`)), problem("invalid"));
    assert.throws(() => verify(request("GET", plain, { "x-amz-meta-a": "b" })), problem("invalid"));
  });

  it("are over when they say so, unless clients don't share the clock", () => {
    verify(request("GET", plain), { now: expires * 1000 });
    assert.throws(() => verify(request("GET", plain), { now: expires * 1000 + 1 }), problem("expired-url"));
    verify(request("GET", plain), { now: undefined });
  });

  it("are refused when a part of them is missing or unreadable", () => {
    const required = /^Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters$/;
    assert.throws(() => verify(request("GET", plain.replace("Signature=", "S="))), problem("incomplete-url", required));
    assert.throws(() => verify(request("GET", plain.replace("Expires=", "E="))), problem("incomplete-url", required));
    const date = /^Invalid date \(should be seconds since epoch\): soon$/;
    assert.throws(() => verify(request("GET", plain.replace(`${expires}`, "soon"))), problem("incomplete-url", date));
  });

  it("get S3's errors", () => {
    const error = (kind: SignatureProblemKind) => {
      const { code, message, status } = signatureError(new SignatureProblem(kind, "Why"), "s3");
      return [code, message, status];
    };
    assert.deepEqual(error("expired-url"), ["AccessDenied", "Request has expired", 403]);
    assert.deepEqual(error("incomplete-url"), ["AccessDenied", "Why", 403]);
  });

  it("tell the region by their host, and are not the signatures of Query services", () => {
    const url = "http://b.s3.eu-west-1.amazonaws.com/k?AWSAccessKeyId=A&Signature=S&Expires=1";
    assert.equal(parseQueryAuthentication(request("GET", url))?.region, "eu-west-1");
    const query = "http://localhost:4566/?Action=GetUser&AWSAccessKeyId=A&Signature=S&SignatureVersion=2";
    assert.equal(parseQueryAuthentication(request("GET", query)), undefined);
    assert.equal(parseQueryAuthentication(request("GET", "http://localhost:4566/b/k")), undefined);
  });
});
