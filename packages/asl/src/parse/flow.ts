import { StateFailure } from "../errors.ts";
import { javaText } from "../json/java.ts";
import { isInteger, isNumber, type Json, toDouble } from "../json/value.ts";
import type { CompiledPath } from "../paths/compile-path.ts";
import { compileWriter, type PathWriter } from "../paths/reference-path.ts";
import type { Assignment, Evaluator } from "../program.ts";
import { type ExpressionCompiler, readPathField } from "./compiler.ts";
import type { Findings } from "./diagnostics.ts";
import type { Fields } from "./fields.ts";
import { TemplateCompiler } from "./template.ts";

const VARIABLE_NAME = /^[\p{ID_Start}_][\p{ID_Continue}_]*$/u;
/** The longest name of a variable. */
const MAX_VARIABLE_NAME = 80;

/**
 * Compiles the fields through which data flows into, through and out of a state, in the JSONPath query language.
 * Another query language is another class with the same methods.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
 */
export class JsonPathFlow {
  private readonly compiler: ExpressionCompiler;
  private readonly findings: Findings;
  private readonly templates: TemplateCompiler;

  constructor(compiler: ExpressionCompiler, findings: Findings) {
    this.compiler = compiler;
    this.findings = findings;
    this.templates = new TemplateCompiler(compiler, findings);
  }

  /** `InputPath` or `OutputPath`: absent is the whole, null is an empty object. */
  filter(fields: Fields, name: "InputPath" | "OutputPath"): Evaluator {
    if (!fields.has(name)) {
      return (scope) => scope.input;
    }
    if (fields.get(name) === null) {
      return () => ({});
    }
    const path = this.path(fields, name);
    return path === undefined ? () => null : (scope) => readPathField(path, scope);
  }

  /** A payload template field; undefined if it is absent. */
  template(fields: Fields, name: string): Evaluator | undefined {
    const template = fields.get(name);
    return template === undefined ? undefined : this.templates.compile(template, fields.at(name));
  }

  /** `ResultPath`: absent replaces the input, null discards the result. */
  place(fields: Fields): PathWriter {
    if (!fields.has("ResultPath")) {
      return (_input, result) => result;
    }
    if (fields.get("ResultPath") === null) {
      return (input) => input;
    }
    const path = this.referencePath(fields, "ResultPath");
    return path === undefined ? (_input, result) => result : compileWriter(path);
  }

  /** `Assign`: the variables to set when the state is left. */
  assign(fields: Fields): Assignment | undefined {
    const assignments = fields.fields("Assign");
    if (assignments === undefined) {
      return undefined;
    }
    for (const field of Object.keys(assignments.object)) {
      const name = field.endsWith(".$") ? field.slice(0, -2) : field;
      if (!VARIABLE_NAME.test(name) || name === "states" || name.length > MAX_VARIABLE_NAME) {
        this.findings.schema(`'${name}' is not a valid variable name`, assignments.location);
      }
    }
    return this.templates.compile(assignments.object, assignments.location) as Assignment;
  }

  /** Any path; undefined if the field is absent or wrong. */
  path(fields: Fields, name: string): CompiledPath | undefined {
    const text = fields.text(name);
    const path = text === undefined ? undefined : this.compiler.path(text);
    if (text !== undefined && path === undefined) {
      this.findings.schema("Value is not a valid JSONPath", fields.at(name));
    }
    return path;
  }

  /** A path that names one place; undefined if the field is absent or wrong. */
  referencePath(fields: Fields, name: string): CompiledPath | undefined {
    const path = this.path(fields, name);
    if (path === undefined) {
      return undefined;
    }
    const allowed = name === "ResultPath" ? path.node.root === "input" : path.node.root !== "context";
    if (!path.reference || !(allowed || name === "ItemsPath")) {
      this.findings.schema("Value is not a Reference Path", fields.at(name));
      return undefined;
    }
    return path;
  }

  /** `<name>` or `<name>Path` for a whole number that must not be below `least`. */
  integer(fields: Fields, name: string, least: number, most?: number): Evaluator | undefined {
    fields.onlyOne(name, `${name}Path`);
    const literal = fields.integer(name, least, most);
    if (literal !== undefined) {
      return () => literal;
    }
    const path = this.referencePath(fields, `${name}Path`);
    return path === undefined ? undefined : (scope) => requireInteger(name, path, readPathField(path, scope), least);
  }

  /** `<name>`, or `<name>Path` as a path or an intrinsic function, for a text. */
  text(fields: Fields, name: string): Evaluator | undefined {
    fields.onlyOne(name, `${name}Path`);
    const literal = fields.text(name);
    if (literal !== undefined) {
      return () => literal;
    }
    const text = fields.text(`${name}Path`);
    if (text === undefined) {
      return undefined;
    }
    const path = text.startsWith("$") ? this.compiler.path(text) : undefined;
    const evaluate: Evaluator | undefined =
      path === undefined ? this.compiler.intrinsic(text) : (scope) => readPathField(path, scope);
    if (evaluate === undefined) {
      const reason = `The value for the field '${name}Path' must be a valid JSONPath or a valid intrinsic function call`;
      this.findings.schema(reason, fields.location);
      return undefined;
    }
    return (scope, host) => requireText(`${name}Path`, text, evaluate(scope, host));
  }
}

function requireInteger(name: string, path: CompiledPath, value: Json, least: number): Json {
  if (!isNumber(value) || !isInteger(value)) {
    throw new StateFailure(
      "States.Runtime",
      `The ${name}Path field refers to value "${javaText(value)}" which is not a valid integer: ${path.text}`,
    );
  }
  const number = toDouble(value);
  if (number < least) {
    throw new StateFailure("States.Runtime", `${name} must be greater than or equal to ${least}: ${path.text}`);
  }
  return number;
}

function requireText(field: string, text: string, value: Json): Json {
  if (typeof value !== "string") {
    throw new StateFailure("States.Runtime", `The ${field} parameter does not reference a string value: ${text}`);
  }
  return value;
}
