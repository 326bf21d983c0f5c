import { type TemplatePosition, VtlSyntaxError } from "./errors.ts";

/** How deep directives, parentheses, literals and interpolated strings may be nested in one another. */
const MAXIMUM_NESTING = 200;

/** Walks over a template's text, and knows line and column of what it stands on. */
export class Scanner {
  readonly text: string;
  position = 0;
  readonly #origin: TemplatePosition | undefined;
  #nesting: number;
  #countedTo = 0;
  #line = 1;
  #lineStart = 0;

  /** @param origin where the text stands when it is the inside of a string; every position in it is then that one */
  constructor(text: string, origin?: TemplatePosition, nesting = 0) {
    this.text = text;
    this.#origin = origin;
    this.#nesting = nesting;
  }

  /** A scanner for the inside of a string literal that stands at `position`. */
  inside(text: string, position: TemplatePosition): Scanner {
    return new Scanner(text, this.#origin ?? position, this.#nesting);
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The character under the scanner; empty at the end. */
  get current(): string {
    return this.text.charAt(this.position);
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.position);
  }

  /** Moves over `text` if it stands here. */
  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.position += text.length;
    return true;
  }

  /** Moves over what a sticky pattern matches here. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.position = pattern.lastIndex;
    return match;
  }

  /** Moves over white space, line ends included. */
  skipWhitespace(): void {
    while (" \t\n\r".includes(this.current) && !this.atEnd) this.position += 1;
  }

  /** Moves over `text`, which has to stand here. */
  expect(text: string, purpose: string): void {
    if (!this.take(text)) this.fail(`Expected "${text}" ${purpose}, found ${this.#found()}`);
  }

  /** Line and column of an offset. Asked for in rising order it costs one walk over the text. */
  positionAt(offset: number): TemplatePosition {
    if (this.#origin !== undefined) return this.#origin;
    if (offset < this.#lineStart) {
      this.#countedTo = 0;
      this.#line = 1;
      this.#lineStart = 0;
    }
    for (let end = this.text.indexOf("\n", this.#countedTo); end !== -1 && end < offset; ) {
      this.#line += 1;
      this.#lineStart = end + 1;
      end = this.text.indexOf("\n", this.#lineStart);
    }
    this.#countedTo = Math.max(offset, this.#countedTo, this.#lineStart);
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }

  /** Runs `parse` one level deeper. */
  nested<Result>(parse: () => Result): Result {
    this.#nesting += 1;
    if (this.#nesting > MAXIMUM_NESTING) this.fail("The template is nested too deep");
    const result = parse();
    this.#nesting -= 1;
    return result;
  }

  fail(message: string, offset = this.position): never {
    throw new VtlSyntaxError(message, this.positionAt(offset));
  }

  #found(): string {
    return this.atEnd ? "the end of the template" : JSON.stringify(this.current);
  }
}
