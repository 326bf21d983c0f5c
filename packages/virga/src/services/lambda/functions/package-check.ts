import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import { compressedContent, contentOf, type ZipEntry, zipEntries } from "../zip-directory.ts";

/** Bytes that are checked without waiting for a thread. */
const small = 16_384;
/** Bytes of small files that are checked in one go. */
const atOnce = 262_144;
/** Bytes whose checksum is worked out in one go. */
const piece = 4_194_304;

const inflate = promisify(inflateRaw);

/**
 * Whether all files of a zip archive can be unpacked and are what its directory says. It does not hold up the event loop.
 * @throws Error for a file that is not what the directory says
 */
export async function checkContents(zip: Buffer): Promise<void> {
  let checked = 0;
  for (const entry of zipEntries(zip)) {
    if (entry.size > small || entry.compressedSize > small) await checkLarge(zip, entry);
    else {
      check(entry, contentOf(zip, entry));
      checked += small;
      if (checked < atOnce) continue;
      checked = 0;
      await nextTurn();
    }
  }
}

async function checkLarge(zip: Buffer, entry: ZipEntry): Promise<void> {
  const bytes = compressedContent(zip, entry);
  const content = entry.method === 0 ? bytes : await inflate(bytes, { maxOutputLength: Math.max(entry.size, 1) });
  let checksum = 0;
  for (let start = 0; start < content.length; start += piece) {
    if (start > 0) await nextTurn();
    checksum = crc32(content.subarray(start, start + piece), checksum);
  }
  check(entry, content, checksum);
}

function check({ name, size, checksum: expected }: ZipEntry, content: Buffer, checksum = crc32(content)): void {
  if (content.length !== size || checksum !== expected) throw new Error(`${name} in the code package is damaged`);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
