import { constants } from "node:fs";
import { access, mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readProject } from "../cdk/project.ts";
import { errorMessage, VirgaError } from "../kernel/errors.ts";
import type { CommandLine } from "./arguments.ts";

/**
 * Makes the data folder if it is not there, one that git leaves alone; for a folder without a CDK app nothing is made.
 * @throws VirgaError if there is no CDK app, or the data folder is none and cannot be one.
 */
export async function prepareDataFolder({ app, dataDirectory }: CommandLine): Promise<void> {
  await readProject(app);
  try {
    if (await makeFolder(dataDirectory)) await writeFile(join(dataDirectory, ".gitignore"), "*\n");
    await access(dataDirectory, constants.W_OK);
  } catch (thrown) {
    throw new VirgaError("NoDataFolder", `the data folder cannot be used: ${errorMessage(thrown)}`, {
      where: dataDirectory,
      hint: "name a folder that can be written with --data DIR",
      cause: thrown,
    });
  }
}

/** Makes a folder and those above it (Node's own way does not end below /proc); gives whether it was not there. */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return false;
    if (code !== "ENOENT" || dirname(path) === path) throw thrown;
  }
  await makeFolder(dirname(path));
  await mkdir(path);
  return true;
}
