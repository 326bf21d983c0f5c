import { AwsError } from "../../kernel/errors.ts";
import { invalidArgument, notModified, preconditionFailed } from "./errors.ts";
import type { StoredObject } from "./model.ts";

/** Condition headers of a read: https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests */
export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

function names(header: string, etag: string): boolean {
  const bare = etag.replaceAll('"', "");
  return header.split(",").some((part) => {
    const text = part.trim().replace(/^W\//, "").replaceAll('"', "");
    return text === "*" || text === bare;
  });
}

function wholeSeconds(instant: number): number {
  return Math.floor(instant / 1000) * 1000;
}

/** Throws what S3 answers if a read's conditions do not hold: 412, or 304 for what the reader has already. */
export function checkRead(object: StoredObject, conditions: ReadConditions): void {
  const modified = wholeSeconds(object.modified);
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!names(IfMatch, object.etag)) throw preconditionFailed("If-Match");
  } else if (IfUnmodifiedSince && modified > IfUnmodifiedSince.getTime()) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  if (IfNoneMatch !== undefined) {
    if (names(IfNoneMatch, object.etag)) throw notModified(object.etag);
  } else if (IfModifiedSince && modified <= IfModifiedSince.getTime()) {
    throw notModified(object.etag);
  }
}

/** The same for the source of a copy, where everything that does not hold is a 412. */
export function checkCopySource(object: StoredObject, conditions: ReadConditions): void {
  try {
    checkRead(object, conditions);
  } catch (thrown) {
    if (thrown instanceof AwsError && thrown.status === 304)
      throw preconditionFailed("x-amz-copy-source-If-None-Match");
    throw thrown;
  }
}

/** Conditions of a write: only if the key is free, or only over a certain object. */
export function checkWrite(
  existing: StoredObject | undefined,
  conditions: { readonly IfMatch?: string | undefined; readonly IfNoneMatch?: string | undefined },
  missing: () => AwsError,
): void {
  const { IfMatch, IfNoneMatch } = conditions;
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== "*") {
      throw new AwsError("NotImplemented", "A header you provided implies functionality that is not implemented", {
        status: 501,
        members: { Header: "If-None-Match" },
      });
    }
    if (existing) throw preconditionFailed("If-None-Match");
  }
  if (IfMatch !== undefined) {
    if (!existing) throw missing();
    if (!names(IfMatch, existing.etag)) throw preconditionFailed("If-Match");
  }
}

/** A stretch of an object's content: from `start` up to `end`, which is left out. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Reads a `Range` header. A header that is no single byte range is ignored, as RFC 9110 says. */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const [, first, last] = match;
  if (first === "") {
    const length = Number(last);
    if (length === 0 || size === 0) throw unsatisfiable(header!, size);
    return { start: Math.max(0, size - length), end: size };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= size) throw unsatisfiable(header!, size);
  return { start, end: last === "" ? size : Math.min(Number(last) + 1, size) };
}

function unsatisfiable(header: string, size: number): AwsError {
  return new AwsError("InvalidRange", "The requested range is not satisfiable", {
    status: 416,
    members: { RangeRequested: header, ActualObjectSize: String(size) },
  });
}

/** The stretch that one part of a multipart object is. */
export function partRange(object: StoredObject, number: number): ByteRange {
  if (!object.multipart && number === 1) return { start: 0, end: object.size };
  const piece = object.multipart ? object.pieces[number - 1] : undefined;
  if (!piece) {
    throw new AwsError("InvalidPartNumber", "The requested partnumber is not satisfiable", {
      status: 416,
      members: { PartNumberRequested: String(number), ActualPartCount: String(object.pieces.length) },
    });
  }
  const start = object.pieces.slice(0, number - 1).reduce((sum, { size }) => sum + size, 0);
  return { start, end: start + piece.size };
}

/** What a read asks for: a range, a part, or everything (undefined). */
export function wantedRange(
  object: StoredObject,
  input: { readonly Range?: string | undefined; readonly PartNumber?: number | undefined },
): ByteRange | undefined {
  if (input.PartNumber === undefined) return parseRange(input.Range, object.size);
  if (input.Range !== undefined) {
    throw invalidArgument("Cannot specify both Range header and partNumber query parameter");
  }
  return partRange(object, input.PartNumber);
}
