import { BlockCompiler } from "./block-compiler.ts";
import { VtlRenderError, VtlSyntaxError } from "./errors.ts";
import { type ParsedTemplate, parseTemplate } from "./parser.ts";
import { type Reach, reachOf } from "./reach.ts";
import { type Execute, MAXIMUM_OUTPUT, Rendering, type TraceEntry } from "./rendering.ts";
import type { Value } from "./values.ts";

/** Largest template that API Gateway takes, in bytes of UTF-8. */
export const MAXIMUM_TEMPLATE_SIZE = 300 * 1024;

/** The variables that a template is rendered with, by name without `$`. Templates may change the maps and lists in it. */
export type Variables = Readonly<Record<string, Value | undefined>>;

/** A rendered text with what each statement contributed, in the order of writing. */
export interface TracedText {
  readonly text: string;
  readonly trace: readonly TraceEntry[];
}

/** A compiled template. Rendering it changes nothing in it, so one can be used for any number of renderings. */
export class Template {
  readonly #parsed: ParsedTemplate;
  readonly #names: readonly string[];
  readonly #slots: ReadonlyMap<string, number>;
  readonly #execute: Execute;
  #traced: Execute | undefined;
  /** How much longer than its text and its input it may run. */
  readonly reach: Reach;

  constructor(parsed: ParsedTemplate) {
    this.#parsed = parsed;
    this.reach = reachOf(parsed.body);
    this.#names = [...parsed.names];
    this.#slots = new Map(this.#names.map((name, index) => [name, index]));
    this.#execute = new BlockCompiler(this.#slots, false).block(parsed.body);
  }

  /**
   * Renders the template; asks `isOverdue` every few steps whether to give up.
   *
   * @throws VtlRenderError where API Gateway would answer with its 500
   * @throws RenderingInterrupted when it is overdue
   */
  render(variables: Variables, isOverdue?: () => boolean): string {
    const rendering = new Rendering(this.#read(variables), isOverdue && { isOverdue });
    return finish(rendering, this.#execute);
  }

  /** Renders the template and also tells which statement wrote what, inside of strings and blocks too. */
  renderTraced(variables: Variables): TracedText {
    this.#traced ??= new BlockCompiler(this.#slots, true).block(this.#parsed.body);
    const trace: TraceEntry[] = [];
    const text = finish(new Rendering(this.#read(variables), { trace }), this.#traced);
    return { text, trace };
  }

  #read(variables: Variables): (Value | undefined)[] {
    return this.#names.map((name) => (Object.hasOwn(variables, name) ? variables[name] : undefined));
  }
}

/**
 * Compiles a template.
 *
 * @throws VtlSyntaxError with line and column
 */
export function compile(template: string): Template {
  const isTooLong = template.length > MAXIMUM_TEMPLATE_SIZE / 3 && byteLength(template) > MAXIMUM_TEMPLATE_SIZE;
  if (isTooLong) throw new VtlSyntaxError("The template is larger than 300 KB", { line: 1, column: 1 });
  return new Template(parseTemplate(template));
}

function finish(rendering: Rendering, execute: Execute): string {
  execute(rendering);
  if (rendering.output.length > MAXIMUM_OUTPUT) throw new VtlRenderError("The template writes more than 10 MB");
  return rendering.output;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
