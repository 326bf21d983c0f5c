import { createHmac, timingSafeEqual } from "node:crypto";
import type { WireRequest } from "../../kernel/wire.ts";
import { parseTimestamp } from "../timestamps.ts";
import { authorityHeader, bodyMatchesHash, canonicalRequest, sha256Hex } from "./canonical-request.ts";
import { isChunked, parseChunkedBody } from "./chunked-body.ts";
import { algorithm, type SignedCredential } from "./credential.ts";
import { SignatureProblem, signatureMismatch } from "./signature-problem.ts";

const minute = 60_000;
const mostPast = 15 * minute;
const mostFuture = 5 * minute;
const mostCachedKeys = 256;
const longestPresigning = 604_800;

/**
 * Verifies Signature Version 4 of headers, presigned URLs and chunked bodies. Keeps derived signing keys.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class SignatureVerifier {
  readonly #keys = new Map<string, Buffer>();

  /**
   * Checks that the request (as sent, not yet decoded) was signed with this secret. `now` is the instant of its
   * arrival, epoch milliseconds; without it old and future signatures are accepted, for clocks that clients don't share.
   * @throws SignatureProblem that tells what is wrong; `signatureError` makes AWS's answer of it.
   */
  verify(request: WireRequest, credential: SignedCredential, secretAccessKey: string, now: number | undefined): void {
    checkScope(request, credential);
    if (now !== undefined) checkTime(credential, now);
    const key = this.#signingKey(credential, secretAccessKey);
    const signature = sign(key, stringToSign(credential, sha256Hex(canonicalRequest(request, credential))));
    if (!equal(signature, credential.signature)) throw new SignatureProblem("invalid", signatureMismatch);
    if (isChunked(request)) checkChunks(request, credential, key);
    else if (!bodyMatchesHash(request)) throw new SignatureProblem("invalid", signatureMismatch);
  }

  #signingKey({ date, region, service }: SignedCredential, secret: string): Buffer {
    const name = `${secret}/${date}/${region}/${service}`;
    let key = this.#keys.get(name);
    if (!key) {
      key = [region, service, "aws4_request"].reduce(hmac, hmac(Buffer.from(`AWS4${secret}`, "utf8"), date));
      if (this.#keys.size >= mostCachedKeys) this.#keys.delete(this.#keys.keys().next().value!);
      this.#keys.set(name, key);
    }
    return key;
  }
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

function sign(key: Buffer, data: string): string {
  return createHmac("sha256", key).update(data).digest("hex");
}

function equal(computed: string, sent: string): boolean {
  return computed.length === sent.length && timingSafeEqual(Buffer.from(computed), Buffer.from(sent));
}

function scopeOf({ date, region, service }: SignedCredential): string {
  return `${date}/${region}/${service}/aws4_request`;
}

function stringToSign(credential: SignedCredential, requestHash: string): string {
  return `${algorithm}\n${basicTimestamp(credential)}\n${scopeOf(credential)}\n${requestHash}`;
}

/** The time of signing as `YYYYMMDDTHHMMSSZ`; a request with only a `Date` header has it in another form. */
function basicTimestamp({ timestamp }: SignedCredential): string {
  const instant = parseTimestamp(timestamp);
  if (!instant) {
    throw new SignatureProblem(
      "incomplete",
      `Date must be in ISO-8601 'basic format'. Got '${timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  return toBasic(instant.getTime());
}

function toBasic(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

function checkScope(request: WireRequest, credential: SignedCredential): void {
  if (credential.algorithm !== algorithm) {
    const complaint = `Unsupported AWS 'algorithm': '${credential.algorithm}' (only ${algorithm} for now). `;
    throw new SignatureProblem("incomplete", complaint);
  }
  const signedHeaders = credential.signedHeaders.split(";");
  if (!signedHeaders.includes("host") && !signedHeaders.includes(authorityHeader)) {
    throw new SignatureProblem("invalid", "'Host' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const unsigned = Object.keys(request.headers).find(
    (name) => name.startsWith("x-amz-security-token") && !signedHeaders.includes(name),
  );
  if (unsigned !== undefined)
    throw new SignatureProblem("invalid", `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
  const stamp = basicTimestamp(credential);
  if (stamp.slice(0, 8) !== credential.date) {
    throw new SignatureProblem(
      "invalid",
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${credential.date}' != '${stamp.slice(0, 8)}', from '${stamp}'.`,
    );
  }
}

function checkTime(credential: SignedCredential, now: number): void {
  const signed = parseTimestamp(credential.timestamp)!.getTime();
  const stamp = toBasic(signed);
  if (credential.placement === "query" && credential.expires !== undefined) {
    const seconds = Number(credential.expires);
    if (!(seconds >= 0 && seconds <= longestPresigning)) {
      throw new SignatureProblem("incomplete", "X-Amz-Expires must be less than a week (in seconds) that is, 604800");
    }
    if (now > signed + seconds * 1000) {
      const end = toBasic(signed + seconds * 1000);
      throw new SignatureProblem("expired-url", `Signature expired: ${end} is now earlier than ${toBasic(now)}`);
    }
  } else if (now - signed > mostPast) {
    throw new SignatureProblem(
      "skewed",
      `Signature expired: ${stamp} is now earlier than ${toBasic(now - mostPast)} (${toBasic(now)} - 15 min.)`,
    );
  }
  if (signed - now > mostFuture) {
    throw new SignatureProblem(
      "skewed",
      `Signature not yet current: ${stamp} is still later than ${toBasic(now + mostFuture)} (${toBasic(now)} + 5 min.)`,
    );
  }
}

const emptyHash = sha256Hex("");

/** Each chunk's signature covers the one before it; the first one covers the request's. */
function checkChunks(request: WireRequest, credential: SignedCredential, key: Buffer): void {
  if (request.headers["x-amz-content-sha256"]!.startsWith("STREAMING-UNSIGNED")) return;
  const { chunks, trailerText, trailerSignature } = parseChunkedBody(request.body);
  const prefix = `${basicTimestamp(credential)}\n${scopeOf(credential)}`;
  let previous = credential.signature;
  for (const { bytes, signature } of chunks) {
    const text = `${algorithm}-PAYLOAD\n${prefix}\n${previous}\n${emptyHash}\n${sha256Hex(bytes)}`;
    if (signature === undefined || !equal(sign(key, text), signature))
      throw new SignatureProblem("invalid", signatureMismatch);
    previous = signature;
  }
  if (trailerSignature === undefined) return;
  const text = `${algorithm}-TRAILER\n${prefix}\n${previous}\n${sha256Hex(trailerText)}`;
  if (!equal(sign(key, text), trailerSignature)) throw new SignatureProblem("invalid", signatureMismatch);
}
