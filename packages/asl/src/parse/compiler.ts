import { ExpressionSyntaxError, PathFailure, StateFailure } from "../errors.ts";
import type { Host } from "../host.ts";
import type { IntrinsicCall } from "../intrinsics/ast.ts";
import { compileIntrinsic } from "../intrinsics/compile-intrinsic.ts";
import { parseIntrinsic } from "../intrinsics/parse-intrinsic.ts";
import { renderJson } from "../json/text.ts";
import type { Json } from "../json/value.ts";
import type { PathNode, PathStep } from "../paths/ast.ts";
import { type CompiledPath, compilePath } from "../paths/compile-path.ts";
import type { Scope } from "../paths/scope.ts";
import type { Evaluator } from "../program.ts";

/** Compiles expression texts once each; made for one definition, so that equal texts share their closures. */
export class ExpressionCompiler {
  private readonly paths = new Map<string, CompiledPath | undefined>();
  private references = new Set<string>();

  /** The compiled path, or undefined if the text is not one. */
  path(text: string): CompiledPath | undefined {
    if (!this.paths.has(text)) {
      this.paths.set(
        text,
        attempt(() => compilePath(text)),
      );
    }
    const path = this.paths.get(text);
    if (path !== undefined) {
      this.noteVariables(path.node);
    }
    return path;
  }

  /** The compiled call of an intrinsic function, or undefined if the text is not one. */
  intrinsic(text: string): Evaluator | undefined {
    const call = attempt(() => parseIntrinsic(text));
    if (call === undefined) {
      return undefined;
    }
    this.noteCallVariables(call);
    const evaluate = compileIntrinsic(call);
    return (scope, host) => callIntrinsic(text, evaluate, scope, host);
  }

  /** The value of a `.$` field: a path or an intrinsic function; undefined if the text is neither. */
  templateField(field: string, text: string): Evaluator | undefined {
    if (!text.startsWith("$")) {
      return this.intrinsic(text);
    }
    const path = this.path(text);
    return path === undefined ? undefined : (scope) => readTemplatePath(field, path, scope);
  }

  /** Runs a piece of compilation and gives, beside its result, the variables it refers to in alphabetical order. */
  collectReferences<T>(compile: () => T): { result: T; references: string[] } {
    const outer = this.references;
    this.references = new Set();
    const result = compile();
    const references = [...this.references].sort();
    this.references = outer;
    return { result, references };
  }

  private noteVariables(node: PathNode): void {
    if (node.root === "variable") {
      this.references.add(node.variable!);
    }
    for (const step of node.steps) {
      this.noteStepVariables(step);
    }
  }

  private noteStepVariables(step: PathStep): void {
    if (step.kind === "function") {
      for (const argument of step.arguments) {
        if (typeof argument === "object" && argument !== null && "steps" in argument) {
          this.noteVariables(argument as unknown as PathNode);
        }
      }
    }
  }

  private noteCallVariables(call: IntrinsicCall): void {
    for (const argument of call.arguments) {
      if (argument.kind === "path") {
        this.noteVariables(argument.path.node);
      } else if (argument.kind === "call") {
        this.noteCallVariables(argument.call);
      }
    }
  }
}

function attempt<T>(compile: () => T): T | undefined {
  try {
    return compile();
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** The input a failed path is reported with: what it started from. */
function startOf(path: CompiledPath, scope: Scope): Json {
  return path.node.root === "context" ? scope.context() : scope.input;
}

function readTemplatePath(field: string, path: CompiledPath, scope: Scope): Json {
  try {
    return path.read(scope);
  } catch (error) {
    if (error instanceof PathFailure) {
      throw new StateFailure(
        "States.Runtime",
        `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input ` +
          `'${renderJson(startOf(path, scope))}'`,
      );
    }
    throw error;
  }
}

function callIntrinsic(text: string, evaluate: (scope: Scope, host: Host) => Json, scope: Scope, host: Host): Json {
  try {
    return evaluate(scope, host);
  } catch (error) {
    if (error instanceof PathFailure) {
      throw new StateFailure(
        "States.Runtime",
        `The function '${text}' had the following error: ${error.message} in the input '${renderJson(scope.input)}'`,
      );
    }
    if (error instanceof StateFailure && error.error === "States.IntrinsicFailure") {
      throw new StateFailure(error.error, `The function '${text}' had the following error: ${error.message}`);
    }
    throw error;
  }
}

/** Reads a path of a `...Path` field that must lead to a value. */
export function readPathField(path: CompiledPath, scope: Scope): Json {
  try {
    return path.read(scope);
  } catch (error) {
    if (error instanceof PathFailure) {
      throw new StateFailure("States.Runtime", `Invalid path '${path.text}' : ${error.message}`);
    }
    throw error;
  }
}
