import type { Key } from "../keys.ts";
import type { Entry } from "../store.ts";
import type { ChangeSet } from "./change-set.ts";
import type { StorageEngine } from "./storage-engine.ts";

/** An engine for tests, in memory, whose writes end when the test says so. */
export class ControlledEngine implements StorageEngine {
  readonly contents = new Map<Key, string>();
  readonly writes: { readonly changes: ChangeSet; finish(): void; fail(error: Error): void }[] = [];

  #prompt = false;

  get(wanted: Key): string | undefined {
    return this.contents.get(wanted);
  }

  *range(): Generator<Entry> {
    yield* [...this.contents].sort(([left], [right]) => (left < right ? -1 : 1));
  }

  write(changes: ChangeSet): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        for (const [changed, value] of changes.entries()) {
          if (value === null) this.contents.delete(changed);
          else this.contents.set(changed, value);
        }
        resolve();
      };
      if (this.#prompt) finish();
      else this.writes.push({ changes, finish, fail: reject });
    });
  }

  /** Ends the writes that are under way, and from now on each at once. */
  becomePrompt(): void {
    this.#prompt = true;
    for (const { finish } of this.writes.splice(0)) finish();
  }

  async close(): Promise<void> {}
}
