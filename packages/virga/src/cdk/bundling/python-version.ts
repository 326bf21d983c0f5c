import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { ImageBuild } from "./docker-arguments.ts";

const ofImage = /python(3\.\d+)/;

/** Keeps in a folder what an image is made from, for the time when it is run. */
export async function rememberImage(folder: string, { tag, base }: ImageBuild): Promise<void> {
  if (tag === undefined) return;
  await mkdir(join(folder, "images"), { recursive: true });
  await writeFile(fileOf(folder, tag), base);
}

/** Whether an image was built: CDK builds those that are not there. */
export function isBuilt(folder: string, image: string): boolean {
  return existsSync(fileOf(folder, image));
}

function fileOf(folder: string, image: string): string {
  return join(folder, "images", encodeURIComponent(image));
}

/**
 * The path on which `python` and `pip` are of the version that an image has, if this machine has that one: a function runs on it,
 * too, and packages may be made for one version alone.
 */
export async function pathForImage(folder: string, image: string, path: string): Promise<string> {
  const base = await readFile(fileOf(folder, image), "utf8").catch(() => image);
  const version = ofImage.exec(base)?.[1];
  if (version === undefined) return path;
  const python = `python${version}`;
  try {
    await promisify(execFile)(python, ["--version"], { env: { ...process.env, PATH: path } });
  } catch {
    return path;
  }
  const programs = join(folder, python);
  await mkdir(programs, { recursive: true });
  for (const name of ["python", "python3"]) await writeProgram(join(programs, name), `exec ${python} "$@"`);
  await writeProgram(join(programs, "pip"), `exec ${python} -m pip "$@"`);
  return [programs, path].join(delimiter);
}

function writeProgram(path: string, script: string): Promise<void> {
  return writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
