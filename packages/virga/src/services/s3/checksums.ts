import { createHash } from "node:crypto";
import { checksumAlgorithms, type RunningChecksum, startChecksum } from "../../kernel/checksums.ts";
import { AwsError } from "../../kernel/errors.ts";
import { badDigest, invalidRequest, notImplemented } from "./errors.ts";
import type { Checksums } from "./model.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */

/** What S3 computes for content that comes without a checksum. */
export const defaultAlgorithm = "CRC64NVME";

const unsupportedAlgorithms = ["XXHASH64", "XXHASH3", "XXHASH128"];
const members = [...checksumAlgorithms, ...unsupportedAlgorithms].map((name) => `Checksum${name}`);

/** A checksum that a client says a content has. */
export interface GivenChecksum {
  readonly algorithm: string;
  readonly value: string;
}

/** The member that holds a checksum made with an algorithm. */
export function checksumMember(algorithm: string): string {
  return `Checksum${algorithm}`;
}

/** Starts a checksum. @throws AwsError InvalidRequest for what is no algorithm of S3's */
export function runningChecksum(algorithm: string): RunningChecksum {
  if (unsupportedAlgorithms.includes(algorithm)) throw notImplemented(`the checksum algorithm ${algorithm}`);
  const running = startChecksum(algorithm);
  if (running) return running;
  throw invalidRequest(
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${checksumAlgorithms.join(", ")}]`,
  );
}

/** A content's checksum, base64. */
export function checksum(algorithm: string, content: Uint8Array): string {
  const running = runningChecksum(algorithm);
  running.update(content);
  return running.digest().toString("base64");
}

/** The MD5 of a content, hexadecimal: the ETag of objects that were put in one go. */
export function md5(content: Uint8Array): string {
  return createHash("md5").update(content).digest("hex");
}

/** Checks what came with a content, and gives the checksum to be kept: the one that came, or S3's own. */
export function checkContent(input: object, content: Uint8Array): Checksums {
  const { ContentMD5 } = input as { readonly ContentMD5?: string };
  if (ContentMD5 !== undefined) checkContentMd5(ContentMD5, content);
  const given = givenChecksum(input);
  if (!given) return { [checksumMember(defaultAlgorithm)]: checksum(defaultAlgorithm, content) };
  if (checksum(given.algorithm, content) !== given.value) throw badDigest(given.algorithm);
  return { [checksumMember(given.algorithm)]: given.value };
}

function checkContentMd5(given: string, content: Uint8Array): void {
  if (!isDigest("MD5", given)) throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.");
  const calculated = checksum("MD5", content);
  if (calculated !== given) {
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.", {
      members: { ExpectedDigest: given, CalculatedDigest: calculated },
    });
  }
}

/**
 * The one checksum that an input has.
 * @throws AwsError InvalidRequest if there are several, one that is none, or not the one of the algorithm that is named
 */
export function givenChecksum(input: object, isValid = isDigest): GivenChecksum | undefined {
  const all = allChecksums(input);
  const [given, second] = all;
  if (second) {
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  const { ChecksumAlgorithm } = input as { readonly ChecksumAlgorithm?: string };
  if (!given) {
    if (ChecksumAlgorithm === undefined) return undefined;
    runningChecksum(ChecksumAlgorithm);
    throw invalidRequest(
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  }
  const { algorithm, value } = given;
  if (ChecksumAlgorithm !== undefined && ChecksumAlgorithm !== algorithm) {
    throw invalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.");
  }
  runningChecksum(algorithm);
  if (!isValid(algorithm, value)) {
    throw invalidRequest(`Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`);
  }
  return given;
}

/** The checksums among an input's members, unchecked. */
export function allChecksums(input: object): readonly GivenChecksum[] {
  return members.flatMap((member) => {
    const value = (input as Readonly<Record<string, unknown>>)[member];
    return typeof value === "string" ? [{ algorithm: member.slice("Checksum".length), value }] : [];
  });
}

/** Whether a text is a digest of the algorithm's length in base64, written as base64 has it. */
export function isDigest(algorithm: string, text: string): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === runningChecksum(algorithm).digest().length && bytes.toString("base64") === text;
}

/** The same for a checksum of checksums, whose number of parts may follow after a dash. */
export function isCompositeDigest(algorithm: string, text: string): boolean {
  return isDigest(algorithm, text.replace(/-\d+$/, ""));
}

/** The checksum of a multipart object made of its parts' checksums: base64, a dash and the number of parts. */
export function compositeChecksum(algorithm: string, parts: readonly string[]): string {
  const running = runningChecksum(algorithm);
  for (const part of parts) running.update(Buffer.from(part, "base64"));
  return `${running.digest().toString("base64")}-${parts.length}`;
}

/** The ETag of a multipart object: the MD5 of its parts' MD5s and their number. */
export function multipartEtag(partEtags: readonly string[]): string {
  const hash = createHash("md5");
  for (const etag of partEtags) hash.update(Buffer.from(etag.replaceAll('"', ""), "hex"));
  return `"${hash.digest("hex")}-${partEtags.length}"`;
}
