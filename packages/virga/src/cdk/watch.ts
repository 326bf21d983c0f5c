import { type FSWatcher, watch } from "node:fs";
import { join, relative } from "node:path";
import type { Clock } from "../kernel/clock.ts";
import { VirgaError } from "../kernel/errors.ts";
import {
  type FingerprintOptions,
  type InputFingerprint,
  ignores,
  inputFolders,
  isCurrent,
  takeTreeFingerprint,
} from "./input-fingerprint.ts";
import { readProject } from "./project.ts";
import { fingerprintOptions, lastInputs } from "./synthesis.ts";

export interface WatchOptions {
  /** The folder of the CDK app. */
  readonly directory: string;
  readonly dataDirectory: string;
  readonly clock: Clock;
  /** Ends it. */
  readonly stopped: Promise<unknown>;
  /** Deploys the app: at first, and when one of its inputs has changed. What goes wrong is its own to tell. */
  deploy(changed: readonly string[]): Promise<void>;
}

/** How long it must have been quiet before a change is acted on, milliseconds: editors write in several steps. */
const quiet = 60;
/** How long changes are waited for at most while there is no quiet, milliseconds. */
const longestUnrest = 1000;
/** So many folders are watched at most. */
const mostFolders = 10_000;
/** So many changed files are told of. */
const mostNames = 20;

/**
 * Deploys an app, and again whenever something has changed that it was made from, one time after the other. What the
 * last synthesis looked at is watched; where that is not known (it failed, or the app is run by a shell), all files in the
 * app's folder are, and in those of its packages that were known before.
 *
 * Folders are watched one by one, since watching a tree would include what is installed below it.
 */
export async function watchApp(options: WatchOptions): Promise<void> {
  const { directory, dataDirectory, clock, deploy, stopped } = options;
  const watcher = new FolderWatcher(directory);
  const isStopped = stopped.then(() => true as const);
  let roots: readonly string[] = [];
  let changed: readonly string[] = [];
  try {
    for (;;) {
      const limits = fingerprintOptions({
        project: await readProject(directory).catch(() => noProject(directory)),
        dataDirectory,
      });
      const before = takeTreeFingerprint(roots, limits);
      watcher.isIgnored = ignores(limits);
      watcher.watch(inputFolders(before, limits));
      await deploy(changed);
      const inputs = (await lastInputs(dataDirectory)) ?? before;
      roots = Object.keys(inputs.trees);
      const next = await nextChange(watcher, inputs, limits, clock, isStopped);
      if (next === undefined) return;
      changed = next;
    }
  } finally {
    watcher.close();
  }
}

/** While the cdk.json cannot be read, its own change is what matters. */
function noProject(directory: string) {
  return { directory, app: "", context: {}, outputDirectory: join(directory, "cdk.out") };
}

/** Waits until an input is not as it was; gives the names of the files that changed, or nothing when told to stop. */
async function nextChange(
  watcher: FolderWatcher,
  inputs: InputFingerprint,
  limits: FingerprintOptions,
  clock: Clock,
  isStopped: Promise<true>,
): Promise<readonly string[] | undefined> {
  let isQuiet = false;
  for (;;) {
    watcher.watch(inputFolders(inputs, limits));
    // Something may have changed before its folder was watched, or is about to be told of.
    const hasChanged = !isCurrent(inputs, limits);
    if (hasChanged && isQuiet) return watcher.takeNames();
    if (!hasChanged) {
      watcher.takeNames();
      if ((await Promise.race([isStopped, watcher.changed()])) === true) return undefined;
    }
    if ((await untilQuiet(watcher, clock, isStopped)) === "stopped") return undefined;
    isQuiet = true;
  }
}

/** Waits until nothing has happened for a moment, but not for ever. */
async function untilQuiet(
  watcher: FolderWatcher,
  clock: Clock,
  isStopped: Promise<true>,
): Promise<"quiet" | "stopped"> {
  const begun = clock.now();
  let last: number;
  do {
    last = watcher.count;
    if ((await Promise.race([isStopped, passed(clock, quiet)])) === true) return "stopped";
  } while (watcher.count !== last && clock.now() - begun < longestUnrest);
  return "quiet";
}

function passed(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.at(clock.now() + milliseconds, () => resolve());
  });
}

/** Watches folders, not what is below them. */
class FolderWatcher {
  readonly #directory: string;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #names = new Set<string>();
  #notify: (() => void) | undefined;
  /** How often something has happened. */
  count = 0;
  /** Paths of which nothing is to be told. */
  isIgnored: (path: string) => boolean = () => false;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Watches these folders from now on, and no others.
   * @throws VirgaError if there are too many, for the system or at all.
   */
  watch(folders: ReadonlySet<string>): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    if (folders.size > mostFolders) {
      throw new VirgaError("TooManyFolders", `the app has ${folders.size} folders, more than can be watched`, {
        where: this.#directory,
        hint: "put its cdk.json into a folder of its own, so that less counts as the app",
      });
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#add(folder);
  }

  #add(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => this.#happened(name === null ? folder : join(folder, name)));
      // A folder that goes away is told of by the one it was in.
      watcher.on("error", () => {
        watcher.close();
        this.#watchers.delete(folder);
      });
      this.#watchers.set(folder, watcher);
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code !== "ENOSPC" && code !== "EMFILE") return;
      throw new VirgaError("TooManyFolders", "the system lets no more folders be watched", {
        where: folder,
        hint: "raise its limit: sysctl fs.inotify.max_user_watches=524288 (or fs.inotify.max_user_instances)",
        cause: thrown,
      });
    }
  }

  #happened(path: string): void {
    if (this.isIgnored(path)) return;
    this.count++;
    if (this.#names.size < mostNames) this.#names.add(relative(this.#directory, path));
    this.#notify?.();
    this.#notify = undefined;
  }

  /** Resolves when something happens in one of the folders. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#notify = resolve;
    });
  }

  /** The files in which something has happened since the last time. */
  takeNames(): readonly string[] {
    const names = [...this.#names];
    this.#names.clear();
    return names;
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }
}
