/** Shorter segments of ARNs are numbers of versions, which services count: they stand for nothing. */
const shortestSegment = 4;

/**
 * The real values that placeholders stand for. An ARN binds segment by segment too: wherever a placeholder's segment differs
 * from the real one, the segment stands for it alone.
 */
export class Bindings {
  readonly #values = new Map<string, string>();
  #ordered: readonly (readonly [string, string])[] | undefined;

  bind(placeholder: string, value: string): void {
    if (placeholder === value) return;
    this.#values.set(placeholder, value);
    const segments = placeholder.split(":");
    const real = value.split(":");
    if (segments.length > 1 && segments.length === real.length) {
      for (const [index, segment] of segments.entries()) {
        const bound = real[index] as string;
        const isPlaceholder = segment !== bound && segment.length >= shortestSegment;
        if (isPlaceholder && !this.#values.has(segment)) this.#values.set(segment, bound);
      }
    }
    this.#ordered = undefined;
  }

  has(placeholder: string): boolean {
    return this.#values.has(placeholder);
  }

  /** The text with every placeholder replaced, the longest first. */
  replace(text: string): string {
    this.#ordered ??= [...this.#values].sort(([a], [b]) => b.length - a.length);
    return this.#ordered.reduce((current, [placeholder, value]) => current.replaceAll(placeholder, value), text);
  }

  /** A copy of the value with every placeholder in its texts replaced. */
  replaceIn(value: unknown): unknown {
    if (typeof value === "string") return this.replace(value);
    if (Array.isArray(value)) return value.map((item) => this.replaceIn(item));
    if (typeof value !== "object" || value === null || value instanceof Uint8Array || value instanceof Date)
      return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [this.replace(name), this.replaceIn(member)]),
    );
  }
}
