import { mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Volume } from "./docker-arguments.ts";

/** Folders of a container, each with the one of this machine that stands for it; the longest paths first. */
export type FolderMap = readonly Volume[];

/** Characters of a path that a shell takes for what they are. */
const plain = /^[\w./@%+:,-]*$/;

/**
 * The folders that stand for a container's. Commands have them written into shell scripts without quotes, so a folder with
 * a blank or the like in its path gets a link that has none.
 */
export async function mapFolders(volumes: readonly Volume[]): Promise<{
  readonly folders: FolderMap;
  /** The folder of the links, to be removed. */
  readonly links: string | undefined;
}> {
  let links: string | undefined;
  const folders: Volume[] = [];
  for (const [index, { host, container }] of volumes.entries()) {
    if (plain.test(host)) {
      folders.push({ host, container });
      continue;
    }
    links ??= await mkdtemp(join(tmpdir(), "virga-bundling-"));
    const link = join(links, String(index));
    await symlink(host, link);
    folders.push({ host: link, container });
  }
  return { folders: folders.sort((one, other) => other.container.length - one.container.length), links };
}

/** A text in which a container's paths are this machine's. */
export function withLocalPaths(text: string, folders: FolderMap): string {
  return folders.reduce((result, { host, container }) => {
    const escaped = container.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return result.replace(new RegExp(`(?<![\\w./-])${escaped}(?![\\w-])`, "g"), () => host);
  }, text);
}
