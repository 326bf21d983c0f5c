import type { Activity } from "../../kernel/activity.ts";
import type { BlobStore } from "../../kernel/blobs.ts";
import type { ContentPiece } from "./model.ts";

/** Which blobs no record names any more; the state keeps the list, so that it survives the process. */
export interface Garbage {
  list(): readonly string[];
  /** Takes a blob off the list, after it was deleted. */
  forget(blob: string): void;
}

/**
 * The contents of objects, in the runtime's blob store. A content that arrives must not be deleted between the moment
 * its bytes are there and the commit that names them; so deletion waits until nothing arrives, and arrivals wait
 * for a deletion under way.
 */
export class Contents {
  readonly #blobs: BlobStore;
  readonly #activity: Activity;
  readonly #garbage: Garbage;
  #arriving = 0;
  #sweeping: Promise<void> | undefined;

  constructor(blobs: BlobStore, activity: Activity, garbage: Garbage) {
    this.#blobs = blobs;
    this.#activity = activity;
    this.#garbage = garbage;
  }

  /** Keeps a content and commits the record that names it. `commit` is not called if the content cannot be kept. */
  async store<T>(content: Uint8Array, commit: (piece: ContentPiece) => T): Promise<T> {
    while (this.#sweeping) await this.#sweeping;
    this.#arriving++;
    try {
      const blob = await this.#blobs.put(content);
      return commit({ blob, size: content.byteLength });
    } finally {
      this.#arriving--;
      this.sweep();
    }
  }

  /** Reads a stretch of a content that lies in pieces; undefined if a piece was deleted meanwhile. */
  async read(pieces: readonly ContentPiece[], start: number, end: number): Promise<Uint8Array | undefined> {
    const found: Uint8Array[] = [];
    let offset = 0;
    for (const { blob, size } of pieces) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, size);
      offset += size;
      if (from >= to) continue;
      const content = await this.#blobs.get(blob);
      if (!content) return undefined;
      found.push(from === 0 && to === size ? content : content.subarray(from, to));
    }
    return found.length === 1 ? found[0]! : Buffer.concat(found);
  }

  /** Deletes the blobs that no record names, as soon as no content is arriving. */
  sweep(): void {
    if (this.#arriving > 0 || this.#sweeping) return;
    const names = this.#garbage.list();
    if (names.length === 0) return;
    this.#sweeping = this.#activity.track(this.#delete(names)).finally(() => {
      this.#sweeping = undefined;
    });
  }

  async #delete(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.#blobs.delete(name);
      this.#garbage.forget(name);
    }
  }
}
