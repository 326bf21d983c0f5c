import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Assembly } from "./assembly.ts";

/** How the CDK names what it has staged: by its hash. */
const staged = /^asset\.[\da-f]{64}(?:\.|$)/;

/** Makes room for an app's assembly. What was bundled before stays: the CDK does not bundle again what has not changed. */
export async function clearOutput(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const names = await readdir(directory);
  await remove(
    directory,
    names.filter((name) => !staged.test(name)),
  );
}

/** Removes what was bundled before and is no part of the assembly any more. */
export async function removeUnused(directory: string, { stacks }: Assembly): Promise<void> {
  const used = new Set(stacks.flatMap(({ assets }) => assets.map(({ path }) => path)));
  const names = await readdir(directory);
  const unused = names.filter((name) => staged.test(name) && !used.has(join(directory, name)));
  await remove(directory, unused);
}

async function remove(directory: string, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => rm(join(directory, name), { recursive: true, force: true })));
}
