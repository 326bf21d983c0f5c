import type { CallContext } from "../../../kernel/bus.ts";
import type { StoredContent } from "../../../kernel/contents.ts";
import { AwsError } from "../../../kernel/errors.ts";
import type { Call } from "../../../kernel/service.ts";
import { invalidParameter, notSupported, requestTooLarge } from "../errors.ts";
import type { FunctionCode } from "../model.ts";
import { zipEntries } from "../zip-directory.ts";
import { checkContents } from "./package-check.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */

/** Bytes of a zip file inside a request. */
export const largestUpload = 52_428_800;
/** Bytes of a request, which holds the zip file in base64. */
const largestRequest = 70_167_211;
/** Bytes of all files of a function with its layers. */
export const largestUnzipped = 262_144_000;

/** Where the code of a function or a layer is, as the API's inputs say it. */
export interface CodeSource {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly S3ObjectStorageMode?: string | undefined;
  readonly ImageUri?: string | undefined;
  readonly SourceKMSKeyArn?: string | undefined;
}

/** A zip file that was checked, and what is known of it. */
export interface CodePackage {
  readonly content: Uint8Array;
  /** Bytes of all files in it. */
  readonly unzippedSize: number;
}

/**
 * Reads the zip file that a source names, out of the bucket as the caller, and checks that it is one.
 * @throws AwsError InvalidParameterValueException, RequestEntityTooLargeException, AccessDeniedException
 */
export async function readPackage(call: Call, source: CodeSource, operation: string): Promise<CodePackage> {
  const { ZipFile, S3Bucket, S3Key, S3ObjectVersion } = source;
  if (source.ImageUri !== undefined) throw notSupported("functions in container images (Code.ImageUri)");
  if (source.SourceKMSKeyArn) throw notSupported("encrypted deployment packages (SourceKMSKeyArn)");
  if (source.S3ObjectStorageMode !== undefined && source.S3ObjectStorageMode !== "COPY") {
    throw notSupported(`S3ObjectStorageMode ${source.S3ObjectStorageMode}`);
  }
  if (ZipFile !== undefined) {
    if (S3Bucket !== undefined || S3Key !== undefined || S3ObjectVersion !== undefined) {
      throw invalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");
    }
    if (ZipFile.byteLength > largestUpload) {
      throw requestTooLarge(`Request must be smaller than ${largestRequest} bytes for the ${operation} operation`);
    }
    return checkedPackage(call, ZipFile);
  }
  if (S3Bucket === undefined || S3Key === undefined)
    throw invalidParameter("Please provide a source for function code.");
  return checkedPackage(call, await readObject(call, S3Bucket, S3Key, S3ObjectVersion));
}

async function readObject(call: Call, Bucket: string, Key: string, VersionId: string | undefined): Promise<Uint8Array> {
  const { principal, account, region, span } = call;
  const context: CallContext = { principal, account, region, span };
  const input = { Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) };
  try {
    const { Body } = (await call.host.bus.callNamed("s3", "GetObject", input, context)) as { Body?: unknown };
    return Body as Uint8Array;
  } catch (thrown) {
    throw thrown instanceof AwsError ? objectError(thrown, Bucket, Key) : thrown;
  }
}

function objectError({ code, message }: AwsError, bucket: string, key: string): AwsError {
  if (code !== "AccessDenied" && code !== "AccessDeniedException") {
    return invalidParameter(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`);
  }
  return new AwsError(
    "AccessDeniedException",
    `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${bucket}/${key}. S3 Error Code: AccessDenied. S3 Error Message: ${message}`,
    { status: 403 },
  );
}

async function checkedPackage(call: Call, content: Uint8Array): Promise<CodePackage> {
  if (content.byteLength === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
  const zip = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const unzippedSize = measure(zip);
  if (unzippedSize > largestUnzipped) {
    throw invalidParameter(`Unzipped size must be smaller than ${largestUnzipped} bytes`);
  }
  // No file may be larger than the directory says, which is not too large altogether.
  const checking = checkContents(zip).catch(() => {
    throw cannotUnzip();
  });
  await call.host.activity.track(checking);
  return { content, unzippedSize };
}

function cannotUnzip(): AwsError {
  return invalidParameter("Could not unzip uploaded file. Please check your file, then try to upload again.");
}

/** Bytes of all files in a zip file, by its directory: nothing is unpacked. */
function measure(zip: Buffer): number {
  let size = 0;
  let files = 0;
  try {
    for (const entry of zipEntries(zip)) {
      files++;
      size += entry.size;
    }
  } catch {
    throw cannotUnzip();
  }
  if (files === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
  return size;
}

/** What a record keeps of a package whose bytes are stored: blobs are named by their SHA-256 in hexadecimal. */
export function storedCode({ blob, size }: StoredContent, { unzippedSize }: CodePackage): FunctionCode {
  return { blob, size, unzippedSize, sha256: Buffer.from(blob, "hex").toString("base64") };
}

/** The SHA-256 of a package that is not stored, in base64. */
export async function packageSha256(call: Call, { content }: CodePackage): Promise<string> {
  const digest = crypto.subtle.digest("SHA-256", content as Uint8Array<ArrayBuffer>);
  return Buffer.from(await call.host.activity.track(digest)).toString("base64");
}
