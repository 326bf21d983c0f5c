import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { describe, it } from "node:test";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import type { WireRequest } from "../../kernel/wire.ts";
import { decodeChunkedRequest } from "./chunked-body.ts";
import { parseCredential } from "./credential.ts";
import { SignatureProblem, type SignatureProblemKind, signatureError } from "./signature-problem.ts";
import { SignatureVerifier } from "./verify.ts";

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const signedAt = new Date("2026-03-04T05:06:07Z");

/** The hash class that the reference signer asks for. */
class Sha256 {
  readonly #hash;

  constructor(key?: string | Uint8Array | ArrayBuffer) {
    this.#hash = key === undefined ? createHash("sha256") : createHmac("sha256", key as Uint8Array);
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

interface Given {
  readonly service?: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly sessionToken?: string;
}

function signer(given: Given): SignatureV4 {
  const service = given.service ?? "dynamodb";
  return new SignatureV4({
    service,
    region: "eu-west-1",
    credentials: {
      accessKeyId: "AKIDEXAMPLE",
      secretAccessKey: secret,
      ...(given.sessionToken === undefined ? {} : { sessionToken: given.sessionToken }),
    },
    // The reference signer wants a checksum constructor of the SDK's own type.
    sha256: Sha256 as unknown as ConstructorParameters<typeof SignatureV4>[0]["sha256"],
    uriEscapePath: service !== "s3",
    applyChecksum: service === "s3",
  });
}

function unsigned(given: Given) {
  return {
    protocol: "https:",
    hostname: "localhost",
    port: 4566,
    method: given.method ?? "POST",
    path: given.path ?? "/",
    query: given.query ?? {},
    headers: { host: "localhost:4566", ...given.headers },
    body: given.body ?? "",
  };
}

type Signed = ReturnType<typeof unsigned>;

function toWire(signed: Signed, given: Given): WireRequest {
  const encode = (text: string) => encodeURIComponent(text);
  const query = Object.entries(signed.query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return {
    method: signed.method,
    path: signed.path,
    rawQuery: query.join("&"),
    headers: Object.fromEntries(Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(given.body ?? "", "utf8"),
    sourceIp: "127.0.0.1",
  };
}

async function signWithHeaders(given: Given = {}): Promise<WireRequest> {
  const signed = await signer(given).sign(unsigned(given), { signingDate: signedAt });
  return toWire(signed as unknown as Signed, given);
}

async function presign(given: Given = {}, expiresIn = 60): Promise<WireRequest> {
  const signed = await signer(given).presign(unsigned(given), { signingDate: signedAt, expiresIn });
  return toWire(signed as unknown as Signed, given);
}

function verify(request: WireRequest, later = 0, key = secret): void {
  const credential = parseCredential(request)!;
  new SignatureVerifier().verify(request, credential, key, signedAt.getTime() + later);
}

function problem(kind: SignatureProblemKind, message?: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof SignatureProblem, String(error));
    assert.equal(error.kind, kind);
    if (message) assert.match(error.message, message);
    return true;
  };
}

describe("signatures in the Authorization header", () => {
  it("are accepted as the reference signer makes them", async () => {
    verify(
      await signWithHeaders({ body: '{"TableName":"t"}', headers: { "x-amz-target": "A.B", "x-spaced": " a   b " } }),
    );
  });

  it("are accepted whatever the path, the query and the headers hold", async () => {
    const text = fc.string({ unit: "grapheme-ascii", maxLength: 12 });
    const given = fc.record({
      service: fc.constantFrom("s3", "dynamodb", "lambda"),
      segments: fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }), { maxLength: 4 }),
      query: fc.dictionary(fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 6 }), text, { maxKeys: 4 }),
      body: text,
    });
    await fc.assert(
      fc.asyncProperty(given, async ({ service, segments, query, body }) => {
        const plain = segments.filter((segment) => !/^\.+$/.test(segment) && segment.isWellFormed());
        const encoded = plain.map((segment) =>
          encodeURIComponent(segment).replace(
            /[!'()*]/g,
            (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
          ),
        );
        verify(await signWithHeaders({ service, path: `/${encoded.join("/")}`, query, body }));
      }),
      { numRuns: 60 },
    );
  });

  it("tell the credential's parts", async () => {
    const credential = parseCredential(await signWithHeaders({ sessionToken: "token/+=" }))!;
    assert.equal(credential.accessKeyId, "AKIDEXAMPLE");
    assert.equal(credential.date, "20260304");
    assert.equal(credential.region, "eu-west-1");
    assert.equal(credential.service, "dynamodb");
    assert.equal(credential.sessionToken, "token/+=");
    assert.equal(credential.timestamp, "20260304T050607Z");
  });

  it("are refused with another secret, body, header or query", async () => {
    const request = await signWithHeaders({ body: "body", query: { a: "1" } });
    assert.throws(() => verify(request, 0, "other"), problem("invalid", /does not match the signature you provided/));
    assert.throws(() => verify({ ...request, body: Buffer.from("Body") }), problem("invalid"));
    assert.throws(() => verify({ ...request, rawQuery: "a=2" }), problem("invalid"));
    const headers = { ...request.headers, host: "localhost:4567" };
    assert.throws(() => verify({ ...request, headers }), problem("invalid"));
  });

  it("are refused when the body isn't the one whose hash they sign", async () => {
    const request = await signWithHeaders({ service: "s3", body: "body" });
    assert.throws(() => verify({ ...request, body: Buffer.from("Body") }), problem("invalid"));
  });

  it("are accepted for 15 minutes after and 5 minutes before their date", async () => {
    const request = await signWithHeaders();
    verify(request, 15 * 60_000);
    verify(request, -5 * 60_000);
    assert.throws(
      () => verify(request, 15 * 60_000 + 1000),
      problem(
        "skewed",
        /^Signature expired: 20260304T050607Z is now earlier than 20260304T050608Z \(20260304T052108Z - 15 min\.\)$/,
      ),
    );
    assert.throws(() => verify(request, -301_000), problem("skewed", /^Signature not yet current: 20260304T050607Z/));
  });

  it("are asked for complete", async () => {
    const request = await signWithHeaders();
    const authorization = request.headers.authorization!;
    const changed = (text: string) => ({ ...request, headers: { ...request.headers, authorization: text } });
    assert.throws(
      () => parseCredential(changed(authorization.replace(/, Signature=.*/, ""))),
      problem("incomplete", /^Authorization header requires 'Signature' parameter\. Authorization=AWS4/),
    );
    assert.throws(
      () => parseCredential(changed(authorization.replace("/dynamodb/", "/"))),
      problem("incomplete", /exactly 5/),
    );
    assert.throws(() => verify(changed(authorization.replace("host;", ""))), problem("invalid", /'Host' must be/));
    assert.equal(parseCredential(changed("Bearer abc")), undefined);
  });
});

describe("presigned URLs", () => {
  it("are accepted until they expire", async () => {
    const request = await presign({
      service: "s3",
      method: "GET",
      path: "/bucket/a%20b",
      query: { versionId: "1" },
      headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    });
    verify(request, 60_000);
    assert.throws(() => verify(request, 61_000), problem("expired-url"));
  });

  it("carry the session token in the query", async () => {
    const request = await presign({ service: "sts", method: "GET", sessionToken: "token" });
    assert.equal(parseCredential(request)!.sessionToken, "token");
    verify(request);
  });

  it("are refused beside an Authorization header", async () => {
    const request = await presign();
    const headers = { ...request.headers, authorization: "AWS4-HMAC-SHA256 Credential=x" };
    assert.throws(() => parseCredential({ ...request, headers }), problem("invalid", /^Found both/));
  });
});

describe("chunked bodies", () => {
  const chunkedGiven: Given = {
    service: "s3",
    method: "PUT",
    path: "/bucket/key",
    headers: {
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
      "x-amz-decoded-content-length": "11",
      "content-encoding": "aws-chunked,gzip",
    },
  };

  function hash(data: string): string {
    return createHash("sha256").update(data).digest("hex");
  }

  /** Signs the chunks of a body as the S3 documentation tells. */
  function signChunks(seed: string, chunks: readonly string[], trailer: string): string {
    const key = ["20260304", "eu-west-1", "s3", "aws4_request"].reduce(
      (previous, part) => createHmac("sha256", previous).update(part).digest(),
      Buffer.from(`AWS4${secret}`),
    );
    const scope = "20260304T050607Z\n20260304/eu-west-1/s3/aws4_request";
    let signature = seed;
    let body = "";
    for (const chunk of chunks) {
      const text = `AWS4-HMAC-SHA256-PAYLOAD\n${scope}\n${signature}\n${hash("")}\n${hash(chunk)}`;
      signature = createHmac("sha256", key).update(text).digest("hex");
      body += `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${chunk}${chunk === "" ? "" : "\r\n"}`;
    }
    const last = createHmac("sha256", key).update(
      `AWS4-HMAC-SHA256-TRAILER\n${scope}\n${signature}\n${hash(`${trailer}\n`)}`,
    );
    return `${body}${trailer}\r\nx-amz-trailer-signature:${last.digest("hex")}\r\n\r\n`;
  }

  async function chunkedRequest(): Promise<WireRequest> {
    const request = await signWithHeaders(chunkedGiven);
    const seed = parseCredential(request)!.signature;
    const body = signChunks(seed, ["hello ", "world", ""], "x-amz-checksum-crc32:DUoRhQ==");
    return { ...request, body: Buffer.from(body) };
  }

  it("are verified chunk by chunk, trailer included", async () => {
    const request = await chunkedRequest();
    verify(request);
    const changed = request.body.toString().replace("world", "World");
    assert.throws(() => verify({ ...request, body: Buffer.from(changed) }), problem("invalid"));
    const trailed = request.body.toString().replace("DUoRhQ", "DUoRhR");
    assert.throws(() => verify({ ...request, body: Buffer.from(trailed) }), problem("invalid"));
  });

  it("are decoded, with their trailers among the headers", async () => {
    const decoded = decodeChunkedRequest(await chunkedRequest());
    assert.equal(Buffer.from(decoded.body).toString(), "hello world");
    assert.equal(decoded.headers["x-amz-checksum-crc32"], "DUoRhQ==");
    assert.equal(decoded.headers["content-encoding"], "gzip");
    assert.equal(decoded.headers["content-length"], "11");
  });

  it("are refused when they end early", async () => {
    const request = await chunkedRequest();
    const body = request.body.subarray(0, 100);
    assert.throws(() => decodeChunkedRequest({ ...request, body }), { code: "IncompleteBody" });
  });
});

describe("signature errors", () => {
  it("have each protocol's own names", () => {
    const unknown = new SignatureProblem("unknown-key", "The security token included in the request is invalid.");
    const codes = (["json", "query", "s3"] as const).map((family) => signatureError(unknown, family).code);
    assert.deepEqual(codes, ["UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId"]);
  });
});
