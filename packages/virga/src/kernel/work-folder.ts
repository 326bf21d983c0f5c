import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder for files that programs outside the engine need (unpacked code, say). Nothing in it is state: whoever uses it makes
 * again what is missing.
 */
export interface WorkFolder {
  /** The absolute path of the folder, which is there when this resolves. */
  path(): Promise<string>;
  /** Removes the folder if it was a temporary one. */
  close(): Promise<void>;
}

/** Programs that are being ended may still write for a moment. */
const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };

/** The work folder at a path, made on its first use; without a path a temporary one. */
export function createWorkFolder(path?: string): WorkFolder {
  let made: Promise<string> | undefined;
  return {
    path() {
      made ??=
        path === undefined ? mkdtemp(join(tmpdir(), "virga-work-")) : mkdir(path, { recursive: true }).then(() => path);
      return made;
    },
    async close() {
      if (made && path === undefined) await rm(await made, removal);
    },
  };
}
