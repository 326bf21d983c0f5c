import type { ChecksumAlgorithm, CompletedPart } from "@aws-sdk/client-s3";
import { AwsError } from "../../kernel/errors.ts";
import { allChecksums, checksumMember, isDigest } from "./checksums.ts";
import { checksumMismatch, invalidArgument, invalidRequest, malformedXml } from "./errors.ts";
import type { ChecksumType, Upload, UploadedPart } from "./model.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const smallestPart = 5 * 1024 * 1024;
const mostParts = 10_000;

export function checkPartNumber(number: number): void {
  if (number < 1 || number > mostParts) {
    throw invalidArgument(
      "Part number must be an integer between 1 and 10000, inclusive",
      "partNumber",
      String(number),
    );
  }
}

/** Throws if a part comes with another checksum than its upload wants; only FULL_OBJECT uploads take parts without one. */
export function checkPartChecksum({ checksum }: Upload, given: string | undefined): void {
  if (!checksum || given === checksum.algorithm) return;
  if (given !== undefined || checksum.type === "COMPOSITE") throw checksumMismatch(checksum.algorithm, given);
}

/** What answers tell of an upload's checksum: nothing if its creator left it to S3. */
export function uploadChecksumOutput({ checksum }: Upload): {
  ChecksumAlgorithm?: ChecksumAlgorithm;
  ChecksumType?: ChecksumType;
} {
  return checksum ? { ChecksumAlgorithm: checksum.algorithm as ChecksumAlgorithm, ChecksumType: checksum.type } : {};
}

/** The uploaded parts that a completion names, which must be in order and, but for the last, of at least 5 MiB. */
export function chosenParts(
  upload: Upload,
  uploaded: readonly UploadedPart[],
  named: readonly CompletedPart[] | undefined,
): readonly UploadedPart[] {
  if (!named || named.length === 0) throw malformedXml();
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  let previous = 0;
  const chosen = named.map((completed) => {
    const { PartNumber = 0, ETag = "" } = completed;
    if (PartNumber <= previous) {
      throw new AwsError(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
      );
    }
    previous = PartNumber;
    const part = byNumber.get(PartNumber);
    const etag = ETag.replaceAll('"', "");
    const sameChecksum = checkCompletedChecksum(upload, part, completed);
    if (!part || part.etag.replaceAll('"', "") !== etag || !sameChecksum) {
      throw new AwsError(
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { members: { UploadId: upload.id, PartNumber, ETag: etag } },
      );
    }
    return part;
  });
  for (const { number, piece, etag } of chosen.slice(0, -1)) {
    if (piece.size < smallestPart) {
      throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
        members: { ProposedSize: piece.size, MinSizeAllowed: smallestPart, PartNumber: number, ETag: etag },
      });
    }
  }
  return chosen;
}

/** Whether a completion names the checksum that the part has. @throws AwsError if it must name one and names none or no checksum */
function checkCompletedChecksum(
  { checksum }: Upload,
  part: UploadedPart | undefined,
  completed: CompletedPart,
): boolean {
  const all = allChecksums(completed);
  const [given, second] = all;
  if (given && (second || !isDigest(given.algorithm, given.value))) {
    const texts = all.map(({ algorithm, value }) => `${algorithm}:${value};`);
    throw invalidArgument("Invalid Base64 or multiple checksums present in request", "Checksum", texts.join(""));
  }
  if (given) return part?.checksums[checksumMember(given.algorithm)] === given.value;
  if (checksum?.type === "COMPOSITE") {
    throw invalidRequest(
      `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${completed.PartNumber} in the request.`,
    );
  }
  return true;
}
