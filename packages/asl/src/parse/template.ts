import type { Host } from "../host.ts";
import { hashMapOrder } from "../json/java.ts";
import { isObject, type Json, type JsonObject, setMember } from "../json/value.ts";
import type { Scope } from "../paths/scope.ts";
import type { Evaluator } from "../program.ts";
import type { ExpressionCompiler } from "./compiler.ts";
import type { Findings } from "./diagnostics.ts";

/** Compiles payload templates: JSON in which the values of fields that end in `.$` are expressions. */
export class TemplateCompiler {
  private readonly compiler: ExpressionCompiler;
  private readonly findings: Findings;

  constructor(compiler: ExpressionCompiler, findings: Findings) {
    this.compiler = compiler;
    this.findings = findings;
  }

  /** Compiles a template; what is wrong with it is reported at its place. */
  compile(template: Json, location: string): Evaluator {
    return this.compileValue(template, location) ?? (() => template);
  }

  /** The evaluator of a template, or undefined if it is constant. */
  private compileValue(template: Json, location: string): Evaluator | undefined {
    if (Array.isArray(template)) {
      return this.compileList(template, location);
    }
    return isObject(template) ? this.compileObject(template, location) : undefined;
  }

  private compileList(template: Json[], location: string): Evaluator | undefined {
    const items = template.map((item, index) => this.compileValue(item, `${location}[${index}]`));
    if (items.every((item) => item === undefined)) {
      return undefined;
    }
    return (scope, host) => items.map((item, index) => (item === undefined ? template[index]! : item(scope, host)));
  }

  private compileObject(template: JsonObject, location: string): Evaluator | undefined {
    const members: Member[] = [];
    const dynamic = new Map<string, Evaluator>();
    let constant = true;
    for (const [key, value] of Object.entries(template)) {
      if (key.endsWith(".$")) {
        dynamic.set(key.slice(0, -2), this.compileField(key, value, location));
      } else {
        const evaluate = this.compileValue(value, `${location}/${key}`);
        constant &&= evaluate === undefined;
        members.push({ key, evaluate: evaluate ?? (() => value) });
      }
    }
    if (constant && dynamic.size === 0) {
      return undefined;
    }
    for (const key of hashMapOrder([...dynamic.keys()])) {
      members.push({ key, evaluate: dynamic.get(key)! });
    }
    return (scope, host) => evaluateMembers(members, scope, host);
  }

  private compileField(key: string, value: Json, location: string): Evaluator {
    const evaluate = typeof value === "string" ? this.compiler.templateField(key, value) : undefined;
    if (evaluate === undefined) {
      this.findings.schema(
        `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
        location,
      );
    }
    return evaluate ?? (() => null);
  }
}

interface Member {
  key: string;
  evaluate: Evaluator;
}

function evaluateMembers(members: readonly Member[], scope: Scope, host: Host): JsonObject {
  const made: JsonObject = {};
  for (const member of members) {
    setMember(made, member.key, member.evaluate(scope, host));
  }
  return made;
}
