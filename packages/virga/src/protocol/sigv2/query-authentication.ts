import { createHmac, timingSafeEqual } from "node:crypto";
import { percentDecode } from "../../kernel/percent-decode.ts";
import type { WireRequest } from "../../kernel/wire.ts";
import { parseHost } from "../hosts.ts";
import { SignatureProblem, signatureMismatch } from "../sigv4/signature-problem.ts";
import { parseForm } from "../wire-text.ts";

/**
 * Who says to have signed a URL with Signature Version 2, which only S3 still takes and which the AWS CLI and boto3
 * presign with in the oldest regions. Nothing of it is checked yet.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#RESTAuthenticationQueryStringAuth
 */
export interface QueryAuthentication {
  readonly version: 2;
  readonly service: "s3";
  /** What the host tells; the signature has none. */
  readonly region?: string;
  readonly accessKeyId: string;
  /** Empty if the URL has none. */
  readonly signature: string;
  /** Epoch seconds, as sent; empty if the URL has none. */
  readonly expires: string;
  readonly sessionToken?: string;
}

const endpointPrefixes: ReadonlySet<string> = new Set(["s3"]);
const tokenParameter = "x-amz-security-token";

/** The query parameters that are part of the resource; all others are not signed. */
const signedParameters: ReadonlySet<string> = new Set([
  "accelerate",
  "acl",
  "analytics",
  "cors",
  "defaultObjectAcl",
  "delete",
  "inventory",
  "lifecycle",
  "location",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "partNumber",
  "policy",
  "replication",
  "requestPayment",
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
  "restore",
  "select",
  "select-type",
  "storageClass",
  "tagging",
  "torrent",
  "uploadId",
  "uploads",
  "versionId",
  "versioning",
  "versions",
  "website",
]);

/** Reads the signature of a presigned URL; undefined if it has none, or is a call of a Query service. */
export function parseQueryAuthentication(request: WireRequest): QueryAuthentication | undefined {
  if (!/(^|&)AWSAccessKeyId=/.test(request.rawQuery) || /(^|&)Action=/.test(request.rawQuery)) return undefined;
  const query = new Map(parseForm(request.rawQuery));
  const { region } = parseHost(request.headers.host ?? "", endpointPrefixes);
  const sessionToken = query.get(tokenParameter) ?? request.headers[tokenParameter];
  return {
    version: 2,
    service: "s3",
    accessKeyId: query.get("AWSAccessKeyId")!,
    signature: query.get("Signature") ?? "",
    expires: query.get("Expires") ?? "",
    ...(region === undefined ? {} : { region }),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

/**
 * Checks that the URL was signed with this secret and is not over at `now`, epoch milliseconds; without `now` it is
 * accepted at any time, for clocks that clients don't share.
 * @throws SignatureProblem that tells what is wrong.
 */
export function verifyQueryAuthentication(
  request: WireRequest,
  { signature, expires }: QueryAuthentication,
  secretAccessKey: string,
  now: number | undefined,
): void {
  if (signature === "" || expires === "") {
    const message = "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters";
    throw new SignatureProblem("incomplete-url", message);
  }
  if (!/^\d+$/.test(expires)) {
    throw new SignatureProblem("incomplete-url", `Invalid date (should be seconds since epoch): ${expires}`);
  }
  if (now !== undefined && now > Number(expires) * 1000) {
    throw new SignatureProblem("expired-url", "Request has expired");
  }
  const sent = Buffer.from(signature, "base64");
  const isSigned = resourcePaths(request).some((path) => {
    const computed = createHmac("sha1", secretAccessKey)
      .update(stringToSign(request, path, expires))
      .digest();
    return computed.length === sent.length && timingSafeEqual(computed, sent);
  });
  if (!isSigned) throw new SignatureProblem("invalid", signatureMismatch);
}

/** The request with the headers that a presigned URL carries as parameters (`x-amz-acl`, `x-amz-meta-...`). */
export function withSignedHeaders(request: WireRequest): WireRequest {
  const carried = amazonParameters(request);
  if (carried.length === 0) return request;
  return { ...request, headers: { ...Object.fromEntries(carried), ...request.headers } };
}

function amazonParameters({ rawQuery }: WireRequest): readonly (readonly [name: string, value: string])[] {
  return parseForm(rawQuery)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith("x-amz-"));
}

function stringToSign(request: WireRequest, path: string, expires: string): string {
  const query = new Map(parseForm(request.rawQuery).map(([name, value]) => [name.toLowerCase(), value]));
  const standard = (name: string) => request.headers[name] ?? query.get(name) ?? "";
  const headers = Object.entries(withSignedHeaders(request).headers)
    .filter(([name]) => name.startsWith("x-amz-"))
    .toSorted(([name], [other]) => (name < other ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}\n`);
  const lines = [request.method, standard("content-md5"), standard("content-type"), expires];
  return `${lines.join("\n")}\n${headers.join("")}${path}${signedQuery(request)}`;
}

/**
 * The path as sent, after the bucket that the host names. Clients disagree whether a bucket's own path ends with a
 * slash, so both are right.
 */
function resourcePaths({ headers, path }: WireRequest): readonly string[] {
  const { prefix } = parseHost(headers.host ?? "", endpointPrefixes);
  if (prefix !== "") return [`/${prefix}${path}`];
  return path.indexOf("/", 1) < 0 ? [path, `${path}/`] : [path];
}

/** The parameters that are part of the resource. */
function signedQuery({ rawQuery }: WireRequest): string {
  const parameters = rawQuery
    .split("&")
    .map((part) => part.split(/=(.*)/s))
    .filter(([name]) => signedParameters.has(name!))
    .toSorted(([name], [other]) => (name! < other! ? -1 : 1))
    .map(([name, value]) => (value === undefined ? name : `${name}=${percentDecode(value) ?? value}`));
  return parameters.length === 0 ? "" : `?${parameters.join("&")}`;
}
