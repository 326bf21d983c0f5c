import { createHash } from "node:crypto";
import { percentDecode } from "../../kernel/percent-decode.ts";
import type { WireRequest } from "../../kernel/wire.ts";
import { parseForm } from "../wire-text.ts";
import type { SignedCredential } from "./credential.ts";

const unsignedPayload = "UNSIGNED-PAYLOAD";
const contentHashHeader = "x-amz-content-sha256";

/** What HTTP/2's requests have in the host's place; wire requests have a host in either version. */
export const authorityHeader = ":authority";

/** Hexadecimal SHA-256. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * The canonical form of a request that its signature covers:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request
 */
export function canonicalRequest(request: WireRequest, credential: SignedCredential): string {
  return [
    request.method,
    canonicalPath(request.path, credential.service),
    canonicalQuery(request.rawQuery, credential.placement === "query"),
    canonicalHeaders(request, credential.signedHeaders),
    credential.signedHeaders,
    payloadHash(request, credential),
  ].join("\n");
}

/** S3 signs the path as it is sent; all others sign it encoded once more, without dots and doubled slashes. */
function canonicalPath(path: string, service: string): string {
  if (service === "s3") return path.split("/").map(reencode).join("/") || "/";
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const end = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.map(uriEncode).join("/")}${end}`;
}

function reencode(segment: string): string {
  return uriEncode(percentDecode(segment) ?? segment);
}

/** Percent-encodes all but the unreserved characters of RFC 3986. */
function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function canonicalQuery(rawQuery: string, presigned: boolean): string {
  if (rawQuery === "") return "";
  return parseForm(rawQuery)
    .filter(([name]) => !(presigned && name === "X-Amz-Signature"))
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .toSorted(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Each header on a line of its own, and an empty line's end. */
function canonicalHeaders(request: WireRequest, signedHeaders: string): string {
  let lines = "";
  for (const name of signedHeaders.split(";")) {
    const value = request.headers[name === authorityHeader ? "host" : name] ?? "";
    lines += `${name}:${value.trim().replace(/ +/g, " ")}\n`;
  }
  return lines;
}

function payloadHash(request: WireRequest, credential: SignedCredential): string {
  const sent = request.headers[contentHashHeader] ?? presignedHash(request, credential);
  if (sent !== undefined) return sent;
  if (credential.placement === "query" && credential.service === "s3") return unsignedPayload;
  return sha256Hex(request.body);
}

/** A presigned URL may carry the body's hash among its parameters. */
function presignedHash(request: WireRequest, credential: SignedCredential): string | undefined {
  if (credential.placement !== "query") return undefined;
  return parseForm(request.rawQuery).find(([name]) => name.toLowerCase() === contentHashHeader)?.[1];
}

/** Whether a hash of the body that the request carries is the body's; true if it carries none. */
export function bodyMatchesHash(request: WireRequest): boolean {
  const sent = request.headers[contentHashHeader];
  return sent === undefined || !/^[0-9a-f]{64}$/.test(sent) || sent === sha256Hex(request.body);
}
