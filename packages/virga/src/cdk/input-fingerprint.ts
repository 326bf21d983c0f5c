import { createHash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { TracedInputs } from "./traced-inputs.ts";

/** A file as an input: the same if size and time of change are, or if its content is. */
interface FileState {
  readonly size: number;
  readonly modified: number;
  readonly hash: string;
}

/** What a path was: a file, a folder (whose listed names are hashed), something else that is there, or nothing. */
type PathState = FileState | { readonly names: string } | "directory" | "other" | "absent";

/** What an assembly was made from. It is stale as soon as any of it is not as it was. */
export interface InputFingerprint {
  readonly paths: Readonly<Record<string, PathState>>;
  /** Folders of source code with all files below them, except what is installed, generated or hidden. */
  readonly trees: Readonly<Record<string, Readonly<Record<string, FileState>>>>;
  readonly environment: Readonly<Record<string, string | null>>;
}

/** What is an app's input, and what is not. */
export interface FingerprintOptions {
  /** The app's folder, which counts as a whole. */
  readonly directory: string;
  /** Folders that are written to, or stand for nothing the app means: their contents are no input. */
  readonly ignored: readonly string[];
  /** The folder for temporary files: no input either, unless the app itself is in it. */
  readonly temporary: string;
  /** Variables that are set for the app alone. */
  readonly ownVariables: readonly string[];
}

/** Notes the present state of all that a run of the app looked at; `undefined` if that is not known for sure. */
export function takeFingerprint(inputs: TracedInputs, options: FingerprintOptions): InputFingerprint | undefined {
  if (inputs.untraceable) return undefined;
  const isIgnored = ignores(options);
  const paths: Record<string, PathState> = {};
  for (const path of [...inputs.modules, ...inputs.paths]) if (!isIgnored(path)) paths[path] ??= stateOf(path);
  for (const path of inputs.listed) if (!isIgnored(path)) paths[path] = { names: namesIn(path) };
  const roots = new Set([options.directory]);
  const addRoot = (root: string | undefined) => {
    if (root !== undefined && !isIgnored(root)) roots.add(root);
  };
  for (const path of inputs.modules) if (!path.includes(`${sep}node_modules${sep}`)) addRoot(packageRoot(path));
  if (inputs.spawned) {
    for (const folder of installationFolders(options.directory)) {
      linkedPackages(folder).forEach(addRoot);
      const lock = join(folder, ".package-lock.json");
      paths[lock] = stateOf(lock);
    }
  }
  const trees = Object.fromEntries(Array.from(roots, (root) => [root, readTree(root, roots, isIgnored)]));
  const names = inputs.variables.filter((name) => !options.ownVariables.includes(name));
  const environment = Object.fromEntries(names.map((name) => [name, process.env[name] ?? null]));
  return { paths, trees, environment };
}

/** Tells which paths are no inputs. */
export function ignores({ ignored, temporary, directory }: FingerprintOptions): (path: string) => boolean {
  const isWithin = (path: string, folder: string) => path === folder || path.startsWith(folder + sep);
  return (path) =>
    ignored.some((folder) => isWithin(path, folder)) || (isWithin(path, temporary) && !isWithin(path, directory));
}

/** Whether everything is still as it was. */
export function isCurrent(fingerprint: InputFingerprint, options: FingerprintOptions): boolean {
  const isIgnored = ignores(options);
  const roots = new Set(Object.keys(fingerprint.trees));
  return (
    Object.entries(fingerprint.environment).every(([name, value]) => (process.env[name] ?? null) === value) &&
    Object.entries(fingerprint.paths).every(([path, state]) => isSameState(path, state)) &&
    Object.entries(fingerprint.trees).every(([root, files]) => isSameTree(root, files, roots, isIgnored))
  );
}

/** Whether any input was changed at or after an instant (epoch milliseconds): then what a run made of it is unsure. */
export function changedSince(fingerprint: InputFingerprint, instant: number): boolean {
  const files = [...Object.values(fingerprint.paths), ...Object.values(fingerprint.trees).flatMap(Object.values)];
  return files.some(
    (state: PathState) => typeof state === "object" && "modified" in state && state.modified >= instant,
  );
}

function stateOf(path: string): PathState {
  const found = tryStat(path);
  if (!found) return "absent";
  if (found.isFile()) return fileState(path, found);
  return found.isDirectory() ? "directory" : "other";
}

function isSameState(path: string, state: PathState): boolean {
  const found = tryStat(path);
  if (!found || typeof state === "string") return state === (found ? kindOf(found) : "absent");
  if ("names" in state) return found.isDirectory() && namesIn(path) === state.names;
  return found.isFile() && isSameFile(path, found, state);
}

function kindOf(found: Stats): string {
  return found.isFile() ? "file" : found.isDirectory() ? "directory" : "other";
}

function isSameFile(path: string, found: Stats, state: FileState): boolean {
  if (found.size !== state.size) return false;
  return found.mtimeMs === state.modified || hashOf(path) === state.hash;
}

function fileState(path: string, found: Stats): FileState {
  return { size: found.size, modified: found.mtimeMs, hash: hashOf(path) };
}

function hashOf(path: string): string {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("base64url");
  } catch {
    return "unreadable";
  }
}

function namesIn(path: string): string {
  try {
    return createHash("sha256").update(readdirSync(path).sort().join("\0")).digest("base64url");
  } catch {
    return "unreadable";
  }
}

function tryStat(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function packageRoot(path: string): string | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (tryStat(join(folder, "package.json"))) return folder;
  }
  return undefined;
}

/** The state of all files below folders of source code, and of nothing else. */
export function takeTreeFingerprint(folders: Iterable<string>, options: FingerprintOptions): InputFingerprint {
  const roots = new Set([options.directory, ...folders]);
  const isIgnored = ignores(options);
  const trees = Object.fromEntries(Array.from(roots, (root) => [root, readTree(root, roots, isIgnored)]));
  return { paths: {}, trees, environment: {} };
}

/** The folders in which something happens when an input changes, what is installed aside. */
export function inputFolders({ paths, trees }: InputFingerprint, options: FingerprintOptions): ReadonlySet<string> {
  const isIgnored = ignores(options);
  const roots = new Set(Object.keys(trees));
  const folders = new Set(roots);
  for (const root of roots) {
    for (const [path, found] of entriesBelow(root, roots, isIgnored)) if (found.isDirectory()) folders.add(path);
  }
  for (const [path, state] of Object.entries(paths)) {
    const isInstalled = path.includes(`${sep}node_modules${sep}`) && !path.endsWith(".package-lock.json");
    if (typeof state === "object" && !isInstalled) folders.add("names" in state ? path : dirname(path));
  }
  return folders;
}

function* filesBelow(
  root: string,
  roots: ReadonlySet<string>,
  isIgnored: (path: string) => boolean,
): Generator<readonly [path: string, found: Stats]> {
  for (const entry of entriesBelow(root, roots, isIgnored)) if (entry[1].isFile()) yield entry;
}

function* entriesBelow(
  root: string,
  roots: ReadonlySet<string>,
  isIgnored: (path: string) => boolean,
): Generator<readonly [path: string, found: Stats]> {
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".") || entry.name === "node_modules" || isIgnored(path)) continue;
      const found = tryStat(path);
      // A package inside a package (a workspace) counts only if something of it was loaded; then it is a root itself.
      if (found?.isFile()) yield [path, found];
      else if (found?.isDirectory() && entry.isDirectory() && !roots.has(path) && !isPackage(path)) {
        yield [path, found];
        folders.push(path);
      }
    }
  }
}

/** The `node_modules` folders that modules of a folder are found in. */
function installationFolders(directory: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = directory; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules");
    if (tryStat(candidate)?.isDirectory()) folders.push(candidate);
    if (folder === dirname(folder)) return folders;
  }
}

/** Real paths of the packages that are linked to be worked on: a workspace's own. pnpm links what is installed, too. */
function linkedPackages(installation: string): readonly string[] {
  const scopes = entriesOf(installation).filter(({ name }) => name.startsWith("@"));
  const folders = [installation, ...scopes.map(({ name }) => join(installation, name))];
  return folders.flatMap((folder) =>
    entriesOf(folder).flatMap((entry) => {
      const target = entry.isSymbolicLink() ? tryRealPath(join(folder, entry.name)) : undefined;
      return target === undefined || target.includes(`${sep}node_modules${sep}`) ? [] : [target];
    }),
  );
}

function tryRealPath(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}

function isPackage(folder: string): boolean {
  return tryStat(join(folder, "package.json")) !== undefined;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function readTree(
  root: string,
  roots: ReadonlySet<string>,
  isIgnored: (path: string) => boolean,
): Readonly<Record<string, FileState>> {
  return Object.fromEntries(
    Array.from(filesBelow(root, roots, isIgnored), ([path, found]) => [path, fileState(path, found)]),
  );
}

function isSameTree(
  root: string,
  files: Readonly<Record<string, FileState>>,
  roots: ReadonlySet<string>,
  isIgnored: (path: string) => boolean,
): boolean {
  let count = 0;
  for (const [path, found] of filesBelow(root, roots, isIgnored)) {
    const state = files[path];
    if (!state || !isSameFile(path, found, state)) return false;
    count++;
  }
  return count === Object.keys(files).length;
}
