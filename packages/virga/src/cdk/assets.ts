import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { AwsError, VirgaError } from "../kernel/errors.ts";
import type { AssemblyStack, Environment, FileAsset } from "./assembly.ts";
import { createBucket } from "./bootstrap.ts";
import type { Cloud } from "./cloud.ts";
import type { ReportProgress } from "./progress.ts";

/** Publishes the assets of stacks to their buckets, each once; what is there already is left. */
export async function publishAssets(
  cloud: Cloud,
  stacks: readonly AssemblyStack[],
  report: ReportProgress,
): Promise<void> {
  rejectImages(stacks);
  const assets = new Map<string, FileAsset>();
  for (const asset of stacks.flatMap((stack) => stack.assets)) {
    assets.set(`${asset.bucketName}/${asset.objectKey}`, asset);
  }
  for (const asset of assets.values()) {
    if (await isPublished(cloud, asset)) continue;
    const content = asset.packaging === "zip" ? await zipFolder(asset.path) : await readFile(asset.path);
    await putObject(cloud, asset.bucketName, asset.objectKey, content, asset.environment);
    report({ kind: "published", name: asset.name, bytes: content.length });
  }
}

function rejectImages(stacks: readonly AssemblyStack[]): void {
  const images = stacks.flatMap(({ displayName, imageAssets }) => imageAssets.map((name) => `${displayName}: ${name}`));
  if (images.length === 0) return;
  throw new VirgaError("UnsupportedAsset", "container image assets are not supported", { where: images.join(", ") });
}

async function isPublished(
  cloud: Cloud,
  { bucketName: Bucket, objectKey: Key, environment }: FileAsset,
): Promise<boolean> {
  try {
    await cloud.call("s3", "HeadObject", { Bucket, Key }, environment);
    return true;
  } catch (thrown) {
    if (thrown instanceof AwsError && thrown.status === 404) return false;
    throw thrown;
  }
}

/** Writes an object; its bucket is created when it is missing. */
export async function putObject(
  cloud: Cloud,
  Bucket: string,
  Key: string,
  Body: Uint8Array,
  environment: Environment,
): Promise<void> {
  try {
    await cloud.call("s3", "PutObject", { Bucket, Key, Body }, environment);
  } catch (thrown) {
    if (!(thrown instanceof AwsError && thrown.code === "NoSuchBucket")) throw thrown;
    await createBucket(cloud, Bucket, environment);
    await cloud.call("s3", "PutObject", { Bucket, Key, Body }, environment);
  }
}

/** The time of change of every entry: the same contents give the same bytes. It is the first that zip can tell. */
const entryTime = new Date(1980, 0, 1);

/** Packs a folder's files, in the order of their names. */
export async function zipFolder(folder: string): Promise<Uint8Array> {
  const { zipSync } = await import("fflate");
  const entries: Record<string, [Uint8Array, { mtime: Date; os: number; attrs: number }]> = {};
  for (const path of await filesIn(folder, "")) {
    const full = join(folder, path);
    const { mode } = await stat(full);
    // Unix permissions: functions with a bootstrap of their own need theirs.
    entries[path] = [await readFile(full), { mtime: entryTime, os: 3, attrs: ((mode & 0o777) | 0o100000) << 16 }];
  }
  return zipSync(entries, { level: 6 });
}

async function filesIn(folder: string, prefix: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const names = entries.map(({ name }) => (prefix === "" ? name : `${prefix}/${name}`)).sort();
  const files: string[] = [];
  for (const name of names) {
    const found = await stat(join(folder, name));
    if (found.isDirectory()) files.push(...(await filesIn(folder, name)));
    else if (found.isFile()) files.push(name);
  }
  return files;
}
