import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { inflateRawSync } from "node:zlib";
import { type ZipEntry, zipEntries } from "../zip-directory.ts";

const fileType = 0o170000;
const symbolicLink = 0o120000;
const directory = 0o040000;
const executable = 0o755;

function contentOf(zip: Buffer, { method, offset, compressedSize, size }: ZipEntry): Buffer {
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const bytes = zip.subarray(start, start + compressedSize);
  if (method === 0) return bytes;
  return inflateRawSync(bytes, { maxOutputLength: Math.max(size, 1) });
}

/** Writes the files of a zip archive into a folder, over those that are there. Modes are kept; files without one may be executed. */
export function unpackZip(content: Uint8Array, folder: string): void {
  const zip = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const made = new Set<string>();
  const makeFolder = (path: string) => {
    if (made.has(path)) return;
    mkdirSync(path, { recursive: true });
    made.add(path);
  };
  makeFolder(folder);
  for (const entry of zipEntries(zip)) {
    const path = normalize(join(folder, entry.name));
    if (!path.startsWith(`${folder}${sep}`)) throw new Error(`${entry.name} in the code package leads out of it`);
    const type = entry.mode & fileType;
    if (entry.name.endsWith("/") || type === directory) {
      makeFolder(path);
      continue;
    }
    makeFolder(dirname(path));
    const bytes = contentOf(zip, entry);
    if (type === symbolicLink) symlinkSync(bytes.toString("utf8"), path);
    else {
      writeFileSync(path, bytes);
      const mode = entry.mode & 0o777;
      chmodSync(path, mode === 0 ? executable : mode | 0o400);
    }
  }
}
