import { ExpressionSyntaxError } from "../errors.ts";

/** Reads a text from left to right; every reader of expression texts uses it. */
export class Cursor {
  readonly text: string;
  position: number;

  constructor(text: string, position = 0) {
    this.text = text;
    this.position = position;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  peek(offset = 0): string {
    return this.text[this.position + offset] ?? "";
  }

  next(): string {
    const character = this.peek();
    this.position++;
    return character;
  }

  skipSpaces(): void {
    while (this.peek() === " " || this.peek() === "\t" || this.peek() === "\n" || this.peek() === "\r") {
      this.position++;
    }
  }

  /** Takes the given text if it comes next. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.position)) {
      return false;
    }
    this.position += expected.length;
    return true;
  }

  /** Takes the given text, which must come next. */
  expect(expected: string): void {
    if (!this.take(expected)) {
      this.fail(`expected '${expected}'`);
    }
  }

  /** Takes what the sticky pattern matches at this position, or nothing. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) {
      this.position += found.length;
    }
    return found;
  }

  fail(reason: string): never {
    throw new ExpressionSyntaxError(`${reason} at character ${this.position} of '${this.text}'`);
  }
}
