import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { VirgaError } from "../errors.ts";
import { lockFolder } from "./folder-lock.ts";

/** Of the layout of the folder and of all that is in it; older ones are carried over, newer ones refused. */
const formatVersion = 1;

/** A data folder that this process has for itself. */
export interface DataFolder {
  /** Whether a store was made in it before. */
  readonly isUsed: boolean;
  /** Writes the format file, when the store has been made. */
  markUsed(): Promise<void>;
  release(): Promise<void>;
}

/** Locks a data folder and checks its format. */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  await mkdir(folder, { recursive: true });
  const release = await lockFolder(folder);
  try {
    const file = join(folder, "format.json");
    const version = await readFormat(file);
    const isUsed = version !== undefined;
    return {
      isUsed,
      release,
      async markUsed() {
        if (!isUsed) await writeFormat(file);
      },
    };
  } catch (thrown) {
    await release();
    throw thrown;
  }
}

async function readFormat(file: string): Promise<number | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
  const version = readVersion(text);
  if (version === undefined) {
    throw new VirgaError("DataFolderDamaged", "the data folder's format file cannot be read", {
      where: file,
      hint: "Restore the data folder from a copy, or remove it to start empty.",
    });
  }
  if (version > formatVersion) {
    const message = `the data folder has format ${version}, and this Virga knows formats up to ${formatVersion}`;
    throw new VirgaError("DataFolderTooNew", message, {
      where: file,
      hint: "Use the Virga that wrote it, or a newer one, or another data folder.",
    });
  }
  return version;
}

function readVersion(text: string): number | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof content !== "object" || content === null || !("format" in content) || !("version" in content)) {
    return undefined;
  }
  const { format, version } = content;
  return format === "virga" && Number.isSafeInteger(version) && Number(version) > 0 ? Number(version) : undefined;
}

/** Written aside, flushed and renamed, so that the file is whole or not there. */
async function writeFormat(file: string): Promise<void> {
  const aside = `${file}.new`;
  const handle = await open(aside, "w");
  try {
    await handle.writeFile(`${JSON.stringify({ format: "virga", version: formatVersion })}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, file);
}
