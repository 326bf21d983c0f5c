import { createHash } from "node:crypto";
import { once } from "node:events";
import { access, mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { VirgaError } from "../../../kernel/errors.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { FunctionCode } from "../model.ts";
import type { UnpackingTask } from "./unpacking-worker.ts";
import { unpackZip } from "./zip-archive.ts";

/** Bytes that are unpacked in a millisecond or two; what is larger goes to a thread. */
const small = 32_768;
const mostFolders = 64;

/** Unpacked code, which stays until it is released. */
export interface CodeFolder {
  readonly name: string;
  /** Where the files lie. */
  readonly path: string;
  /** Where the compiled form of the code is kept. */
  readonly compileCache: string;
}

/**
 * The unpacked code of functions and layers in the work folder, by content: `lambda/<sha256>/code`. What is missing is made
 * again; of what is no longer used, the last few are kept.
 */
export class CodeFolders {
  readonly #host: ServiceHost;
  readonly #making = new Map<string, Promise<CodeFolder>>();
  /** How many environments use a folder. */
  readonly #holders = new Map<string, number>();

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  /** The folder with the contents of these packages, laid over one another in their order. Release it afterwards. */
  async folder(codes: readonly FunctionCode[]): Promise<CodeFolder> {
    const blobs = codes.map(({ blob }) => blob);
    const name = blobs.length === 1 ? blobs[0]! : createHash("sha256").update(blobs.join()).digest("hex");
    this.#holders.set(name, (this.#holders.get(name) ?? 0) + 1);
    let making = this.#making.get(name);
    if (!making) {
      making = this.#find(name, codes).finally(() => this.#making.delete(name));
      this.#making.set(name, making);
    }
    try {
      return await making;
    } catch (thrown) {
      this.release({ name });
      throw thrown;
    }
  }

  /** One who used the folder does so no more. */
  release({ name }: Pick<CodeFolder, "name">): void {
    const count = (this.#holders.get(name) ?? 1) - 1;
    if (count > 0) this.#holders.set(name, count);
    else this.#holders.delete(name);
  }

  async #find(name: string, codes: readonly FunctionCode[]): Promise<CodeFolder> {
    const root = join(await this.#host.workFolder.path(), "lambda");
    const folder = join(root, name);
    const found = { name, path: join(folder, "code"), compileCache: join(folder, "compiled") };
    if (await exists(found.path)) {
      const seconds = this.#host.machineClock.now() / 1_000;
      await utimes(folder, seconds, seconds).catch(() => {});
      return found;
    }
    const aside = join(root, `${name}.${this.#host.ids.hex(8)}`);
    try {
      await mkdir(aside, { recursive: true });
      // The work folder may lie in the app's, whose package.json has no say over the kind of the functions' modules.
      await writeFile(join(aside, "package.json"), "{}\n");
      await this.#unpack(codes, join(aside, "code"));
      await rm(folder, { recursive: true, force: true });
      await rename(aside, folder);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
    await this.#removeOld(root);
    return found;
  }

  async #unpack(codes: readonly FunctionCode[], folder: string): Promise<void> {
    const blobs = this.#host.blobs.of("lambda");
    const zips: Uint8Array[] = [];
    for (const { blob } of codes) {
      const zip = await blobs.get(blob);
      if (!zip) throw new VirgaError("CodeMissing", `the code package ${blob} is not in the store`);
      zips.push(zip);
    }
    const size = zips.reduce((sum, zip) => sum + zip.byteLength, 0);
    if (size > small) await unpackInThread({ zips, folder });
    else for (const zip of zips) unpackZip(zip, folder);
  }

  /** Removes the folders that were not used for longest, but none that is in use. */
  async #removeOld(root: string): Promise<void> {
    const names = await readdir(root);
    const superfluous = names.length - mostFolders;
    if (superfluous <= 0) return;
    const unused = names.filter((name) => !this.#holders.has(name) && !name.includes("."));
    const dated = await Promise.all(
      unused.map(async (name) => ({ name, at: (await stat(join(root, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
    );
    dated.sort((left, right) => left.at - right.at);
    for (const { name } of dated.slice(0, superfluous)) await rm(join(root, name), { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function unpackInThread(task: UnpackingTask): Promise<void> {
  const worker = new Worker(new URL("./unpacking-worker.ts", import.meta.url), { workerData: task });
  // An error in the worker rejects.
  await once(worker, "exit");
}
