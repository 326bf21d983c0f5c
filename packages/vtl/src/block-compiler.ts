import type { Block, Branch, Expression, Statement } from "./ast.ts";
import { type TemplatePosition, VtlRenderError, VtlUnsupportedError } from "./errors.ts";
import { ExpressionCompiler } from "./expression-compiler.ts";
import {
  DefinedBlock,
  type Execute,
  LoopScope,
  MAXIMUM_ITERATIONS,
  type Rendering,
  Signal,
  shownValue,
} from "./rendering.ts";
import { toText } from "./text.ts";
import { JavaList, type Value } from "./values.ts";

const LOOP_NAMES = ["foreach", "velocityCount", "velocityHasNext"] as const;

/** Compiles statements to closures; with `isTraced` each one also reports what it wrote. */
export class BlockCompiler {
  readonly #slots: ReadonlyMap<string, number>;
  readonly #expressions: ExpressionCompiler;
  readonly #isTraced: boolean;

  constructor(slots: ReadonlyMap<string, number>, isTraced: boolean) {
    this.#slots = slots;
    this.#isTraced = isTraced;
    this.#expressions = new ExpressionCompiler(
      (name) => this.#slotOf(name),
      (block) => this.block(block),
      isTraced,
    );
  }

  /** Compiles a run of statements. */
  block(block: Block): Execute {
    const statements = block.map((statement) => this.#located(statement));
    const [first, second] = statements;
    if (first === undefined) return () => Signal.none;
    if (second === undefined) return first;
    return (rendering) => {
      for (const statement of statements) {
        const signal = statement(rendering);
        if (signal !== Signal.none) return signal;
      }
      return Signal.none;
    };
  }

  #slotOf(name: string): number {
    return this.#slots.get(name) ?? -1;
  }

  #located(statement: Statement): Execute {
    const execute = this.#statement(statement);
    if (statement.type === "text") return this.#isTraced ? traced(execute, statement) : execute;
    const guarded: Execute = (rendering) => {
      try {
        return execute(rendering);
      } catch (error) {
        throw located(error, statement.position);
      }
    };
    return this.#isTraced && statement.type === "reference" ? traced(guarded, statement) : guarded;
  }

  #statement(statement: Statement): Execute {
    switch (statement.type) {
      case "text":
        return write(statement.text);
      case "reference": {
        const value = this.#expressions.reference(statement.reference);
        return (rendering) => {
          const found = value(rendering);
          if (typeof found === "object") rendering.check();
          rendering.output += toText(found);
          return Signal.none;
        };
      }
      case "set": {
        const value = this.#expressions.value(statement.value);
        const assign = this.#expressions.assignment(statement.target);
        const { position, target } = statement;
        return (rendering) => {
          const result = value(rendering);
          if (result !== null) assign(rendering, result);
          if (rendering.trace !== undefined) {
            const entry = { position, kind: "set", text: "", reference: target.source } as const;
            rendering.note(result === null ? entry : { ...entry, value: shownValue(result) });
          }
          return Signal.none;
        };
      }
      case "if":
        return this.#if(statement.branches, statement.otherwise);
      case "foreach":
        return this.#foreach(statement.variable, statement.list, statement.body);
      case "define": {
        const slot = this.#slotOf(statement.variable);
        const body = this.block(statement.body);
        return (rendering) => {
          rendering.slots[slot] = new DefinedBlock(rendering, body);
          return Signal.none;
        };
      }
      case "stop":
        return () => Signal.stop;
      case "break":
        return () => Signal.break;
    }
  }

  #if(branches: readonly Branch[], otherwise: Block): Execute {
    const compiled = branches.map((branch) => ({
      holds: this.#expressions.condition(branch.condition),
      body: this.block(branch.body),
    }));
    const last = this.block(otherwise);
    return (rendering) => {
      for (const branch of compiled) if (branch.holds(rendering)) return branch.body(rendering);
      return last(rendering);
    };
  }

  #foreach(variable: string, list: Expression, body: Block): Execute {
    const items = this.#expressions.value(list);
    const run = this.block(body);
    const slot = this.#slotOf(variable);
    const [scopeSlot, countSlot, hasNextSlot] = LOOP_NAMES.map((name) => this.#slotOf(name));
    const used = [slot, scopeSlot, countSlot, hasNextSlot].flatMap((each) =>
      each === undefined || each < 0 ? [] : each,
    );
    return (rendering) => {
      const sequence = iterable(items(rendering));
      if (sequence === undefined) return Signal.none;
      const { slots } = rendering;
      const saved = used.map((each) => slots[each]);
      const scope = new LoopScope(sequence.length, rendering.slots[scopeSlot ?? -1] ?? null);
      let signal: Signal = Signal.none;
      for (let index = 0; index < sequence.length && index < MAXIMUM_ITERATIONS; index += 1) {
        rendering.step();
        scope.index = index;
        rendering.slots[slot] = sequence[index];
        assign(rendering, scopeSlot, scope);
        assign(rendering, countSlot, index + 1);
        assign(rendering, hasNextSlot, scope.hasNext);
        signal = run(rendering);
        if (signal !== Signal.none) break;
      }
      for (let index = 0; index < used.length; index += 1) slots[used[index] as number] = saved[index];
      return signal === Signal.stop ? signal : Signal.none;
    };
  }
}

/** Sets a variable that the template uses; the others have no slot. */
function assign(rendering: Rendering, slot: number | undefined, value: Value | undefined): void {
  if (slot !== undefined && slot !== -1) rendering.slots[slot] = value;
}

function write(text: string): Execute {
  return (rendering) => {
    rendering.output += text;
    return Signal.none;
  };
}

/** The items that `#foreach` goes through: those of a list, the values of a map, nothing else. */
function iterable(value: Value): readonly Value[] | undefined {
  if (value instanceof JavaList) return value.items.slice();
  return value instanceof Map ? Array.from(value.values()) : undefined;
}

function located(error: unknown, position: TemplatePosition): unknown {
  if (error instanceof VtlRenderError) {
    if (error.position !== undefined) return error;
    if (error instanceof VtlUnsupportedError) return new VtlUnsupportedError(error.message, position);
    return new VtlRenderError(error.message, position);
  }
  if (error instanceof RangeError) return new VtlRenderError(`StackOverflowError: ${error.message}`, position);
  return error;
}

function traced(execute: Execute, statement: Extract<Statement, { type: "text" | "reference" }>): Execute {
  const { position, type: kind } = statement;
  const reference = statement.type === "reference" ? { reference: statement.reference.source } : {};
  return (rendering) => {
    const start = rendering.output.length;
    const signal = execute(rendering);
    rendering.note({ position, kind, text: rendering.output.slice(start), ...reference });
    return signal;
  };
}
