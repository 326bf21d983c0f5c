type Replace = (text: string) => string;

/** Text replacements, carried out in the order of their registration on the JSON text of a value. */
export class TextReplacements {
  readonly #replacements: Replace[] = [];
  readonly #references = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  addPattern(pattern: string, replacement: string): void {
    const caseInsensitive = pattern.startsWith("(?i)");
    const expression = new RegExp(caseInsensitive ? pattern.slice(4) : pattern, caseInsensitive ? "gi" : "g");
    this.#replacements.push((text) => text.replace(expression, () => replacement));
  }

  addText(searched: string, replacement: string): void {
    this.#replacements.push((text) => text.replaceAll(searched, replacement));
  }

  /** Replaces `value` everywhere with `<replacement:N>`, N counting the distinct values of that name. */
  addReference(value: unknown, replacement: string): void {
    const text = typeof value === "string" ? value : String(value);
    if (text === "" || this.#references.has(text)) return;
    const number = (this.#counts.get(replacement) ?? 0) + 1;
    this.#counts.set(replacement, number);
    this.#references.set(text, replacement);
    this.addText(text.replaceAll('"', '\\"'), `<${replacement}:${number}>`);
  }

  apply(text: string): string {
    return this.#replacements.reduce((current, replace) => replace(current), text);
  }
}
