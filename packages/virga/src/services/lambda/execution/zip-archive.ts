import { chmodSync, mkdirSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { contentOf, zipEntries } from "../zip-directory.ts";

const fileType = 0o170000;
const symbolicLink = 0o120000;
const directory = 0o040000;
const executable = 0o755;

/**
 * Writes the files of a zip archive into a folder, in the place of those that are there, and never through links that lead out of it.
 * Modes are kept; files without one may be executed.
 */
export function unpackZip(content: Uint8Array, folder: string): void {
  const zip = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  mkdirSync(folder, { recursive: true });
  const root = realpathSync(folder);
  const made = new Set([folder]);
  const makeFolder = (path: string) => {
    if (made.has(path)) return;
    makeFolder(dirname(path));
    if (!isFolder(path, root)) replacing(path, () => mkdirSync(path));
    made.add(path);
  };
  for (const entry of zipEntries(zip)) {
    const path = join(folder, normalize(entry.name));
    const type = entry.mode & fileType;
    if (entry.name.endsWith("/") || type === directory) {
      makeFolder(path.endsWith(sep) ? path.slice(0, -1) : path);
      continue;
    }
    makeFolder(dirname(path));
    const bytes = contentOf(zip, entry);
    if (type === symbolicLink) replacing(path, () => symlinkSync(bytes.toString("utf8"), path));
    else {
      replacing(path, () => writeFileSync(path, bytes, { flag: "wx" }));
      const mode = entry.mode & 0o777;
      chmodSync(path, mode === 0 ? executable : mode | 0o400);
    }
    // A folder may have gone.
    if (made.has(path)) forgetFolder(made, path);
  }
}

/** Whether there is a folder, or a link to one that is in the root. */
function isFolder(path: string, root: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
  const real = realpathSync(path);
  return real === root || real.startsWith(`${root}${sep}`);
}

/** Makes what cannot be made where something is. */
function replacing(path: string, make: () => void): void {
  try {
    make();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
    rmSync(path, { recursive: true });
    make();
  }
}

function forgetFolder(paths: Set<string>, folder: string): void {
  for (const path of paths) if (path === folder || path.startsWith(`${folder}${sep}`)) paths.delete(path);
}
