import { posix } from "node:path";
import { inflateRawSync } from "node:zlib";

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const fileSignature = 0x04034b50;
const endLength = 22;
const entryLength = 46;
const fileHeaderLength = 30;
const longestComment = 65_535;
const stored = 0;
const deflated = 8;
const unix = 3;
const leadsOut = /^(?:\/|\.\.(?:\/|$))|\0/;
const encrypted = 1;

/** A file or folder in a zip archive, as the archive's directory tells of it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 is stored, 8 deflated. */
  readonly method: number;
  /** Bytes in the archive. */
  readonly compressedSize: number;
  /** Bytes of the file. */
  readonly size: number;
  /** Where in the archive its header is. */
  readonly offset: number;
  /** The CRC-32 of the file. */
  readonly checksum: number;
  /** The file's mode in Unix, or 0 if the archive does not say it. */
  readonly mode: number;
}

/** Reads a zip archive's directory. @throws Error for what is no zip archive, or one that cannot be unpacked */
export function* zipEntries(zip: Buffer): Generator<ZipEntry> {
  const end = endOfDirectory(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (at + entryLength > end || zip.readUInt32LE(at) !== entrySignature) {
      throw new Error("the code package's directory cannot be read");
    }
    const nameLength = zip.readUInt16LE(at + 28);
    const entry = {
      name: zip.toString("utf8", at + entryLength, at + entryLength + nameLength),
      method: zip.readUInt16LE(at + 10),
      checksum: zip.readUInt32LE(at + 16),
      compressedSize: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
      mode: zip[at + 5] === unix ? zip.readUInt16LE(at + 40) : 0,
    };
    if (zip.readUInt16LE(at + 8) & encrypted) throw new Error(`${entry.name} in the code package is encrypted`);
    checkEntry(zip, entry, end);
    yield entry;
    at += entryLength + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

function checkEntry(zip: Buffer, { name, method, offset, compressedSize }: ZipEntry, end: number): void {
  if (leadsOut.test(posix.normalize(name))) throw new Error(`${name} in the code package leads out of it`);
  if (method !== stored && method !== deflated) {
    throw new Error(`${name} in the code package is compressed by the unknown method ${method}`);
  }
  const isInside = offset + fileHeaderLength + compressedSize <= end;
  if (!isInside || zip.readUInt32LE(offset) !== fileSignature) {
    throw new Error(`${name} is in the code package's directory, but not in the code package`);
  }
}

/** The bytes of a file as they are in the archive. */
export function compressedContent(zip: Buffer, { offset, compressedSize }: ZipEntry): Buffer {
  const start = offset + fileHeaderLength + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  return zip.subarray(start, start + compressedSize);
}

/** A file, unpacked. @throws Error if it cannot be, or is larger than the directory says */
export function contentOf(zip: Buffer, entry: ZipEntry): Buffer {
  const bytes = compressedContent(zip, entry);
  return entry.method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(entry.size, 1) });
}

function endOfDirectory(zip: Buffer): number {
  const first = Math.max(0, zip.length - endLength - longestComment);
  for (let at = zip.length - endLength; at >= first; at--) if (zip.readUInt32LE(at) === endSignature) return at;
  throw new Error("the code package is not a zip file");
}
