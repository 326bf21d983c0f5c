import { closeSync, openSync, readFileSync, readSync } from "node:fs";

function residentPages(statm: Buffer): number {
  return Number(statm.toString("latin1").split(" ", 2)[1]);
}

/** Pages that are the process's own: those of its program's file are in memory once for all processes. */
function ownPages(statm: Buffer): number {
  const [, resident, shared] = statm.toString("latin1").split(" ", 3);
  return Number(resident) - Number(shared);
}

/** How much memory of its own a process has in use, where the system tells it (Linux). */
export class ResidentMemory {
  readonly #buffer = Buffer.alloc(128);
  #file: number | undefined;
  #bytesPerPage = 0;
  #peak = 0;

  constructor(pid: number) {
    try {
      this.#file = openSync(`/proc/${pid}/statm`, "r");
      // Node says in bytes what the system says in pages.
      const pages = residentPages(readFileSync("/proc/self/statm"));
      this.#bytesPerPage = 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages));
    } catch {
      // Not Linux, or the process has ended already.
    }
  }

  /** Bytes now; undefined if nobody knows. */
  read(): number | undefined {
    if (this.#file === undefined) return undefined;
    try {
      const length = readSync(this.#file, this.#buffer, 0, this.#buffer.length, 0);
      if (length === 0) return undefined;
      const bytes = ownPages(this.#buffer.subarray(0, length)) * this.#bytesPerPage;
      this.#peak = Math.max(this.#peak, bytes);
      return bytes;
    } catch {
      return undefined;
    }
  }

  /** The most that was read. */
  get peak(): number {
    return this.#peak;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
