import { type TemplatePosition, VtlRenderError } from "./errors.ts";
import { toText } from "./text.ts";
import { HostObject, type Value } from "./values.ts";

/** API Gateway runs a `#foreach` at most this often and then goes on after it. */
export const MAXIMUM_ITERATIONS = 1000;

/** Largest text that a template may write, in UTF-16 units: API Gateway's payload limit. */
export const MAXIMUM_OUTPUT = 10 * 1024 * 1024;

/** Iterations and uses of blocks, of all loops together, before a rendering is given up. */
const MAXIMUM_STEPS = 5_000_000;

/** How deep one `#define`d block may use itself. */
const MAXIMUM_DEFINE_DEPTH = 2;

/** Each may take as long as the body has to be gone through. */
const STEPS_BETWEEN_CHECKS = 16;
/** UTF-16 units that take as long to go through as another step does. */
const TEXT_LIKE_A_STEP = 4096;
/** UTF-16 units of the longest text that a rendering which is watched works on. */
const LONGEST_WATCHED_TEXT = 256 * 1024;

/** Thrown when a rendering is overdue: nothing is known of what it would have given. */
export class RenderingInterrupted extends Error {}

/** What running a statement asks of those around it. */
export const Signal = { none: 0, break: 1, stop: 2 } as const;
export type Signal = (typeof Signal)[keyof typeof Signal];

/** Runs compiled statements. */
export type Execute = (rendering: Rendering) => Signal;

/** Computes a compiled expression. */
export type Evaluate = (rendering: Rendering) => Value;

/** A trace ends after so many entries. */
export const MAXIMUM_TRACE = 10_000;

/** One line of a render's trace: what a part of the template wrote, or what a reference in a directive or an argument was. */
export interface TraceEntry {
  readonly position: TemplatePosition;
  /** `text`, `reference` and `set` are statements that were run; `value` is a reference that was read. */
  readonly kind: "text" | "reference" | "set" | "value";
  /** What it wrote; empty for what writes nothing. */
  readonly text: string;
  /** The reference as it stands in the template, of a `#set` the one that was set. */
  readonly reference?: string;
  /** What the reference was, as it prints; empty where it led nowhere, absent where `#set` left it as it was. */
  readonly value?: string;
}

/** The state of one rendering. */
export class Rendering {
  /** The variables by slot; `undefined` and null are both "not set". */
  readonly slots: (Value | undefined)[];
  readonly trace: TraceEntry[] | undefined;
  output = "";
  #steps = 0;
  #checks = 0;
  readonly #isOverdue: (() => boolean) | undefined;

  constructor(slots: (Value | undefined)[], options: { readonly trace?: TraceEntry[]; isOverdue?(): boolean } = {}) {
    this.slots = slots;
    this.trace = options.trace;
    this.#isOverdue = options.isOverdue;
  }

  /** Adds to the trace, if there is one and it is not full. */
  note(entry: TraceEntry): void {
    if (this.trace !== undefined && this.trace.length < MAXIMUM_TRACE) this.trace.push(entry);
  }

  /** Counts one iteration or use of a block, and gives up a rendering that has grown past its limits. */
  step(): void {
    this.check();
    this.#steps += 1;
    if (this.#steps > MAXIMUM_STEPS) throw new VtlRenderError("The template takes too many steps");
    if (this.output.length > MAXIMUM_OUTPUT) throw new VtlRenderError("The template writes more than 10 MB");
  }

  /**
   * Asks every now and then whether the rendering is overdue: the sooner, the longer the text is that a step works on. One step on
   * a very long text would take long by itself.
   */
  check(text: Value = null): void {
    if (this.#isOverdue === undefined) return;
    const length = typeof text === "string" ? text.length : 0;
    if (length > LONGEST_WATCHED_TEXT) throw new RenderingInterrupted();
    this.#checks += 1 + length / TEXT_LIKE_A_STEP;
    if (this.#checks < STEPS_BETWEEN_CHECKS) return;
    this.#checks = 0;
    if (this.#isOverdue()) throw new RenderingInterrupted();
  }
}

/** What `$foreach` is within a loop. */
export class LoopScope extends HostObject {
  readonly #count: number;
  readonly #parent: Value;
  readonly #own = new Map<string, Value>();
  index = 0;

  constructor(count: number, parent: Value) {
    super();
    this.#count = count;
    this.#parent = parent instanceof LoopScope ? parent : null;
  }

  get hasNext(): boolean {
    return this.index + 1 < this.#count;
  }

  override property(name: string): Value {
    switch (name) {
      case "index":
        return this.index;
      case "count":
        return this.index + 1;
      case "hasNext":
        return this.hasNext;
      case "first":
        return this.index === 0;
      case "last":
        return !this.hasNext;
      case "parent":
        return this.#parent;
      case "topmost":
        return this.#parent instanceof LoopScope ? this.#parent.property("topmost") : this;
      default:
        return this.#own.get(name) ?? null;
    }
  }

  override assign(name: string, value: Value): boolean {
    this.#own.set(name, value);
    return true;
  }

  override call(name: string, args: readonly Value[]): Value | undefined {
    if (args.length !== 0) return undefined;
    if (name === "hasNext") return this.hasNext;
    const getter = /^(?:get|is)([A-Z])(\w*)$/.exec(name);
    return getter === null ? undefined : this.property(`${getter[1]?.toLowerCase()}${getter[2]}`);
  }

  text(): string {
    return "";
  }
}

/** A block that `#define` has given a name; it is rendered anew, with the variables of the moment, each time it is used. */
export class DefinedBlock extends HostObject {
  readonly #rendering: Rendering;
  readonly #body: Execute;
  #depth = 0;

  constructor(rendering: Rendering, body: Execute) {
    super();
    this.#rendering = rendering;
    this.#body = body;
  }

  text(): string {
    if (this.#depth >= MAXIMUM_DEFINE_DEPTH) return "";
    this.#rendering.step();
    this.#depth += 1;
    const text = capture(this.#rendering, this.#body);
    this.#depth -= 1;
    return text;
  }
}

/** What a trace shows of a value: what it prints as. A block is not rendered for it. */
export function shownValue(value: Value): string {
  if (value instanceof DefinedBlock) return "(a block)";
  try {
    return toText(value);
  } catch (error) {
    if (error instanceof VtlRenderError) return `(${error.message})`;
    throw error;
  }
}

/** Runs statements and returns what they write instead of writing it. */
export function capture(rendering: Rendering, body: Execute): string {
  const before = rendering.output;
  rendering.output = "";
  body(rendering);
  const text = rendering.output;
  rendering.output = before;
  if (text.length > MAXIMUM_OUTPUT) throw new VtlRenderError("The template makes a text of more than 10 MB");
  return text;
}
