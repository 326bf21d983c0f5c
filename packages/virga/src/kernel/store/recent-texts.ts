import type { Key } from "../keys.ts";

/** How many characters of keys and texts each of the two halves takes. */
const mostCharacters = 4 * 1024 * 1024;
/** A text beyond this would drive out too many others. */
const longestText = 256 * 1024;

/**
 * The texts that were read lately, by key: making a text of bytes costs more than looking it up, and who keeps what it
 * worked out of a text finds it faster by the very same one. Whoever changes a key deletes it here.
 * Two halves take turns: when the younger one is full, the older one is dropped with all that was not read since.
 */
export class RecentTexts {
  #younger = new Map<Key, string>();
  #older = new Map<Key, string>();
  #characters = 0;

  get(key: Key): string | undefined {
    const text = this.#younger.get(key);
    if (text !== undefined) return text;
    const found = this.#older.get(key);
    if (found === undefined) return undefined;
    this.#older.delete(key);
    this.add(key, found);
    return found;
  }

  add(key: Key, text: string): void {
    if (text.length > longestText) return;
    this.#characters += key.length + text.length;
    if (this.#characters > mostCharacters) {
      this.#older = this.#younger;
      this.#younger = new Map();
      this.#characters = key.length + text.length;
    }
    this.#younger.set(key, text);
  }

  delete(key: Key): void {
    this.#younger.delete(key);
    this.#older.delete(key);
  }
}
